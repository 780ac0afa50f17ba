/** The rules can fail: a call that breaks one on purpose is found, by the name of the rule. */
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../simulation/scenarios/scenario.ts';
import { type Sabotage, simulateCall } from '../../simulation/simulate-call.ts';
import { keepsPlaying, losesTurns, misalignsWords, neverAborts, playsNothing, throws } from './sabotages.ts';
import { conversation, saying } from './scenarios.ts';

const brokenIn = (scenario: Scenario, sabotage: Sabotage): string[] =>
  simulateCall(scenario, sabotage).broken.map(({ id }) => id);

describe('sabotage', () => {
  it.each([
    ['T1', 'a voice that misplaces its words', misalignsWords],
    ['T2', 'an STT that loses whole turns', losesTurns],
    ['T3', 'a line that plays on after it was cleared', keepsPlaying],
    ['T6', 'a timer that throws', throws],
  ])('breaks %s with %s', (id, _, sabotage) => {
    expect(brokenIn(conversation(), sabotage)).toContain(id);
  });

  it('breaks T4 with a line without any sound', () => {
    const patient = saying({ does: 'speaks', words: 3, wordMs: 200 });
    expect(brokenIn(patient, playsNothing)).toContain('T4');
  });

  it('breaks T5 with requests that are never aborted', () => {
    const hasty = saying(
      { does: 'speaks', words: 3, wordMs: 200 },
      { does: 'pauses', ms: 600 },
      { does: 'hangsUp' },
    );
    expect(brokenIn(hasty, neverAborts)).toContain('T5');
  });
});
