/**
 * One reply, from the request to its only ending.
 *
 *   response bytes ──> JSON ──> facts ──> text to say ──> onText, onText … then onFinished or onFailed, all in the tick the bytes arrived
 *
 * A reply owns the watchdogs: a vendor SDK's timeout ends at the headers. No handler is called after the ending.
 * What counts as the end of a reply: decision 0034.
 */
import { VoiceError } from '../../../machines/errors.ts';
import type { LlmHandlers, LlmRequest, LlmUsage } from '../llm-provider.ts';
import { emptyReply, isBrokenOff, isFailure, type ReplyFault } from './endings.ts';
import { type LlmEndpoint, toLlmError } from './errors.ts';
import { EventStream, type StreamEvent } from './event-stream.ts';
import type { ReasoningHabit } from './reasoning.ts';
import { emptyAnswer, type Refusal, readFailure } from './refusal.ts';
import { Repetition } from './spoken/repetition.ts';
import { SpokenText } from './spoken/spoken-text.ts';
import type { IncomingHeaders, ResponseReader } from './streaming-fetch.ts';
import { ChunkReader, type CompletionFact } from './wire.ts';

export interface ReplySource extends LlmEndpoint {
  /** One for each provider: what its replies have shown of their reasoning. */
  readonly habit: ReasoningHabit;
}

export interface ReplyHandlers extends LlmHandlers {
  /** `refusal`: what the vendor said inside its answer, or what a failure amounts to that another request may not meet. */
  onFailed(error: VoiceError, refusal?: Refusal): void;
}

/** After a finish reason: how long usage may still come, … */
const USAGE_GRACE_MS = 50;
/** … how long text may, when the reason came with text: some servers send one with every text. */
const TEXT_GRACE_MS = 1_000;
/** After the ending: how long the end of the body may take before we hang up. */
const DRAIN_LIMIT_MS = 1_000;
/** Behind a text: so many blank characters in a row, and the model writes nothing else up to its limit. */
const MAX_BLANKS = 100;
/** A delta has a token or more, and a token some characters: a reply is over its limit only when it is by both counts. */
const TOKEN_CHARS = 5;

/** Abort reason; the default reason is an error with a stack, made for each request that ends. */
const STOPPED = 'stopped';

export class Reply implements ResponseReader {
  readonly #source: ReplySource;
  readonly #request: LlmRequest;
  readonly #handlers: ReplyHandlers;
  readonly #http = new AbortController();
  readonly #stream = new EventStream((event) => this.#takeEvent(event));
  readonly #chunks: ChunkReader;
  readonly #spoken: SpokenText;
  readonly #repetition = new Repetition();
  #over = false;
  /** Content came, to be said or not; text was said, in so many deltas and characters. */
  #hasContent = false;
  #hasReasoned = false;
  #deltas = 0;
  #chars = 0;
  #blanks = 0;
  #finishReason: string | undefined;
  #isBesideText = false;
  /** Text came after a finish reason: those that come with text say nothing. */
  #wentOn = false;
  #usage: LlmUsage | undefined;
  #hasLastUsage = false;
  #timer: unknown;

