/**
 * One reply from an endpoint that may refuse the request: the one place where a refused request is looked at and asked again.
 *
 *   request ──bodyOf(form)──> vendor ──accepted──> Reply ──> handlers; the form is kept for the replies to come
 *                 ▲              └──refused──> remedyFor(refusal)
 *                 └──────────────another form, or the same once more
 *
 * All requests of a reply share its time: the Reply's own watchdog runs from the first to the last. Nothing is asked
 * again once a word of the answer is out.
 */
import type { VoiceError } from '../../../machines/errors.ts';
import type { LlmHandlers, LlmRequest } from '../llm-provider.ts';
import { filteredError } from './errors.ts';
import { meaningOf, type Refusal, readRefusal } from './refusal.ts';
import { type Remedy, remedyFor } from './remedies.ts';
import { Reply, type ReplyHandlers, type ReplySource } from './reply.ts';
import type { RequestForm } from './request-form.ts';

/** An endpoint with one model. One object serves all replies while the server runs. */
export interface AskedEndpoint extends ReplySource {
  /** The form that the endpoint accepts, as far as is known. */
  form: RequestForm;
  /** Sends one request to the reply. Rejects with what the SDK throws when no answer was accepted. */
  send(form: RequestForm, request: LlmRequest, reply: Reply, isFresh: boolean): Promise<unknown>;
}

/** Requests after the first one, at most. */
const MOST_REPEATS = 8;

export function ask(endpoint: AskedEndpoint, request: LlmRequest, handlers: LlmHandlers): void {
  new Asking(endpoint, request, handlers).begin();
}

class Asking implements ReplyHandlers {
  readonly #endpoint: AskedEndpoint;
  readonly #request: LlmRequest;
  readonly #handlers: LlmHandlers;
  readonly #endMs: number;
  readonly #before = new Set<string>();
  #form: RequestForm;
  #repeats = 0;
  #learns = true;
  #hasText = false;
  /** A kept connection was lost: the others may be, too. */
  #isFresh = false;

  constructor(endpoint: AskedEndpoint, request: LlmRequest, handlers: LlmHandlers) {
    this.#endpoint = endpoint;
    this.#request = request;
    this.#handlers = handlers;
    const { form, habit } = endpoint;
    this.#form = habit.reasons ? { ...form, reasons: true } : form;
    this.#endMs = request.clock.now() + request.firstTokenTimeoutMs;
  }

  begin(): void {
    this.#send(new Reply(this.#endpoint, this.#request, this));
  }

  onConnected(requestId: string | undefined): void {
    if (this.#learns && this.#repeats > 0) this.#endpoint.form = this.#form;
    this.#handlers.onConnected(requestId);
  }

  onText(delta: string): void {
    this.#hasText = true;
    this.#handlers.onText(delta);
  }

  onFinished(...ending: Parameters<LlmHandlers['onFinished']>): void {
    this.#handlers.onFinished(...ending);
  }

  /** An answer that failed before its first word is as good as refused. */
  onFailed(error: VoiceError, refusal?: Refusal): void {
    const cause = this.#hasText ? undefined : refusal;
    if (cause && meaningOf(cause) === 'filtered') {
      this.#handlers.onFailed(filteredError(this.#endpoint, error.details));
    } else if (!cause || !this.#repeat(cause, (remedy) => this.#askAnew(remedy))) {
      this.#handlers.onFailed(error);
    }
  }

  #askAnew({ waitMs }: Remedy): void {
    this.#after(waitMs, this.#request.signal, () => this.#send(this.#nextReply()));
  }

  /** In the time that is left. */
  #nextReply(): Reply {
    const firstTokenTimeoutMs = Math.max(0, this.#endMs - this.#request.clock.now());
    return new Reply(this.#endpoint, { ...this.#request, firstTokenTimeoutMs }, this);
  }

  #send(reply: Reply): void {
    this.#endpoint
      .send(this.#form, this.#request, reply, this.#isFresh)
      .catch((thrown) => this.#refused(reply, thrown));
  }

  #refused(reply: Reply, thrown: unknown): void {
    const { signal } = reply;
    const again = ({ waitMs }: Remedy) => this.#after(waitMs, signal, () => this.#send(reply));
    if (signal.aborted || !this.#repeat(readRefusal(thrown), again)) reply.broke(thrown);
  }

  #after(waitMs: number, signal: AbortSignal, act: () => void): void {
    if (waitMs === 0) act();
    else {
      const { clock } = this.#request;
      const stop = () => clock.clearTimeout(timer);
      const timer = clock.setTimeout(() => {
        signal.removeEventListener('abort', stop);
        act();
      }, waitMs);
      signal.addEventListener('abort', stop, { once: true });
    }
  }

  /** Whether the request is sent again. */
  #repeat(refusal: Refusal, again: (remedy: Remedy) => void): boolean {
    if (this.#repeats === MOST_REPEATS) return false;
    const before = this.#before;
    const remedy = remedyFor({ refusal, form: this.#form, asked: this.#request, before });
    if (remedy === undefined) return false;
    const { reason, form, isLasting, isFresh = false } = remedy;
    this.#isFresh ||= isFresh;
    this.#repeats++;
    before.add(reason);
    if (form !== this.#form) this.#learns &&= isLasting;
    else if (!isFresh) before.add('again');
    this.#form = form;
    this.#handlers.onAskedAgain?.(reason);
    again(remedy);
    return true;
  }
}
