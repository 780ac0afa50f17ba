/** What the console's streams bring is an event with all its facts, or refused. */
import { describe, expect, it } from 'vitest';
import {
  readCallHeader,
  readCallRow,
  readCalls,
  readEnded,
} from '../../../readings/record/console-events.ts';
import { readJournal } from '../../../server/journal/journal-file.ts';
import { recordCall } from '../../helpers/record-call.ts';

const live = {
  id: 'CA1',
  startedAt: '2026-11-30T12:00:00.000Z',
  isLive: true,
  state: 'SPEAKING',
  turns: 2,
  bargeIns: 0,
  health: 'good',
};
const over = {
  ...live,
  isLive: false,
  state: 'ENDED',
  outcome: 'callerHungUp',
  durationMs: 9_000,
  from: '•••',
};
const { limits } = readJournal(recordCall()).input;
const header = {
  id: 'CA1',
  startedAt: '2026-11-30T12:00:00.000Z',
  isLive: true,
  nowMs: 120,
  input: { limits },
  machine: 'a digest',
  transcripts: true,
  hasRecording: false,
};

describe('an event of the console', () => {
  it.each([
    ['a live call', readCallRow, live],
    ['a call that is over', readCallRow, over],
    ['a call with a fact more', readCallRow, { ...live, mood: 'fine' }],
    ['no calls', readCalls, { now: live.startedAt, calls: [] }],
    ['calls', readCalls, { now: live.startedAt, calls: [over, live] }],
    ['a header', readCallHeader, header],
    [
      'a header of a recorded call',
      readCallHeader,
      { ...header, version: '1.0.0', recordingEndsAtMs: 60_000 },
    ],
    ['an end', readEnded, { outcome: 'silence' }],
    ['an end of a call that was never named', readEnded, {}],
  ])('is %s', (_, read, data) => {
    expect(read(data)).toBe(data);
  });

  it.each([
    ['nothing', readCallRow, null],
    ['a call without its id', readCallRow, { ...live, id: undefined }],
    ['a state that is not ours', readCallRow, { ...live, state: 'DREAMING' }],
    ['an outcome that is not ours', readCallRow, { ...over, outcome: 'abducted' }],
    ['a duration in words', readCallRow, { ...over, durationMs: '9 s' }],
    ['a list alone', readCalls, [live]],
    ['a list with a call that is none', readCalls, { now: live.startedAt, calls: [live, {}] }],
    ['a list without the time', readCalls, { calls: [live] }],
    ['a header without limits', readCallHeader, { ...header, input: {} }],
    [
      'a header with a limit missing',
      readCallHeader,
      { ...header, input: { limits: { ...limits, turnMs: null } } },
    ],
    ['a header of no machine', readCallHeader, { ...header, machine: undefined }],
    ['an end in a word', readEnded, 'silence'],
    ['an end that is not ours', readEnded, { outcome: 'abducted' }],
  ])('is not %s', (_, read, data) => {
    expect(() => read(data)).toThrow(
      /^The server sent an unreadable (call|list of calls|header of a call|end of a call)$/,
    );
  });
});
