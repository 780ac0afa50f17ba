/**
 * Rules that end a turn where the vendor does not: how much silence after these words is enough.
 *
 *   what is known of the turn ──> silence in ms   (probability · text · silence · custom rules · last resort)
 *
 * Pure. own-endpointing.ts measures the silence, in audio time. A vendor that ends turns itself is given the custom
 * rules alone: patience-rules.ts.
 */
import type { EndpointingConfig } from '../providers/stt-provider.ts';

/** How the turns of a call are ended. */
export interface Endpointing {
  /** Our own rule; absent: the vendor ends turns. */
  readonly needed?: NeededSilence;
  /** Where the vendor ends turns: the silence after which we end one that the vendor has not ended. */
  readonly lastResort?: NeededSilence;
  readonly rules: readonly PatienceRule[];
  /** The patience that a vendor's connection is opened with. */
  readonly usual: EndpointingConfig;
  /** Whether silence is kept from the vendor. */
  readonly gate: 'none' | 'vad';
}

export interface KnownOfTurn {
  /** The caller's words of the turn so far. */
  readonly text: string;
  /** How sure the vendor is that the turn is over, 0 to 1. */
  readonly confidence: number | undefined;
  /** The agent's last words that the caller heard. */
  readonly asked: string;
}

/** In ms. */
export type NeededSilence = (turn: KnownOfTurn) => number;

/** `[probability that the turn is over, silence in ms]`, in order of probability; the more probable, the shorter. */
export type WaitCurve = readonly (readonly [probability: number, waitMs: number])[];

/**
 * Straight lines between the points of the curve, flat before the first and after the last. No confidence counts as
 * 0.
 */
export function byProbability(curve: WaitCurve): NeededSilence {
  return ({ confidence = 0 }) => {
    const above = curve.findIndex(([probability]) => probability >= confidence);
    const [highest, leastMs] = curve.at(-1) ?? [1, 0];
    if (above === -1) return confidence >= highest ? leastMs : 0;
    const [p1, wait1] = curve[above] ?? [1, 0];
    const [p0, wait0] = curve[above - 1] ?? [p1, wait1];
    return p1 === p0 ? wait1 : wait0 + ((confidence - p0) / (p1 - p0)) * (wait1 - wait0);
  };
}

export interface TextWaits {
  readonly onPunctuationMs: number;
  readonly onNoPunctuationMs: number;
  readonly onNumberMs: number;
}

/** A number, in the digits of any script; the mark behind it may be a decimal point. */
const ENDS_IN_NUMBER = /\p{N}[\p{STerm}…,،，、]*$/u;
/** The end mark of a sentence in any script, and what may close after it. */
const ENDS_SENTENCE = /[\p{STerm}…][\p{Pe}\p{Pf}"']*$/u;

/** By how the text ends: a number is looked at first, because `5.` may be half of one. */
export function byText({ onPunctuationMs, onNoPunctuationMs, onNumberMs }: TextWaits): NeededSilence {
  return ({ text }) => {
    if (ENDS_IN_NUMBER.test(text)) return onNumberMs;
    return ENDS_SENTENCE.test(text) ? onPunctuationMs : onNoPunctuationMs;
  };
}

export const bySilence =
  (silenceMs: number): NeededSilence =>
  () =>
    silenceMs;

/**
 * Another silence where the words of the agent (`assistant`) or of the caller's open turn (`customer`) fit a pattern.
 */
export interface PatienceRule {
  readonly of: 'assistant' | 'customer';
  readonly pattern: RegExp;
  readonly timeoutMs: number;
}

/** A vendor reports up to a second after its audio, and the network may be slow. After this much more no end will come. */
export const LAST_RESORT_MS = 3_000;

/**
 * The silence after which a vendor that ends turns has failed to end this one: the longest that the vendor's settings
 * (`longestMs`) or the rule that fits ask for, and `LAST_RESORT_MS`.
 */
export const asLastResort =
  (rules: readonly PatienceRule[], longestMs: number): NeededSilence =>
  (turn) =>
    Math.max(longestMs, ruleFor(rules, turn)?.timeoutMs ?? 0) + LAST_RESORT_MS;

/** Patterns are matched with so many characters at the end of a text: a turn of minutes ends like one of a sentence. */
const LOOKED_AT = 200;

/** The first rule that fits. Patterns are written with composed letters; a vendor's text may have decomposed ones. */
export const ruleFor = (
  rules: readonly PatienceRule[],
  { asked, text }: Pick<KnownOfTurn, 'asked' | 'text'>,
): PatienceRule | undefined =>
  rules.find(({ of, pattern }) =>
    pattern.test((of === 'assistant' ? asked : text).slice(-LOOKED_AT).normalize('NFC')),
  );

/** The silence of the first rule that fits, or else `otherwise`. */
export const withRules =
  (rules: readonly PatienceRule[], otherwise: NeededSilence): NeededSilence =>
  (turn) =>
    ruleFor(rules, turn)?.timeoutMs ?? otherwise(turn);