  constructor(source: ReplySource, request: LlmRequest, handlers: ReplyHandlers) {
    this.#source = source;
    this.#request = request;
    this.#handlers = handlers;
    this.#chunks = new ChunkReader(source.extras);
    this.#spoken = new SpokenText(source.model, source.habit);
    this.chunk = this.#stream.push;
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

  /** The body has ended as it should. */
  end() {
    this.#stream.end();
    if (this.#over || this.#isFinished || this.#finishReason !== undefined) return this.#ended();
    const what = 'ended its stream without a finish reason or [DONE]';
    this.#report({ code: 'LLM_PROTOCOL', what, refusal: emptyAnswer('none') });
  }

  readonly broke = (thrown: unknown) => {
    if (this.#over || this.#isFinished) return this.#ended();
    this.#fail(toLlmError(thrown, this.#source));
  };

  /** The vendor has said, in whatever way, that nothing follows. */
  get #isFinished(): boolean {
    const isReasonValid = this.#finishReason !== undefined && !(this.#wentOn && this.#isBesideText);
    return isReasonValid || this.#hasLastUsage;
  }

  #takeEvent(event: StreamEvent) {
    if (this.#over) return;
    if (event.kind === 'done') return this.#ended();
    if (event.kind === 'value') {
      const facts = this.#chunks.read(event.isError ? { error: event.value } : event.value);
      if (facts !== undefined) {
        for (const fact of facts) this.#take(fact);
        return;
      }
    }
    if (this.#isFinished) return this.#ended();
    const isPage = event.kind === 'garbage' && event.isPage;
    const what = isPage ? 'answered with a web page' : 'sent something that is not a chat stream';
    this.#report({ code: 'LLM_PROTOCOL', what: `${what}; check its base URL` });
  }

  #take(fact: CompletionFact) {
    if (this.#over) return;
    switch (fact.kind) {
      case 'delta':
        return this.#takeText(fact.text);
      case 'reasoning':
        return this.#takeReasoning();
      case 'usage':
        this.#usage = fact.usage;
        if (fact.hasReasoned) this.#hasReasoned = this.#source.habit.reasons = true;
        this.#hasLastUsage ||= fact.isLast;
        if (!fact.isLast || !this.#hasContent) return;
        if (this.#finishReason !== undefined) return this.#ended();
        return this.#arm(TEXT_GRACE_MS, () => this.#ended());
      case 'finished':
        return this.#takeReason(fact.reason, fact.isBesideText);
      case 'failed':
        return this.#brokeOff(fact.refusal.code, fact.refusal);
    }
  }

  #takeReasoning() {
    this.#hasReasoned = true;
    this.#pass(this.#spoken.reasonsInField());
    this.#expectMore();
  }

  #takeText(text: string) {
    if (text !== '' && !this.#spoken.isOver) {
      this.#hasContent = true;
      this.#hasLastUsage = false;
      this.#wentOn ||= this.#finishReason !== undefined;
      this.#finishReason = undefined;
      this.#pass(this.#spoken.push(text));
      if (this.#over) return;
      if (this.#spoken.isOver) return this.#takeReason('stop', false);
      this.#blanks = text.trim() === '' ? this.#blanks + text.length : 0;
      if (this.#blanks > MAX_BLANKS && this.#chars > 0) return this.#ended();
    }
    this.#expectMore();
  }

  #takeReason(reason: string, isBesideText: boolean) {
    if (isFailure(reason)) return this.#brokeOff(reason, readFailure(reason));
    this.#finishReason = reason;
    this.#isBesideText = isBesideText;
    // Some servers send a reason before the first text: it ends nothing, and the wait for text goes on.
    if (!this.#hasContent) return;
    if (isBesideText && this.#wentOn) return this.#expectMore();
    if (isBesideText || this.#wentOn) return this.#arm(TEXT_GRACE_MS, () => this.#ended());
    if (this.#usage !== undefined) return this.#ended();
    this.#arm(USAGE_GRACE_MS, () => this.#ended());
  }

  #pass(text: string) {
    if (text === '') return;
    this.#deltas += 1;
    this.#chars += text.length;
    this.#handlers.onText(text);
    if (this.#over) return;
    const { maxTokens } = this.#request;
    const isTooLong = this.#deltas > maxTokens && this.#chars > maxTokens * TOKEN_CHARS;
    if (!isTooLong && !this.#repetition.push(text)) return;
    this.#settle();
    this.#http.abort(STOPPED);
    this.#handlers.onFinished('length', this.#usage ?? {});
  }

  /** The stream is over, or as good as over. */
  #ended() {
    if (this.#over) return this.#request.clock.clearTimeout(this.#timer);
    const reason = this.#finishReason ?? 'stop';
    const isCut = isBrokenOff(reason);
    this.#pass(this.#spoken.end(isCut));
    if (this.#over) return;
    if (this.#chars === 0) return this.#report(emptyReply(reason, this.#hasReasoned || this.#hasContent));
    this.#settle();
    // The rest of the body is still read, so that the connection serves the next turn.
    this.#arm(DRAIN_LIMIT_MS, () => this.#http.abort());
    this.#handlers.onFinished(isCut ? 'length' : 'stop', this.#usage ?? {});
  }

  /** Waits for the next text, once there has been some. */
  #expectMore() {
    if (this.#over || this.#chars === 0 || this.#isFinished) return;
    this.#expect('further text', this.#request.interTokenTimeoutMs);
  }

  #expect(what: string, limitMs: number) {
    this.#arm(limitMs, () => {
      if (this.#isFinished) return this.#ended();
      const facts = { limitMs, ...(this.#hasReasoned && { reasoned: true }) };
      this.#report({ code: 'LLM_STALLED', what: `sent no ${what} for ${limitMs} ms`, facts });
    });
  }

  #arm(limitMs: number, onElapsed: () => void) {
    this.#request.clock.clearTimeout(this.#timer);
    this.#timer = this.#request.clock.setTimeout(onElapsed, limitMs);
  }

  #brokeOff(vendorCode: string | undefined, refusal: Refusal) {
    const what = 'broke off its stream with an error';
    this.#report({ code: 'LLM_UNAVAILABLE', what, facts: { vendorCode }, refusal });
  }

  #report({ code, what, facts = {}, refusal }: ReplyFault) {
    const provider = this.#source.name;
    this.#fail(new VoiceError(code, `${provider} ${what}`, { details: { provider, ...facts } }), refusal);
  }

  #fail(error: VoiceError, refusal?: Refusal) {
    if (this.#over) return;
    this.#abort();
    this.#handlers.onFailed(error, refusal);
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
