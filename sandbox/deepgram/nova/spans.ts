/**
 * Nova's idea of speech, in audio time: spans that follow one another, each final once.
 *
 *   moment ──hear──> SpeechStarted?, Results (interim about every second; final at a pause), UtteranceEnd?
 *
 * A pause is `endpointing` ms of silence after speech, or any once a span is long. Knows no turns. Pure: moments in,
 * reports out; sending is the session's.
 */

import type { HeardWord } from '../../hearing/reading.ts';
import type { Moment } from '../../hearing/recognizer.ts';
import type { NovaSettings } from './settings.ts';

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
  readonly words: readonly Omit<HeardWord, 'endsSentence'>[];
  /** What was said, when it is not simply the words joined. */
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
/** From this length on any pause makes a span final; real ones are 3 to 5 s. */
const LONG_SPAN_MS = 3_000;
const PAUSE_MS = 150;
/** Speech this long ago is over, where no `endpointing` says when. */
const SPEECH_GAP_MS = 1_000;

export class Spans {
  readonly #settings: NovaSettings;
  #startMs = 0;
  #reportedMs = 0;
  #moment: Moment = { atMs: 0, speaking: false, lastSpeechMs: Number.NEGATIVE_INFINITY, words: [] };
  #isSpeech = false;
  /** End of the last word, until an UtteranceEnd told it. */
  #wordEndMs: number | undefined;
  #utteranceEndMs = 0;

  constructor(settings: NovaSettings) {
    this.#settings = settings;
  }

  /** What this moment brings, in order. After a final span its words are not to be offered again. */
  hear(moment: Moment): Report[] {
    this.#moment = moment;
    const started = this.#speechStarted();
    const results = this.#results();
    const ended = this.#utteranceEnd();
    return [started, results, ended].filter((report) => report !== undefined);
  }

  /** All audio so far as a final span; undefined when it is already. */
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
    const isEndpoint = this.#isSpeech && this.#silenceMs >= (this.#settings.endpointingMs ?? SPEECH_GAP_MS);
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
    const isSpeechFinal = isFinal && this.#silenceMs >= endpointingMs;
    const { atMs: endMs, words } = this.#moment;
    return { startMs: this.#startMs, endMs, words, isFinal, isSpeechFinal, isFromFinalize: false };
  }

  #utteranceEnd(): Report | undefined {
    const { atMs, words } = this.#moment;
    const wordEndMs = words.at(-1)?.endMs ?? this.#wordEndMs;
    this.#wordEndMs = wordEndMs !== undefined && wordEndMs > this.#utteranceEndMs ? wordEndMs : undefined;
    const { utteranceEndMs = Number.POSITIVE_INFINITY } = this.#settings;
    if (this.#wordEndMs === undefined || atMs - this.#wordEndMs < utteranceEndMs) return undefined;
    this.#utteranceEndMs = this.#wordEndMs;
    return { type: 'UtteranceEnd', lastWordEndMs: this.#wordEndMs };
  }

  get #silenceMs(): number {
    return this.#moment.atMs - this.#moment.lastSpeechMs;
  }
}
