/**
 * A TTS voice played by the test: 60 ms for every character, a rest of 120 ms after every piece, and known word times.
 *
 * A `careless` utterance goes on after it was cancelled, as a vendor with a bug would.
 */
import { BYTES_PER_MS } from '../../../actors/audio/mulaw.ts';
import type {
  SpeechChunk,
  Utterance,
  UtteranceHandlers,
  Voice,
} from '../../../actors/providers/tts-provider.ts';
import type { CallClock } from '../../../machines/clock.ts';
import { type ErrorCode, VoiceError } from '../../../machines/errors.ts';

export const CHAR_MS = 60;
export const REST_MS = 120;

export interface FakeVoiceOptions {
  /** Time from text to audio, in ms. */
  readonly delayMs?: number;
  /** Whether the audio comes with the times of its characters. Default true. */
  readonly aligned?: boolean;
}

interface SpokenWord {
  readonly word: string;
  /** End of the word's last letter or digit in the audio of its utterance, in ms; marks behind it have no sound. */
  readonly endsMs: number;
}

/** A piece as the fake voice says it. */
export function synthesized(text: string, aligned = true): SpeechChunk {
  const chars = [...text];
  const audio = new Uint8Array((chars.length * CHAR_MS + REST_MS) * BYTES_PER_MS).fill(1);
  if (!aligned) return { audio };
  const startsMs = chars.map((_, i) => i * CHAR_MS);
  return { audio, alignment: { chars, startsMs, durationsMs: chars.map(() => CHAR_MS) } };
}

export class FakeVoice implements Voice {
  readonly utterances: FakeUtterance[] = [];
  closed = false;
  readonly #clock: CallClock;
  readonly #options: FakeVoiceOptions;

  constructor(clock: CallClock, options: FakeVoiceOptions = {}) {
    this.#clock = clock;
    this.#options = options;
  }

  warm(): void {}

  speak(id: string, handlers: UtteranceHandlers): FakeUtterance {
    const utterance = new FakeUtterance(id, handlers, this.#clock, this.#options);
    this.utterances.push(utterance);
    return utterance;
  }

  close(): void {
    this.closed = true;
  }
}

export class FakeUtterance implements Utterance {
  readonly id: string;
  readonly pieces: string[] = [];
  readonly words: SpokenWord[] = [];
  cancelled = false;
  /** Whether the utterance goes on reporting after it was cancelled. */
  careless = false;
  readonly #handlers: UtteranceHandlers;
  readonly #clock: CallClock;
  readonly #delayMs: number;
  readonly #aligned: boolean;
  #audioMs = 0;
  #underWay = 0;
  #finished = false;
  #isWaiting = false;
  readonly #unreported: (() => void)[] = [];

  constructor(
    id: string,
    handlers: UtteranceHandlers,
    clock: CallClock,
    { delayMs = 50, aligned = true }: FakeVoiceOptions,
  ) {
    this.id = id;
    this.#handlers = handlers;
    this.#clock = clock;
    this.#delayMs = delayMs;
    this.#aligned = aligned;
  }

  send(text: string): void {
    this.pieces.push(text);
    for (const match of text.matchAll(/\S+/g)) {
      const spoken = match[0].replace(/[^\p{L}\p{N}]+$/u, '');
      const endsMs = this.#audioMs + (match.index + spoken.length) * CHAR_MS;
      this.words.push({ word: match[0], endsMs });
    }
    this.#audioMs += text.length * CHAR_MS + REST_MS;
    this.#underWay += 1;
    this.#later(() => {
      this.#underWay -= 1;
      this.#handlers.onAudio(synthesized(text, this.#aligned));
      if (this.#finished && this.#underWay === 0) this.#handlers.onFinished();
    });
  }

  finish(): void {
    this.#finished = true;
    if (this.#underWay === 0) this.#later(() => this.#handlers.onFinished());
  }

  cancel(): void {
    this.cancelled = true;
  }

  breaks(code: ErrorCode = 'TTS_LOST'): void {
    this.#handlers.onFailed(new VoiceError(code, 'failed'));
  }

  /** The words whose last letter lies within the first `ms` of the audio. */
  wordsWithin(ms: number): string[] {
    return this.words.filter(({ endsMs }) => endsMs <= ms).map(({ word }) => word);
  }

  /** Reports nothing until `goesOn`. */
  waits(): void {
    this.#isWaiting = true;
  }

  goesOn(): void {
    this.#isWaiting = false;
    for (const report of this.#unreported.splice(0)) report();
  }

  #later(report: () => void): void {
    this.#clock.setTimeout(() => {
      if (this.cancelled && !this.careless) return;
      if (this.#isWaiting) this.#unreported.push(report);
      else report();
    }, this.#delayMs);
  }
}
