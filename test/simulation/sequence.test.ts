/** A simulated call as lines to read: which part did what, and when. */
import { describe, expect, it } from 'vitest';
import { sequenceOf } from '../../simulation/sequence.ts';
import { simulateCall } from '../../simulation/simulate-call.ts';
import { conversation } from './scenarios.ts';

describe('the sequence of a simulated call', () => {
  it('shows what happens in one call, by which part and when', () => {
    const lines = sequenceOf(simulateCall(conversation([{ name: 'llm.slow', atMs: 0 }])));
    for (const line of [
      /world {3}caller speaks w0 … w3, 200 ms a word/,
      /world {3}fault llm.slow/,
      /caller {2}caller.endOfTurn {2}epoch 1 {2}turnIndex 0 {2}text "w0 w1 w2 w3"/,
      /chart {3}=> responding.speaking.steady/,
    ])
      expect(lines).toContainEqual(expect.stringMatching(line));
  });
});
