/**
 * Every message Flux sends, numbered: one sequence per session, one index per turn, windows in seconds of audio.
 * Serialization only; session.ts decides which message is sent, and when.
 */
import type { DeepgramHabits } from './habits.ts';
import type { FluxSettings } from './settings.ts';
import { type TurnChange, transcriptOf } from './turn.ts';

export type FluxEvent = 'Update' | TurnChange['event'];

export interface FluxWord {
  readonly text: string;
  /** In ms from the beginning of the stream. */
  readonly startMs: number;
  readonly endMs: number;
  readonly confidence: number;
}

export interface TurnReport {
  readonly words: readonly FluxWord[];
  /** The transcript, when it differs from the words joined by spaces. */
  readonly transcript?: string;
  readonly confidence: number;
  /** Why the turn ended; only on EndOfTurn. */
  readonly trigger?: string;
  /** A turn other than the current one; later turns are numbered from it. */
  readonly turnIndex?: number;
}

/** Deepgram reports four decimals at most. */
const round = (value: number): number => Math.round(value * 10_000) / 10_000;
const seconds = (ms: number): number => round(ms / 1_000);

export class FluxMessages {
  readonly requestId: string;
  /** While true nothing is sent and nothing is counted. */
  muted = false;
  readonly #habits: DeepgramHabits;
  readonly #send: (text: string) => void;
  #sequenceId = 0;
  #turnIndex = 0;
  #windowStartMs = 0;

  constructor(requestId: string, habits: DeepgramHabits, send: (text: string) => void) {
    this.requestId = requestId;
    this.#habits = habits;
    this.#send = send;
  }

  connected(): void {
    this.#write('Connected', { request_id: this.requestId });
  }

  /** The state of the turn as of `atMs`. An EndOfTurn moves on to the next turn. */
  turnInfo(event: FluxEvent, atMs: number, report: TurnReport, { model, languageHints }: FluxSettings): void {
    this.#turnIndex = report.turnIndex ?? this.#turnIndex;
    this.#write('TurnInfo', {
      request_id: this.requestId,
      event,
      turn_index: this.#turnIndex,
      audio_window_start: seconds(this.#windowStartMs),
      audio_window_end: seconds(atMs),
      transcript: report.transcript ?? transcriptOf(report.words),
      words: report.words.map(({ text, confidence, startMs, endMs }) => ({
        word: text,
        confidence: round(confidence),
        start: seconds(startMs),
        end: seconds(endMs),
      })),
      end_of_turn_confidence: round(report.confidence),
      ...(report.trigger === undefined ? {} : { trigger: report.trigger }),
      ...(model === 'flux-general-multi' ? { languages: report.words.length > 0 ? ['en'] : [] } : {}),
      ...(languageHints.length > 0 ? { languages_hinted: languageHints } : {}),
    });
    if (event !== 'EndOfTurn') return;
    this.#turnIndex += 1;
    this.#windowStartMs = atMs;
  }

  configureSuccess({ model, thresholds, keyterms, languageHints }: FluxSettings): void {
    const { eotThreshold, eagerEotThreshold, eotTimeoutMs } = thresholds;
    this.#write('ConfigureSuccess', {
      request_id: this.requestId,
      thresholds: {
        eot_threshold: eotThreshold,
        ...(eagerEotThreshold === undefined ? {} : { eager_eot_threshold: eagerEotThreshold }),
        eot_timeout_ms: eotTimeoutMs,
      },
      keyterms,
      ...(model === 'flux-general-multi' ? { language_hints: languageHints } : {}),
    });
  }

  /** `reason`: fields that pipecat reads and the SDK's types do not have. */
  configureFailure(reason: object = {}): void {
    this.#write('ConfigureFailure', { request_id: this.requestId, ...reason });
  }

  error(code: string, description: string): void {
    this.#write(this.#habits.fatalType, { code, description });
  }

  #write(type: string, body: object): void {
    if (this.muted) return;
    this.#number(type, body);
    if (!this.#habits.novelties) return;
    this.#number('Diagnostics', { request_id: this.requestId, latency: { p50: null } });
    if (type === 'TurnInfo') this.#number(type, { ...body, event: 'Hesitation', speakers: [{ id: 0 }] });
  }

  #number(type: string, body: object): void {
    this.#send(JSON.stringify({ type, sequence_id: this.#sequenceId, ...body }));
    this.#sequenceId += 1;
  }
}
