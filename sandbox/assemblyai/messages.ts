/**
 * Every message AssemblyAI's v3 sends, with integer milliseconds of audio and its own count of turns.
 * Serialization only; session.ts decides which message is sent, and when.
 */
import { type AssemblyAiHabits, codeIn } from './habits.ts';

export interface ReportedWord {
  readonly text: string;
  /** In ms from the beginning of the stream. */
  readonly startMs: number;
  readonly endMs: number;
  readonly confidence: number;
  readonly isFinal: boolean;
}

export interface TurnReport {
  readonly words: readonly ReportedWord[];
  /** The finalised words, when they are not simply those of `words`. */
  readonly transcript?: string;
  readonly confidence: number;
  readonly isEnd: boolean;
  readonly isFormatted: boolean;
  /** Empty unless an utterance is complete. */
  readonly utterance: string;
}

/** Characters of a reason that a close frame can hold; the Error message before it has the whole reason. */
const LONGEST_REASON = 123;

/** Of newer models and opted-in features: SDK 4.36.4 and 4.41.2, the API's own pages. */
const NOVELTIES: readonly object[] = [
  { type: 'SpeechStarted', timestamp: 0, confidence: 0.9 },
  { type: 'Heartbeat', total_audio_received_ms: 0, realtime_factor: 1, max_speech_probability: null },
  { type: 'Silence', start_ms: 0, end_ms: 1_000 },
  { type: 'Warning', warning_code: 1, warning: 'Something to know' },
];

const SESSION_LIMIT_S = 3 * 60 * 60;

export const transcriptOf = (words: readonly { readonly text: string }[]): string =>
  words.map(({ text }) => text).join(' ');

const round = (value: number): number => Math.round(value * 1_000_000) / 1_000_000;

export class StreamMessages {
  /** While true nothing is sent. */
  muted = false;
  turnOrder = 0;
  readonly #habits: AssemblyAiHabits;
  readonly #send: (text: string) => void;

  constructor(habits: AssemblyAiHabits, send: (text: string) => void) {
    this.#habits = habits;
    this.#send = send;
  }

  begin(id: string): void {
    this.#write('Begin', { id, expires_at: Math.floor(Date.now() / 1_000) + SESSION_LIMIT_S });
  }

  turn({ words, transcript, confidence, isEnd, isFormatted, utterance }: TurnReport): void {
    this.#write('Turn', {
      turn_order: this.turnOrder,
      turn_is_formatted: isFormatted,
      end_of_turn: isEnd,
      transcript: transcript ?? transcriptOf(words.filter(({ isFinal }) => isFinal)),
      end_of_turn_confidence: round(confidence),
      words: words.map((word) => ({
        start: Math.round(word.startMs),
        end: Math.round(word.endMs),
        text: word.text,
        confidence: round(word.confidence),
        word_is_final: word.isFinal,
      })),
      utterance,
    });
  }

  termination(audioMs: number, sessionMs: number): void {
    this.#write('Termination', {
      audio_duration_seconds: Math.round(audioMs / 1_000),
      session_duration_seconds: Math.round(sessionMs / 1_000),
    });
  }

  error(code: number, reason: string): void {
    const { errors } = this.#habits;
    const body = { error_code: codeIn(this.#habits, code), error: reason };
    if (errors === 'typed') this.#write('Error', body);
    else if (errors === 'untyped' && !this.muted) this.#send(JSON.stringify(body));
  }

  /** The reason of the close frame that follows an error. */
  closeReason(reason: string): string {
    const isShort = reason.length <= LONGEST_REASON;
    return isShort && this.#habits.closeReason === 'asError' ? reason : 'See Error message for details';
  }

  #write(type: string, body: object): void {
    if (this.muted) return;
    this.#send(JSON.stringify({ type, ...body }));
    if (!this.#habits.novelties) return;
    for (const novelty of NOVELTIES) this.#send(JSON.stringify(novelty));
  }
}
