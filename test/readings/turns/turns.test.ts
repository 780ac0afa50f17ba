/** A journal folded into turns: which turn a stage belongs to, and where a turn begins and ends. */
import { describe, expect, it } from 'vitest';
import { isTurnMove } from '../../../readings/journal-entry.ts';
import { turnsOf } from '../../../readings/turns/turns.ts';
import { startStreams } from '../../helpers/start/start-streams.ts';

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
    expect(firstHeardAt - firstSentAt).toBeLessThan(100);
  });

  it('knows when the filler was ordered and heard', () => {
    const call = startStreams({ latencyMs: 20, limits: { fillerMs: 500 } });
    call.asks('When do you open?');
    call.waits(1_000);
    expect(turnsOf(call.journal.entries)).toMatchObject([{ fillerAt: 500, stages: { fillerHeardAt: 590 } }]);
    expect(turnsOf(call.journal.entries)[0]?.stages).not.toHaveProperty('firstHeardAt');
  });

  it('was not heard when the caller breaks in before it: what a clear returns is no proof', () => {
    const call = startStreams({ latencyMs: 20, limits: { fillerMs: 500 } });
    call.asks('When do you open?');
    call.waits(600);
    call.llm().replies('At nine.');
    call.waits(700);
    call.sttSession().starts('No');
    call.waits(500);
    const [turn] = turnsOf(call.journal.entries);
    expect(turn?.cancelledBy).toBe('caller.interruption');
    expect(turn?.stages).not.toHaveProperty('firstHeardAt');
  });
});

describe('a turn whose end comes while the last one is still thought about', () => {
  it('is a turn of its own, and the last one was cancelled', () => {
    const call = startStreams({ script: { greeting: '' } });
    call.asks('When do you open?');
    call.waits(100);
    call.sttSession().starts('');
    call.sttSession().ends('On Sunday I mean.');
    call.waits(100);
    call.llm().replies('At nine.');
    call.waits(3_000);
    expect(turns(call)).toEqual([
      { said: 'When do you open?', isCancelled: true, wasAsked: true, wasHeard: false },
      { said: 'On Sunday I mean.', isCancelled: false, wasAsked: true, wasHeard: true },
    ]);
  });

  it('is distinct from it even when its start was never reported', () => {
    const call = startStreams({ script: { greeting: '' } });
    call.asks('When do you open?');
    call.send({ type: 'caller.endOfTurn', epoch: 1, turnIndex: 1, text: 'On Sunday I mean.' });
    call.llm().replies('At nine.');
    call.waits(3_000);
    expect(turns(call)).toEqual([
      { said: 'When do you open?', isCancelled: true, wasAsked: true, wasHeard: false },
      { said: 'On Sunday I mean.', isCancelled: false, wasAsked: true, wasHeard: true },
    ]);
    const moves = call.journal.entries.filter(isTurnMove);
    expect(moves.map(({ name }) => name)).toContain('responding.processing.thinking');
    expect(moves.filter(({ name, data }) => name === data.from)).toHaveLength(1);
  });
});

describe('a turn', () => {
  it('knows the generation that answers it, and what the model made of it', () => {
    const call = startStreams();
    call.asks('When do you open?');
    call.journal.append('note', 'llm.usage', { generation: 1, promptTokens: 126, cachedTokens: 64 });
    call.llm().writes('At nine.');
    expect(turnsOf(call.journal.entries)).toMatchObject([
      { generation: 1, words: 4, usage: { promptTokens: 126, cachedTokens: 64 } },
    ]);
  });

  it('whose reply was begun early has what was known of it before', () => {
    const call = startStreams();
    call.sttSession().starts('When');
    call.sttSession().pauses('When do you');
    call.sttSession().resumes('When do you');
    call.sttSession().pauses('When do you open?');
    call.journal.append('note', 'llm.usage', { generation: 2, promptTokens: 126 });
    call.sttSession().ends('When do you open?');
    expect(turnsOf(call.journal.entries)).toMatchObject([
      { generation: 2, speculated: true, withdrawn: 1, usage: { promptTokens: 126 } },
    ]);
  });

  it('whose early reply was for other words is answered by the next one', () => {
    const call = startStreams();
    call.sttSession().starts('When');
    call.sttSession().pauses('When do you');
    call.sttSession().ends('When do you open?');
    call.llm().replies('At nine.');
    call.waits(3_000);
    expect(turnsOf(call.journal.entries)).toMatchObject([
      { generation: 2, speculated: false, withdrawn: 1, stages: { firstHeardAt: 51 } },
    ]);
  });

  it('points at the entry with which its words became history', () => {
    const call = startStreams();
    call.asks('When do you open?');
    const [turn] = turnsOf(call.journal.entries);
    expect(call.journal.entries[turn?.seq ?? -1]?.name).toBe('history.caller');
  });
});
