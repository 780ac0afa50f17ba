/**
 * A language model played by the test. A completion still reports after it was aborted, as a vendor with a bug
 * would; none of those reports may have an effect.
 */
import type { LlmHandlers, LlmProvider, LlmRequest } from '../../../actors/providers/llm-provider.ts';
import { type ErrorCode, VoiceError } from '../../../machines/errors.ts';

export class FakeLlm implements LlmProvider {
  readonly name = 'fake-llm';
  readonly model = 'fake-model';
  readonly completions: FakeCompletion[] = [];

  warm(): void {}

  stream(request: LlmRequest, handlers: LlmHandlers): void {
    this.completions.push(new FakeCompletion(request, handlers));
  }

  async close(): Promise<void> {}
}

export class FakeCompletion {
  readonly request: LlmRequest;
  readonly #handlers: LlmHandlers;

  constructor(request: LlmRequest, handlers: LlmHandlers) {
    this.request = request;
    this.#handlers = handlers;
  }

  get aborted(): boolean {
    return this.request.signal.aborted;
  }

  /** The messages of the request, without the system prompt: `user: Hello`. */
  get asked(): string[] {
    return this.request.messages.slice(1).map(({ role, content }) => `${role}: ${content}`);
  }

  isAskedAgain(reason: string): void {
    this.#handlers.onAskedAgain?.(reason);
  }

  writes(text: string): void {
    for (const word of text.match(/\S+\s*|\s+/g) ?? []) this.#handlers.onText(word);
  }

  finishes(reason: 'stop' | 'length' = 'stop'): void {
    this.#handlers.onFinished(reason, {});
  }

  fails(code: ErrorCode = 'LLM_UNAVAILABLE'): void {
    this.#handlers.onFailed(new VoiceError(code, 'failed'));
  }

  /** Reports a whole reply. */
  replies(text: string): void {
    this.writes(text);
    this.finishes();
  }
}
