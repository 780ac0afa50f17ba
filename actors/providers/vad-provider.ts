/**
 * The port of a voice activity detector: how likely each short stretch of a call's audio is speech.
 *
 *   mu-law bytes in ──> model ──> VadWindow out, in order
 *
 * actors/vad/speech-detector.ts finds in the windows where speech begins and ends; a detector decides nothing in a
 * call.
 */
import type { VoiceError } from '../../machines/errors.ts';

export interface VadWindow {
  /** Where the window ends, in ms of audio since the stream's first byte. */
  readonly endMs: number;
  /** 0 to 1. */
  readonly probability: number;
}

export interface VadHandlers {
  /** Called once for every window, in order, soon after its last byte; never inside `send`. */
  onWindow(window: VadWindow): void;
  /** The stream judges nothing any more. Called at most once, and nothing follows it. */
  onFailed(error: VoiceError): void;
}

export interface VadStream {
  /** Raw mu-law at 8 kHz, any length. */
  send(audio: Uint8Array): void;
  /** Idempotent; no handler is called afterwards. */
  close(): void;
}

export interface VadProvider {
  /** For logs, journals and errors: the model and its version. */
  readonly name: string;
  /** The probability from which on a window of this model is speech. */
  readonly threshold: number;
  /** One call's stream, with a memory of its own. */
  open(handlers: VadHandlers): VadStream;
}
