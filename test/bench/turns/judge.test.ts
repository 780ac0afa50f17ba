/** The scoreboard's judge: the audio and events that a phone received, and the faults found in them. */
import { describe, expect, it } from 'vitest';
import { BYTES_PER_MS, encodeSample, SILENCE } from '../../../actors/audio/mulaw.ts';
import type { Step } from '../../../bench/turns/caller.ts';
import { type Finding, judge } from '../../../bench/turns/judge.ts';
import type { Profile } from '../../../bench/turns/strategies.ts';
import { markName } from '../../../machines/mark.ts';
import type { CallEvent, EndedBy } from '../../../sandbox/twilio/record/call-record.ts';

const LOUD = encodeSample(8_000);
const CALL_MS = 12_000;
/** The caller's line begins here; their words from 100 to 1,100 ms of it. */
const LINE_MS = 3_000;
const SPEECH = { speechStartMs: 100, speechEndMs: 1_100 };
const WORDS_MS = LINE_MS + SPEECH.speechStartMs;
const OVER_MS = LINE_MS + SPEECH.speechEndMs;

interface Received {
  /** Spans in which the agent is audible. */
  readonly agent?: readonly (readonly [fromMs: number, untilMs: number])[];
  readonly clears?: readonly number[];
  /** The times at which each speech of the agent was sent. */
  readonly marks?: readonly (readonly [atMs: number, generation: number, take?: number])[];
  readonly presses?: readonly number[];
  readonly endedBy?: EndedBy;
}

/** The judge's verdict on one step of a caller, after the greeting. */
function judged(step: Step, received: Received, profile: Profile = 'balanced'): Finding | undefined {
  const { agent = [], clears = [], marks = [], presses = [], endedBy = 'caller' } = received;
  const audio = new Uint8Array(CALL_MS * BYTES_PER_MS).fill(SILENCE);
  for (const [fromMs, untilMs] of agent) audio.fill(LOUD, fromMs * BYTES_PER_MS, untilMs * BYTES_PER_MS);
  const at = (trackMs: number) => ({ atMs: trackMs, trackMs });
  const events: CallEvent[] = [
    { type: 'caller.lineStarted' as const, text: '1', ...at(LINE_MS) },
    ...clears.map((ms) => ({ type: 'clear.received' as const, droppedBytes: 0, ...at(ms) })),
    ...presses.map((ms) => ({ type: 'caller.pressed' as const, digit: '1', ...at(ms) })),
    ...marks.map(([ms, generation, take = 1]) => ({
      type: 'mark.received' as const,
      name: markName({ generation, take, position: 0 }),
      ...at(ms),
    })),
  ];
  const line = { text: '1', audio: new Uint8Array(0), words: [] };
  const caller = { name: 'a caller', voice: 'rms' as const, steps: [{ do: 'listen' as const }, step] };
  const prepared = { caller, sayings: new Map([[1, { line, words: 'hello', ...SPEECH }]]), ambience: [] };
  const record = {
    callSid: 'CA1',
    direction: 'inbound' as const,
    from: '',
    to: '',
    status: 'completed' as const,
    startedAt: new Date(0),
    durationMs: CALL_MS,
    caller: new Uint8Array(0),
    agent: audio,
    events,
    warnings: [],
    verbsAfterStream: [],
    callerFailure: undefined,
    endedBy,
  };
  const findings = judge(prepared, record, profile);
  expect(findings.length).toBeLessThanOrEqual(1);
  return findings[0];
}

describe('a turn', () => {
  const turn: Step = { do: 'turn', says: ['hello'] };
  const number: Step = { do: 'turn', says: ['five'], isDictation: true };

  it('is answered in the time from its last word to the first sound', () => {
    const finding = judged(turn, { agent: [[OVER_MS + 480, OVER_MS + 2_000]] });
    expect(finding).toMatchObject({ does: 'turn', responseMs: 480, words: 'hello' });
    expect(finding?.fault).toBeUndefined();
  });

  it.each([
    ['tooEarly', 'between its words', [[WORDS_MS + 400, WORDS_MS + 900]]],
    ['tooEarly', 'by a single frame before its last word is over', [[OVER_MS - 20, OVER_MS]]],
    ['tooLate', 'after more than a second and a half', [[OVER_MS + 1_520, OVER_MS + 3_000]]],
    ['never', 'not at all', []],
  ] as const)('is a fault, %s, when it is answered %s', (fault, _, agent) => {
    expect(judged(turn, { agent })).toMatchObject({ fault });
  });

  it('is not answered by what the agent said before it', () => {
    expect(judged(turn, { agent: [[500, 2_900]] })).toMatchObject({ fault: 'never' });
  });

  it('may be answered later by a patient agent, and later still when it was dictated', () => {
    const late = (ms: number) => ({ agent: [[OVER_MS + ms, OVER_MS + ms + 500]] as const });
    expect(judged(turn, late(3_400), 'patient')?.fault).toBeUndefined();
    expect(judged(turn, late(3_520), 'patient')).toMatchObject({ fault: 'tooLate' });
    expect(judged(number, late(3_400))?.fault).toBeUndefined();
    expect(judged(number, late(3_520))).toMatchObject({ fault: 'tooLate', isDictation: true });
  });
});

