/**
 * The socket messages of a text-to-speech vendor that knows contexts, in both directions.
 *
 *   text ──> frames of one context ──> vendor ──> frames ──> facts, each of one context or of the whole socket
 *
 * A context is one run of speech; one socket carries several at a time. A protocol is pure.
 */
import type { VoiceError } from '../../../machines/errors.ts';
import type { Alignment } from '../tts-provider.ts';
import type { Cause, Judgement, VoiceNames } from './refusal.ts';

export type SpeechFact =
  | {
      readonly kind: 'audio';
      readonly contextId: string;
      readonly audio: Buffer;
      /** As the vendor counts them: see times.ts. */
      readonly times?: Alignment;
    }
  /** Times in a message of their own, before or after the sound; as the vendor counts them. */
  | { readonly kind: 'times'; readonly contextId: string; readonly times: Alignment }
  /** The context is over and its slot is free. */
  | { readonly kind: 'final'; readonly contextId: string }
  /** One context failed, or without `contextId` the whole socket. `reason` is the vendor's short name for it. */
  | { readonly kind: 'failed'; readonly contextId?: string; readonly reason: string; readonly cause: Cause }
  | { readonly kind: 'garbage' };

export interface ContextProtocol {
  /** The vendor's name in errors and their details. */
  readonly vendor: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** For advice in errors. */
  readonly names: VoiceNames;
  /** Contexts that one socket may hold. A dropped context counts until the vendor has ended it. */
  readonly maxContexts: number;
  /** Frames that open a context with its first text. `isFirst`: the socket has had no context before. */
  open(contextId: string, text: string, isFirst: boolean): readonly string[];
  append(contextId: string, text: string): readonly string[];
  /** Whether times count from each message, by the vendor's documentation; otherwise they count from the context. */
  readonly timesRestart: boolean;
  /** Frames after the last text: the vendor speaks all that it buffers. */
  finish(contextId: string): readonly string[];
  /** Frames that ask for the end of a finished context whose last text is being spoken; none where `finish` does that. */
  end(contextId: string): readonly string[];
  /** Frames that end an unwanted context. `isEnding`: the frames of `end` were already sent. */
  drop(contextId: string, isEnding: boolean): readonly string[];
  /** The facts of one message in the order they apply; none when the message does not matter to a call. */
  read(message: string): readonly SpeechFact[];
  /** What a refused handshake or request means. `body`: the answer's first kilobytes. */
  readAnswer(status: number, body: string): Judgement;
  /** What a close of the socket means. */
  readClose(code: number, reason: string): Judgement;
}

export interface ContextHandlers {
  /** Frames went out to the vendor; queued frames do not count. */
  onWritten(): void;
  onAudio(audio: Buffer, times: Alignment | undefined): void;
  onTimes(times: Alignment): void;
  onFinal(): void;
  onFailed(error: VoiceError): void;
}
