/** A journal folded into turns: which turn a stage belongs to, and where a turn begins and ends. */
import { describe, expect, it } from 'vitest';
import { turnsOf } from '../../readings/turns.ts';
import { startStreams } from '../helpers/start-streams.ts';

const turns = (call: ReturnType<typeof startStreams>) =>
  turnsOf(call.journal.entries).map(({ transcript, cancelledAt, stages }) => ({
    said: transcript,
    isCancelled: cancelledAt !== undefined,
    wasAsked: stages.requestedAt !== undefined,
    wasHeard: stages.finishedAt !== undefined,
  }));

describe('a turn that is answered after a filler', () => {
  it('is heard when the answer is heard, not the filler', () => {
    const call = startStreams({ latencyMs: 20, limits: { fillerMs: 500 } });
    call.asks('When do you open?');
    call.waits(2_500);
    call.llm().replies('At nine.');
    call.waits(3_000);
    const [turn] = turnsOf(call.journal.entries);
    const { firstTokenAt = 0, firstSentAt = 0, firstHeardAt = 0 } = turn?.stages ?? {};
    expect(firstTokenAt).toBeGreaterThanOrEqual(2_500);
    expect(firstSentAt).toBeGreaterThan(firstTokenAt);
    expect(firstHeardAt).toBeGreaterThan(firstSentAt);
  });
});

describe('a turn whose end comes while the last one is still thought about', () => {
  it('is a turn of its own, and the last one was cancelled', () => {
    const call = startStreams({ script: { greeting: '' } });
    call.asks('When do you open?');
    call.waits(100);
    call.ears().starts('');
    call.ears().ends('On Sunday I mean.');
    call.waits(100);
    call.llm().replies('At nine.');
    call.waits(3_000);
    expect(turns(call)).toEqual([
      { said: 'When do you open?', isCancelled: true, wasAsked: true, wasHeard: false },
      { said: 'On Sunday I mean.', isCancelled: false, wasAsked: true, wasHeard: true },
    ]);
  });

  it('is told from it even when its start was never heard of', () => {
    const call = startStreams({ script: { greeting: '' } });
    call.asks('When do you open?');
    call.send({ type: 'caller.endOfTurn', epoch: 1, turnIndex: 1, text: 'On Sunday I mean.' });
    call.llm().replies('At nine.');
    call.waits(3_000);
    expect(turns(call)).toEqual([
      { said: 'When do you open?', isCancelled: true, wasAsked: true, wasHeard: false },
      { said: 'On Sunday I mean.', isCancelled: false, wasAsked: true, wasHeard: true },
    ]);
    const moves = call.journal.entries.filter(({ kind, data }) => kind === 'state' && data.region === 'turn');
    expect(moves.map(({ name }) => name)).toContain('responding.processing.thinking');
    expect(moves.filter(({ name, data }) => name === data.from)).toHaveLength(1);
  });
});
