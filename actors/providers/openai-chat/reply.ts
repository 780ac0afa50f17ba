/**
 * One reply, from the request to its only ending.
 *
 *   response bytes ──> facts ──> onText, onText … then onFinished or onFailed, all in the tick the bytes arrived
 *
 * A reply owns the watchdogs: a vendor SDK's timeout ends at the headers. No handler is called after the ending.
 */
import { type ErrorCode, VoiceError } from '../../../machines/errors.ts';
import type { LlmHandlers, LlmRequest, LlmUsage } from '../llm-provider.ts';
import { type LlmEndpoint, toLlmError } from './errors.ts';
import type { IncomingHeaders, ResponseReader } from './streaming-fetch.ts';
import { type CompletionFact, createCompletionReader, createThinkFilter } from './wire.ts';

/** After the finish reason: how long usage may still come, and how long the end may take before we hang up. */
const USAGE_GRACE_MS = 50;
const DRAIN_LIMIT_MS = 1_000;

/** Abort reason; the default reason is an error with a stack, made for each request that ends. */
const STOPPED = 'stopped';

export class Reply implements ResponseReader {
  readonly #endpoint: LlmEndpoint;
  readonly #request: LlmRequest;
  readonly #handlers: LlmHandlers;
  readonly #http = new AbortController();
  readonly #think = createThinkFilter();
  #over = false;
  #hasText = false;
  #finishReason: string | undefined;
  #usage: LlmUsage | undefined;
  #timer: unknown;

  constructor(endpoint: LlmEndpoint, request: LlmRequest, handlers: LlmHandlers) {
    this.#endpoint = endpoint;
    this.#request = request;
    this.#handlers = handlers;
    this.chunk = createCompletionReader((fact) => this.#take(fact), endpoint.extras);
    request.signal.addEventListener('abort', this.#abort, { once: true });
    this.#expect('text', request.firstTokenTimeoutMs);
  }

  /** Ends the HTTP request. */
  get signal(): AbortSignal {
    return this.#http.signal;
  }

  opened({ 'x-request-id': requestId }: IncomingHeaders) {
    if (!this.#over) this.#handlers.onConnected(typeof requestId === 'string' ? requestId : undefined);
  }

  readonly chunk: (bytes: Buffer) => void;

  end() {
    this.#ended();
  }

  readonly broke = (thrown: unknown) => {
    if (this.#over || this.#finishReason !== undefined) return this.#ended();
    this.#fail(toLlmError(thrown, this.#endpoint));
  };

  #take(fact: CompletionFact) {
    if (this.#over) return;
    switch (fact.kind) {
      case 'delta':
        return this.#takeDelta(fact.text);
      case 'usage':
        this.#usage = fact.usage;
        if (this.#finishReason !== undefined) this.#ended();
        return;
      case 'finished':
        this.#finishReason = fact.reason;
        if (this.#usage !== undefined) return this.#ended();
        return this.#arm(USAGE_GRACE_MS, () => this.#ended());
      case 'done':
        return this.#ended();
      case 'failed':
        return this.#report('LLM_UNAVAILABLE', 'broke off its stream with an error', {
          vendorCode: fact.code,
        });
      case 'garbage':
        return this.#report('LLM_PROTOCOL', 'sent something that is not a chat stream; check its base URL');
    }
  }

  #takeDelta(text: string) {
    this.#pass(this.#think.push(text));
    if (this.#over || !this.#hasText || this.#finishReason !== undefined) return;
    this.#expect('further text', this.#request.interTokenTimeoutMs);
  }

  #pass(text: string) {
    if (text === '') return;
    this.#hasText = true;
    this.#handlers.onText(text);
  }

  /** The stream is over, or as good as over. */
  #ended() {
    if (this.#over) return this.#request.clock.clearTimeout(this.#timer);
    const reason = this.#finishReason;
    if (reason === undefined) return this.#report('LLM_PROTOCOL', 'ended its stream without a finish reason');
    this.#pass(this.#think.end());
    if (this.#over) return;
    if (!this.#hasText) {
      return this.#report('LLM_EMPTY', 'finished without any text; reasoning may have used up maxTokens', {
        reason,
      });
    }
    this.#settle();
    // The rest of the body is still read, so that the connection serves the next turn.
    this.#arm(DRAIN_LIMIT_MS, () => this.#http.abort());
    this.#handlers.onFinished(reason === 'length' ? 'length' : 'stop', this.#usage ?? {});
  }

  #expect(what: string, limitMs: number) {
    this.#arm(limitMs, () => this.#report('LLM_STALLED', `sent no ${what} for ${limitMs} ms`, { limitMs }));
  }

  #arm(limitMs: number, onElapsed: () => void) {
    this.#request.clock.clearTimeout(this.#timer);
    this.#timer = this.#request.clock.setTimeout(onElapsed, limitMs);
  }

  #report(code: ErrorCode, what: string, facts: Record<string, unknown> = {}) {
    const provider = this.#endpoint.name;
    this.#fail(new VoiceError(code, `${provider} ${what}`, { details: { provider, ...facts } }));
  }

  #fail(error: VoiceError) {
    if (this.#over) return;
    this.#abort();
    this.#handlers.onFailed(error);
  }

  #settle() {
    this.#over = true;
    this.#request.clock.clearTimeout(this.#timer);
    this.#request.signal.removeEventListener('abort', this.#abort);
  }

  readonly #abort = () => {
    this.#settle();
    this.#http.abort(STOPPED);
  };
}
