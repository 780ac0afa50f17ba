/** The end of a turn and its answer with other thresholds, computed from the STT's reports of the turn. */
import { describe, expect, it } from 'vitest';
import type { Turn } from '../../../readings/turns/turns.ts';
import type { SttFact } from '../../../server/journal/stt-turns.ts';
import { type EndpointSettings, type Estimate, estimate } from '../../../server/journal/what-if.ts';

const RECORDED: EndpointSettings = { eotThreshold: 0.7, eagerEotThreshold: 0.5, eotTimeoutMs: 3_000 };
const PACE = { firstTokenMs: 100, tokenMs: 10, mostTokens: 150 };

const fact = (
  atMs: number,
  words: number,
  confidence: number,
  kind: SttFact['kind'] = 'update',
): SttFact => ({
  kind,
  atMs,
  words,
  confidence,
  speechEndedAt: Math.min(1_000, atMs),
});
/** Four words, the last of them transcribed at 1,000 ms; eager at 1,200, over at 1,400. */
const FACTS = [
  fact(250, 1, 0.05, 'startOfTurn'),
  fact(500, 2, 0.1),
  fact(750, 3, 0.35),
  fact(1_000, 4, 0.1),
  fact(1_200, 4, 0.55, 'eagerEndOfTurn'),
  fact(1_400, 4, 0.75, 'endOfTurn'),
];
/** A reply of 300 ms, begun early, heard 20 ms after it was sent. */
const TURN: Turn = {
  turn: 1,
  transcript: '',
  speechEndedAt: 1_000,
  endOfTurnAt: 1_400,
  speculated: true,
  stages: {
    requestedAt: 1_200,
    firstTokenAt: 1_300,
    firstAudioAt: 1_500,
    firstSentAt: 1_500,
    firstHeardAt: 1_520,
  },
};

interface Change {
  readonly facts?: readonly SttFact[];
  readonly nextStartsAt?: number;
}

function withSettings(
  change: Partial<EndpointSettings>,
  { facts = FACTS, nextStartsAt }: Change = {},
): Estimate {
  const end = facts.at(-1) as SttFact;
  const sttTurn = { facts, end, ...(nextStartsAt !== undefined && { nextStartsAt }) };
  return estimate({ turn: TURN, sttTurn }, RECORDED, { ...RECORDED, ...change }, PACE);
}

describe('with the settings it was recorded with, a turn', () => {
  it('is answered when it was, and diverges nowhere', () => {
    const same = withSettings({});
    expect(same).toMatchObject({ waitMs: 520, cutIn: false, wasted: 0, wastedTokens: 0, isBound: false });
    expect(same.divergesAt).toBeUndefined();
  });
});

describe('with a lower threshold, a turn', () => {
  it('ends at the first report that was sure enough', () => {
    expect(withSettings({ eotThreshold: 0.5, eagerEotThreshold: null })).toMatchObject({
      waitMs: 520,
      divergesAt: 1_200,
      cutIn: false,
    });
  });

  it('cuts in on a caller who had more words to say', () => {
    expect(withSettings({ eotThreshold: 0.3, eagerEotThreshold: null })).toMatchObject({
      divergesAt: 750,
      cutIn: true,
    });
  });

  it('cuts in on a caller who went on within a second', () => {
    expect(withSettings({}, { nextStartsAt: 2_000 }).cutIn).toBe(true);
    expect(withSettings({}, { nextStartsAt: 2_600 }).cutIn).toBe(false);
  });
});

describe('with a higher threshold, a turn', () => {
  it('would have ended by the timeout at the latest', () => {
    expect(withSettings({ eotThreshold: 0.9, eagerEotThreshold: null })).toMatchObject({
      divergesAt: 1_400,
      isBound: true,
      waitMs: 3_320,
    });
  });

  it('would have been one with the next when the caller went on before that', () => {
    const merged = withSettings({ eotThreshold: 0.9 }, { nextStartsAt: 2_000 });
    expect(merged).toMatchObject({
      divergesAt: 1_400,
      cutIn: false,
      isMerged: true,
      isBound: false,
      wasted: 1,
    });
    expect(merged.waitMs).toBeUndefined();
  });
});

describe('with an STT that reports its confidence only at times, a turn', () => {
  const silentOn = FACTS.map(
    ({ confidence, ...rest }) => (rest.kind === 'update' ? rest : { ...rest, confidence }) as SttFact,
  );

  it('is answered when it was with the settings it was recorded with', () => {
    expect(withSettings({}, { facts: silentOn })).toMatchObject({ waitMs: 520, wasted: 0 });
    const never = FACTS.map(({ confidence: _, ...rest }) => rest);
    expect(withSettings({}, { facts: never })).toMatchObject({ waitMs: 520, wasted: 0, isBound: false });
  });

  it('wastes what it wasted: the STT itself reported when the caller went on', () => {
    const resumed: SttFact[] = [
      ...FACTS.slice(0, 3),
      fact(800, 3, 0.6, 'eagerEndOfTurn'),
      { kind: 'turnResumed', atMs: 980, words: 3 },
      ...FACTS.slice(3),
    ];
    expect(withSettings({}, { facts: resumed })).toMatchObject({ waitMs: 520, wasted: 1, wastedTokens: 8 });
  });
});

describe('without eager ends of turn, a turn', () => {
  it('is answered as much later as the reply began earlier', () => {
    const later = withSettings({ eagerEotThreshold: null });
    expect(later).toMatchObject({ waitMs: 720, wasted: 0 });
    expect(later.divergesAt).toBeUndefined();
  });
});

describe('with a lower eager threshold, a turn', () => {
  it('wastes a reply each time the caller goes on after it', () => {
    expect(withSettings({ eagerEotThreshold: 0.3 })).toMatchObject({
      waitMs: 520,
      wasted: 1,
      wastedTokens: 15,
    });
  });
});

describe('with another timeout, a turn', () => {
  const timedOut = [...FACTS.slice(0, 4), fact(4_000, 4, 0.4, 'endOfTurn')];

  it('that ended by it ends by the new one', () => {
    const shorter = withSettings({ eotTimeoutMs: 1_000, eagerEotThreshold: null }, { facts: timedOut });
    expect(shorter).toMatchObject({ divergesAt: 2_000, isBound: false, waitMs: 1_320 });
  });

  it('that was over before it ends where it did', () => {
    expect(withSettings({ eotTimeoutMs: 500 }).divergesAt).toBeUndefined();
  });

  it('ends by a timeout that is shorter than the STT was unsure', () => {
    expect(withSettings({ eotTimeoutMs: 300, eagerEotThreshold: null })).toMatchObject({ divergesAt: 1_300 });
  });

  it('is cut in on in a pause that is longer than the timeout', () => {
    const pausing = [
      ...FACTS.slice(0, 2),
      { ...fact(3_000, 4, 0.1), speechEndedAt: 2_900 },
      fact(3_400, 4, 0.75, 'endOfTurn'),
    ];
    const cut = withSettings({ eotTimeoutMs: 500 }, { facts: pausing });
    expect(cut).toMatchObject({ divergesAt: 1_000, cutIn: true });
    expect(cut.waitMs).toBeUndefined();
  });
});
