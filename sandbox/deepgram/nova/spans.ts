/**
 * Speech as Nova reports it, in audio time: spans that follow one another, each final once.
 *
 *   moment ──advance──> SpeechStarted?, Results (interim about every second; final at a pause), UtteranceEnd?
 *
 * A pause is `endpointing` ms of silence after speech, or 150 ms once a span is 3 s long. Nova has no turns. Pure:
 * moments in, reports out; the session sends them.
 */

import type { RecognizedWord } from '../../recognition/match.ts';
import type { Moment } from '../../recognition/recognizer.ts';
import type { DeepgramHabits } from '../habits.ts';
import type { NovaSettings } from './settings.ts';

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
  readonly words: readonly Omit<RecognizedWord, 'endsSentence'>[];
  /** The transcript, when it differs from the words joined by spaces. */
  readonly transcript?: string;
  readonly isFinal: boolean;
  readonly isSpeechFinal: boolean;
  readonly isFromFinalize: boolean;
}

export type Report =
  | { readonly type: 'SpeechStarted'; readonly atMs: number }
  | { readonly type: 'Results'; readonly span: Span }
  | { readonly type: 'UtteranceEnd'; readonly lastWordEndMs: number };

export const INTERIM_EVERY_MS = 1_000;
/** From this length on a pause of PAUSE_MS makes a span final; the vendor's spans are 3 to 5 s long. */
const LONG_SPAN_MS = 3_000;
const PAUSE_MS = 150;
/** Silence that ends speech where `endpointing` is off. */
const SPEECH_GAP_MS = 1_000;

export class Spans {
  readonly #settings: NovaSettings;
  readonly #habits: Pick<DeepgramHabits, 'endsLateByMs'>;
  #startMs = 0;
  #reportedMs = 0;
  #moment: Moment = { atMs: 0, speaking: false, lastSpeechMs: Number.NEGATIVE_INFINITY, words: [] };
  #isSpeech = false;
  /** End of the last word; undefined once an UtteranceEnd reported it. */
  #wordEndMs: number | undefined;
  #utteranceEndMs = 0;

  /** `endsLateByMs`: further silence before `speech_final` and UtteranceEnd. Spans are final as usual, by their length. */
  constructor(settings: NovaSettings, habits: Pick<DeepgramHabits, 'endsLateByMs'>) {
    this.#settings = settings;
    this.#habits = habits;
  }

  /** The reports that this moment brings, in order. After a final span, the caller must not pass the same words again. */
  advance(moment: Moment): Report[] {
    this.#moment = moment;
    const started = this.#speechStarted();
    const results = this.#results();
    const ended = this.#utteranceEnd();
    return [started, results, ended].filter((report) => report !== undefined);
  }

  /** The audio since the last final span as a final span; undefined when there is none. */
  flush(isFromFinalize: boolean): Report | undefined {
    return this.#moment.atMs > this.#startMs ? this.#final(isFromFinalize) : undefined;
  }

  #speechStarted(): Report | undefined {
    if (!this.#moment.speaking || this.#isSpeech) return undefined;
    this.#isSpeech = true;
    return this.#settings.hasVadEvents ? { type: 'SpeechStarted', atMs: this.#moment.atMs } : undefined;
  }

  #results(): Report | undefined {
    const { atMs } = this.#moment;
    const { endpointingMs = SPEECH_GAP_MS } = this.#settings;
    const isEndpoint = this.#isSpeech && this.#silenceMs - this.#habits.endsLateByMs >= endpointingMs;
    if (isEndpoint) this.#isSpeech = false;
    const isLong = atMs - this.#startMs >= LONG_SPAN_MS && this.#silenceMs >= PAUSE_MS;
    if ((isEndpoint && this.#settings.endpointingMs !== undefined) || isLong) return this.#final(false);
    if (!this.#settings.hasInterimResults || atMs - this.#reportedMs < INTERIM_EVERY_MS) return undefined;
    this.#reportedMs = atMs;
    return { type: 'Results', span: this.#span(false) };
  }

  #final(isFromFinalize: boolean): Report {
    const report: Report = { type: 'Results', span: { ...this.#span(true), isFromFinalize } };
    this.#startMs = this.#moment.atMs;
    this.#reportedMs = this.#moment.atMs;
    return report;
  }

  #span(isFinal: boolean): Span {
    const { endpointingMs = Number.POSITIVE_INFINITY } = this.#settings;
    const isSpeechFinal = isFinal && this.#silenceMs - this.#habits.endsLateByMs >= endpointingMs;
    const { atMs: endMs, words } = this.#moment;
    return { startMs: this.#startMs, endMs, words, isFinal, isSpeechFinal, isFromFinalize: false };
  }

  #utteranceEnd(): Report | undefined {
    const { atMs, words } = this.#moment;
    const wordEndMs = words.at(-1)?.endMs ?? this.#wordEndMs;
    this.#wordEndMs = wordEndMs !== undefined && wordEndMs > this.#utteranceEndMs ? wordEndMs : undefined;
    const { utteranceEndMs = Number.POSITIVE_INFINITY } = this.#settings;
    if (this.#wordEndMs === undefined || atMs - this.#wordEndMs - this.#habits.endsLateByMs < utteranceEndMs)
      return undefined;
    this.#utteranceEndMs = this.#wordEndMs;
    return { type: 'UtteranceEnd', lastWordEndMs: this.#wordEndMs };
  }

  get #silenceMs(): number {
    return this.#moment.atMs - this.#moment.lastSpeechMs;
  }
}
