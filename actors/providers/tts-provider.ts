/**
 * The port of a text-to-speech vendor: a voice that a call keeps warm, and utterances on it.
 *
 *   text ──> utterance (one vendor context) ──> mu-law chunks with alignment
 *
 * Audio of a cancelled utterance never reaches a handler, however late the vendor sends it.
 */
import type { CallClock } from '../../machines/clock.ts';
import type { VoiceError } from '../../machines/errors.ts';

/**
 * When each character of the text is spoken, in ms from the start of this chunk's audio. Where a vendor sends times apart
 * from the sound, a time may be of earlier audio (below zero) or of audio to come. Times only grow, from chunk to chunk.
 */
export interface Alignment {
  readonly chars: readonly string[];
  readonly startsMs: readonly number[];
  readonly durationsMs: readonly number[];
}

/** Raw mu-law at 8 kHz; any number of bytes, also none, but the first chunk of an utterance has some. */
export interface SpeechChunk {
  readonly audio: Uint8Array;
  readonly alignment?: Alignment;
}

export interface UtteranceHandlers {
  onAudio(chunk: SpeechChunk): void;
  /** All audio has been delivered. Called once, and only after `finish()`. */
  onFinished(): void;
  /** Called at most once, and nothing follows it. */
  onFailed(error: VoiceError): void;
}

export interface Utterance {
  /** A speakable piece (a clause or a sentence); the vendor starts on it at once. */
  send(text: string): void;
  /** No more text follows. */
  finish(): void;
  /** Stops at once: no handler is called afterwards, and the vendor is asked to stop in this tick. Idempotent. */
  cancel(): void;
}

export interface Voice {
  /** Opens the socket ahead of need; idempotent, also after the vendor closed it. */
  warm(): void;
  /** Safe to call at any time but in an `onConnected` handler: a cold voice connects first. */
  speak(id: string, handlers: UtteranceHandlers): Utterance;
  /** Closes every socket of this call; idempotent. */
  close(): void;
}

export interface VoiceEvents {
  /** The socket opened; `ms` is how long it took. */
  onConnected(ms: number): void;
  /** The warm socket went away with nothing being spoken; the next `speak` opens another. */
  onDisconnected(code: number, reason: string): void;
}

export interface VoiceOptions {
  readonly clock: CallClock;
  readonly connectTimeoutMs: number;
  /** Longest wait for audio after text was sent, in ms; then `TTS_STALLED`. */
  readonly stallTimeoutMs: number;
}

export interface TtsProvider {
  readonly name: string;
  /** One voice per call. */
  createVoice(options: VoiceOptions, events: VoiceEvents): Voice;
  /** Whole-text synthesis over HTTP, for clips made ahead of need. Rejects with a VoiceError. */
  synthesize(text: string, signal: AbortSignal): Promise<SpeechChunk>;
}
