/**
 * What a text-to-speech vendor with contexts says on its socket, and what must be said to it.
 *
 *   text ──> frames of one context ──> vendor ──> frames ──> facts, each of one context or of the whole socket
 *
 * A context is the vendor's name for one run of speech; one socket carries several. A protocol is pure.
 */
import type { VoiceError } from '../../machines/errors.ts';
import type { Alignment, SpeechChunk } from './tts-provider.ts';

/** A word with its time, in ms from the start of its context's audio. */
export interface WordTime {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

export type SpeechFact =
  | {
      readonly kind: 'audio';
      readonly contextId: string;
      readonly audio: Buffer;
      readonly alignment?: Alignment;
    }
  /** Times that come apart from the sound, before or after it. */
  | { readonly kind: 'words'; readonly contextId: string; readonly words: readonly WordTime[] }
  /** Nothing follows for this context; its slot is free. */
  | { readonly kind: 'final'; readonly contextId: string }
  /**
   * One context failed, or without `contextId` the whole socket. `reason` is the vendor's short identifier. A refusal is
   * for good; a vendor that is busy may be asked again.
   */
  | {
      readonly kind: 'failed';
      readonly contextId?: string;
      readonly reason: string;
      readonly isRefusal: boolean;
      readonly isBusy?: boolean;
    }
  | { readonly kind: 'garbage' };

export interface ContextProtocol {
  /** The name in errors and their details. */
  readonly vendor: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How many contexts one socket may hold, a dropped one among them until the vendor has ended it. */
  readonly maxContexts: number;
  /** The first text of a context. */
  open(contextId: string, text: string): readonly string[];
  say(contextId: string, text: string): readonly string[];
  /** No more text: what the vendor still buffers is spoken, and then the context ends. */
  finish(contextId: string): readonly string[];
  /** Nobody wants the context any more. `isFinished`: the vendor was already told that no more text follows. */
  drop(contextId: string, isFinished: boolean): readonly string[];
  /** The facts of one message in the order they apply; none when the message tells a call nothing. */
  read(message: string): readonly SpeechFact[];
  /** Whether a close reason is about the account, the key, the voice or the model, so that trying again cannot help. */
  isRefusal(closeReason: string): boolean;
}

export interface ContextHandlers {
  /** Something was really written to the vendor, not only queued. */
  onWritten(): void;
  onAudio(chunk: SpeechChunk): void;
  onWords?(words: readonly WordTime[]): void;
  onFinal(): void;
  onFailed(error: VoiceError): void;
}
