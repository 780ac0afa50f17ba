/**
 * The port of a language-model vendor: one streamed completion at a time.
 *
 *   messages in ──> vendor stream ──> text deltas out, then `onFinished` or `onFailed`, once
 */
import type { CallClock } from '../../machines/clock.ts';
import type { VoiceError } from '../../machines/errors.ts';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface LlmRequest {
  readonly messages: readonly ChatMessage[];
  readonly clock: CallClock;
  /** Aborting it ends the request at once; no handler is called afterwards. */
  readonly signal: AbortSignal;
  readonly temperature: number;
  readonly maxTokens: number;
  /** Longest wait for the first text, in ms; then `LLM_STALLED`. */
  readonly firstTokenTimeoutMs: number;
  /** Longest gap between two deltas, in ms; then `LLM_STALLED`. */
  readonly interTokenTimeoutMs: number;
}

export interface LlmUsage {
  readonly promptTokens?: number;
  readonly cachedTokens?: number;
  readonly completionTokens?: number;
}

export interface LlmHandlers {
  /** The vendor accepted the request (response headers arrived). */
  onConnected(requestId: string | undefined): void;
  /**
   * The vendor refused the request, or its answer failed before the first word, and the provider asks once more: differently, or the same.
   * `reason` is a short identifier, such as the name of a field that the vendor does not take; never text of the call.
   */
  onAskedAgain?(reason: string): void;
  /** Text to speak; never empty, never reasoning. */
  onText(delta: string): void;
  /** `length` means the token limit cut the reply. */
  onFinished(reason: 'stop' | 'length', usage: LlmUsage): void;
  onFailed(error: VoiceError): void;
}

export interface LlmProvider {
  readonly name: string;
  readonly model: string;
  /** Opens a kept-alive connection ahead of need; a failure is ignored, because the first request reports it. */
  warm(): void;
  stream(request: LlmRequest, handlers: LlmHandlers): void;
  /** Closes kept-alive connections. */
  close(): Promise<void>;
}