describe('an interruption', () => {
  const interrupt: Step = { do: 'interrupt', says: ['hello'] };
  const answer = [OVER_MS + 500, OVER_MS + 2_000] as const;
  const marks = [
    [1_000, 1],
    [OVER_MS + 500, 2],
  ] as const;

  it('stops the agent, and is answered', () => {
    const finding = judged(interrupt, {
      agent: [[1_000, WORDS_MS + 100], answer],
      clears: [WORDS_MS + 110],
      marks,
    });
    expect(finding).toMatchObject({ stopMs: 100, responseMs: 500 });
    expect(finding?.fault).toBeUndefined();
  });

  it('is missed when the agent is audible for longer than 700 ms', () => {
    const finding = judged(interrupt, {
      agent: [[1_000, WORDS_MS + 720], answer],
      clears: [WORDS_MS + 730],
      marks,
    });
    expect(finding).toMatchObject({ fault: 'missed', stopMs: 720 });
  });

  it('is missed when the agent falls silent and then goes on', () => {
    const finding = judged(interrupt, {
      agent: [
        [1_000, WORDS_MS + 100],
        [OVER_MS + 1_200, OVER_MS + 3_000],
      ],
      clears: [WORDS_MS + 110],
      marks: [
        [1_000, 1],
        [OVER_MS + 1_200, 1, 2],
      ],
    });
    expect(finding).toMatchObject({ fault: 'missed' });
  });

  it('that is never answered says so', () => {
    const finding = judged(interrupt, {
      agent: [[1_000, WORDS_MS + 100]],
      clears: [WORDS_MS + 110],
      marks: [[1_000, 1]],
    });
    expect(finding).toMatchObject({ fault: 'never' });
  });
});

describe('a sound the agent should speak on over', () => {
  const backgroundSpeech: Step = { do: 'backgroundSpeech', afterMs: 500, what: 'cough' };

  it('changes nothing', () => {
    expect(judged(backgroundSpeech, { agent: [[1_000, 8_000]], marks: [[1_000, 1]] })).toEqual({
      caller: 'a caller',
      step: 1,
      does: 'backgroundSpeech',
    });
  });

  it('holds it: the same speech goes on', () => {
    const finding = judged(backgroundSpeech, {
      agent: [
        [1_000, 3_200],
        [3_400, 8_000],
      ],
      clears: [3_200],
      marks: [
        [1_000, 1],
        [3_400, 1, 2],
      ],
    });
    expect(finding).toMatchObject({ heldMs: [200] });
    expect(finding?.fault).toBeUndefined();
  });

  it.each([
    ['nothing follows', [[1_000, 1]]],
    [
      'another speech follows',
      [
        [1_000, 1],
        [3_400, 2],
      ],
    ],
  ] as const)('stops it falsely when %s', (_, marks) => {
    expect(judged(backgroundSpeech, { agent: [[1_000, 3_200]], clears: [3_200], marks })).toMatchObject({
      fault: 'falseStop',
    });
  });

  it('is not to blame for what happens long after it', () => {
    expect(
      judged(backgroundSpeech, { agent: [[1_000, 6_000]], clears: [6_000], marks: [[1_000, 1]] }),
    ).not.toHaveProperty('fault');
  });

  it('may be a key', () => {
    const press: Step = { do: 'press', digit: '1', afterMs: 500 };
    const finding = judged(press, {
      agent: [[1_000, 2_100]],
      presses: [2_000],
      clears: [2_100],
      marks: [[1_000, 1]],
    });
    expect(finding).toMatchObject({ does: 'backgroundSpeech', fault: 'falseStop' });
  });
});

it('a sound while neither side speaks must not be answered', () => {
  const disturb: Step = { do: 'disturb', sound: 'door' };
  expect(judged(disturb, {})).not.toHaveProperty('fault');
  expect(judged(disturb, { agent: [[OVER_MS + 2_000, OVER_MS + 3_000]] })).toMatchObject({
    fault: 'answeredNoise',
  });
});

it('a silent caller is asked whether they are there, and then the call ends', () => {
  const marks = [
    [500, 1],
    [5_000, 2],
    [9_000, 3],
  ] as const;
  expect(judged({ do: 'keepSilent' }, { marks, endedBy: 'twiml' })).not.toHaveProperty('fault');
  expect(judged({ do: 'keepSilent' }, { marks: marks.slice(0, 2), endedBy: 'twiml' })).toMatchObject({
    fault: 'noPatience',
  });
  expect(judged({ do: 'keepSilent' }, { marks, endedBy: 'caller' })).toMatchObject({ fault: 'noPatience' });
});
