/** The lines of both sides, as a person reads them during the call and afterwards. */
import { describe, expect, it } from 'vitest';
import type { TranscriptLine } from '../../readings/transcript-lines.ts';
import { TranscriptFold } from '../../readings/transcript-lines.ts';
import { type StartStreamsOptions, startStreams } from '../helpers/start/start-streams.ts';

const ANSWER = 'We open at nine in the morning, and on Sundays we rest all day long.';

const start = (options: StartStreamsOptions = {}) => {
  const call = startStreams({ latencyMs: 20, ...options });
  const lines = (): TranscriptLine[] => {
    const fold = new TranscriptFold();
    for (const entry of call.journal.entries) fold.take(entry);
    return fold.lines;
  };
  return { call, lines };
};
/** `caller: When do you open?`, `agent: We open -at nine-`, `agent … We open`: open lines have dots. */
const inShort = (lines: readonly TranscriptLine[]): string[] =>
  lines.map(({ who, heard = '', cut, isOpen }) =>
    [who + (isOpen ? ' …' : ':'), heard, cut && `-${cut}-`].filter(Boolean).join(' '),
  );

describe('a transcript', () => {
  it('has what was heard, and apart from it what was cut off', () => {
    const { call, lines } = start();
    call.asks('When do you open?');
    call.llm().replies(ANSWER);
    call.waits(1_500);
    call.sttSession().starts('And');
    const [asked, answer] = lines();
    expect(asked).toMatchObject({ who: 'caller', heard: 'When do you open?' });
    expect(answer).toMatchObject({ who: 'agent', generation: 1 });
    expect(`${answer?.heard} ${answer?.cut}`).toBe(ANSWER);
    expect(answer?.heard).toBe(call.wordsKept().join(' '));
    expect(answer).not.toHaveProperty('isEstimated');
  });

  it('says when the cut is a guess', () => {
    const { call, lines } = start({ voice: { aligned: false } });
    call.asks('When do you open?');
    call.llm().replies(ANSWER);
    call.waits(1_500);
    call.sttSession().starts('And');
    expect(lines()[1]).toMatchObject({ who: 'agent', isEstimated: true });
  });

  it('holds a line open for the side that is speaking', () => {
    const { call, lines } = start();
    call.sttSession().starts('When');
    expect(inShort(lines())).toEqual(['caller …']);
    call.sttSession().pauses('When do you');
    expect(inShort(lines())).toEqual(['caller … When do you']);
    call.sttSession().resumes('When do you');
    call.sttSession().ends('When do you open?');
    expect(inShort(lines())).toEqual(['caller: When do you open?']);
    call.llm().writes('At nine in the morning. And on');
    call.waits(100);
    expect(inShort(lines())).toEqual(['caller: When do you open?', 'agent …']);
    call.llm().replies(' Sundays never.');
    call.waits(100);
    expect(inShort(lines()).at(-1)).toBe('agent … At nine in the morning. And on Sundays never.');
    call.waits(4_000);
    expect(inShort(lines()).at(-1)).toBe('agent: At nine in the morning. And on Sundays never.');
  });

  it('knows when each line began to be spoken', () => {
    const { call, lines } = start();
    call.waits(100);
    call.sttSession().starts('When');
    call.waits(900);
    call.sttSession().ends('When do you open?');
    call.llm().replies('At nine.');
    call.waits(3_000);
    const [asked, answer] = lines();
    expect(asked?.atMs).toBe(100);
    expect(answer?.atMs).toBe(1_050);
    const begins = call.journal.entries[answer?.seq ?? -1];
    expect(begins?.name).toBe('playback.started');
  });

  it('has no line for fillers, for turns without words, nor for words that are never answered', () => {
    const { call, lines } = start({ limits: { fillerMs: 500 } });
    call.sttSession().says('');
    call.asks('When do you open?');
    call.waits(2_500);
    call.send({ type: 'caller.endOfTurn', epoch: 1, turnIndex: 0, text: 'Too late.' });
    call.llm().replies('At nine.');
    call.waits(3_000);
    expect(inShort(lines())).toEqual(['caller: When do you open?', 'agent: At nine.']);
  });

  it('has no line for a speculation that was withdrawn', () => {
    const { call, lines } = start();
    call.sttSession().starts('When');
    call.sttSession().pauses('When do you');
    call.llm().replies('Who, me?');
    call.waits(200);
    call.sttSession().resumes('When do you');
    call.sttSession().ends('When do you open?');
    call.llm().replies('At nine.');
    call.waits(3_000);
    expect(inShort(lines())).toEqual(['caller: When do you open?', 'agent: At nine.']);
  });

  it('keeps the last words of a caller who hangs up', () => {
    const { call, lines } = start();
    call.sttSession().starts('When');
    call.send({ type: 'transport.closed', reason: 'stop' });
    expect(inShort(lines())).toEqual(['caller …']);
    call.sttSession().ends('When do you open?');
    expect(inShort(lines())).toEqual(['caller: When do you open?']);
  });

  it('counts words where none are kept', () => {
    const { call, lines } = start({ keepsTranscripts: false });
    call.asks('When do you open?');
    call.llm().replies(ANSWER);
    call.waits(1_500);
    call.sttSession().starts('And');
    const [asked, answer] = lines();
    expect(asked).toMatchObject({ who: 'caller', heardWords: 4 });
    expect((answer?.heardWords ?? 0) + (answer?.cutWords ?? 0)).toBe(ANSWER.split(' ').length);
    expect(JSON.stringify(lines())).not.toContain('nine');
  });

  it('leaves nothing open when the call is over', () => {
    const { call, lines } = start();
    call.asks('When do you open?');
    call.llm().writes('At nine');
    call.waits(400);
    call.send({ type: 'operator.hangUp', reason: 'test' });
    expect(lines().some(({ isOpen }) => isOpen)).toBe(false);
  });
});
