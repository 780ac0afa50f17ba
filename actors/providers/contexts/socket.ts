/**
 * One socket to a text-to-speech vendor: opened ahead of need, shared by the contexts of one call.
 *
 *   contexts ──> frames ──> vendor ──> frames ──> the context they belong to
 *
 * The protocol makes and reads the frames. A context holds one of the socket's slots until the vendor ends it. A
 * context without text sends nothing: the vendor would open it, and it would stay open.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ClientOptions, type RawData, WebSocket } from 'ws';
import type { CallClock } from '../../../machines/clock.ts';
import { type ErrorCode, VoiceError } from '../../../machines/errors.ts';
import { agentFor } from '../proxy/tunnel.ts';
import { retryAfterMs } from '../retry-after.ts';
import type { ContextHandlers, ContextProtocol, SpeechFact } from './protocol.ts';
import { type Cause, rejectionOf } from './refusal.ts';

/** How long the vendor may take to answer our close. */
const CLOSE_LIMIT_MS = 1_000;
/** Characters of a refusal that are read. */
const MAX_BODY = 4_096;

export interface SocketOptions {
  readonly protocol: ContextProtocol;
  readonly clock: CallClock;
  readonly connectTimeoutMs: number;
}

export interface SocketEvents {
  onOpen(ms: number): void;
  /** The vendor closed the socket while no context waited for audio. */
  onIdleClose(code: number, reason: string): void;
  /** The connection is gone. */
  onGone(): void;
}

interface Context {
  /** Absent once the audio is unwanted. */
  handlers: ContextHandlers | undefined;
  /** Frames waiting for the socket to open. */
  queued: string[];
  /** The last text was sent. */
  isFinished: boolean;
  /** The end was asked for. */
  isEnding: boolean;
}

export class ContextSocket {
  readonly #events: SocketEvents;
  readonly #protocol: ContextProtocol;
  readonly #ws: WebSocket;
  /** The connection under the WebSocket, once there is one. */
  #wire: Duplex | undefined;
  readonly #contexts = new Map<string, Context>();
  readonly #disarm: () => void;
  #isOver = false;
  #isRetired = false;
  #hasOpened = false;
  /** The socket has had a context. */
  #hasCarried = false;
  /** Why the socket ended, when no context waited for audio. */
  #idleEnd: VoiceError | undefined;

  constructor({ protocol, clock, connectTimeoutMs }: SocketOptions, events: SocketEvents) {
    this.#events = events;
    this.#protocol = protocol;
    const options: ClientOptions = {
      headers: { ...protocol.headers },
      perMessageDeflate: false,
      agent: agentFor(protocol.url),
    };
    const startedAtMs = clock.now();
    const timer = clock.setTimeout(
      () =>
        this.#break('TTS_UNREACHABLE', `did not open within ${connectTimeoutMs} ms`, { connectTimeoutMs }),
      connectTimeoutMs,
    );
    this.#disarm = () => clock.clearTimeout(timer);
    this.#ws = new WebSocket(protocol.url, options)
      .on('upgrade', ({ socket }) => {
        this.#wire = socket;
      })
      .on('open', () => this.#opened(clock.now() - startedAtMs))
      .on('message', (data) => this.#receive(data))
      .on('unexpected-response', (_request, response) => this.#refused(response))
      .on('error', (cause) => this.#broke(cause))
      .on('close', (code, reason) => this.#closed(code, reason.toString()));
  }

  /** Whether another context may open here. */
  get hasRoom(): boolean {
    return !this.#isOver && !this.#isRetired && this.#contexts.size < this.#protocol.maxContexts;
  }

  /** Opens a context with its first text; later text follows with `append`. */
  open(id: string, text: string, handlers: ContextHandlers): void {
    this.#contexts.set(id, { handlers, queued: [], isFinished: false, isEnding: false });
    this.#write(id, this.#protocol.open(id, text, !this.#hasCarried));
    this.#hasCarried = true;
  }

  append(id: string, text: string): void {
    this.#write(id, this.#protocol.append(id, text));
  }

  /** The last text was sent: the vendor speaks what it has buffered. */
  finish(id: string): void {
    this.#write(id, this.#protocol.finish(id));
    const context = this.#contexts.get(id);
    if (context) context.isFinished = true;
  }

  /** The last text is being spoken: the vendor ends the context when it has spoken it. Asked for once. */
  end(id: string): void {
    const context = this.#contexts.get(id);
    if (!context?.handlers || context.isEnding || this.#ws.readyState !== WebSocket.OPEN) return;
    context.isEnding = true;
    this.#send(this.#protocol.end(id));
  }

  /** Ends an unwanted context: no handler of it is called any more, and the vendor learns of it in this tick. */
  drop(id: string): void {
    const context = this.#contexts.get(id);
    if (!context?.handlers) return;
    context.handlers = undefined;
    if (this.#ws.readyState !== WebSocket.OPEN) this.#contexts.delete(id);
    else this.#send(this.#protocol.drop(id, context.isEnding));
    context.isFinished = true;
    this.#closeIfDrained();
  }

  /** The socket takes no further context, and closes when no context waits for audio. */
  retire(): void {
    this.#isRetired = true;
    this.#closeIfDrained();
  }

  /** Closes at once; no handler is called any more. */
  close(): void {
    this.#isRetired = true;
    this.#contexts.clear();
    this.#hangUp();
  }

  #write(id: string, frames: readonly string[]) {
    const context = this.#contexts.get(id);
    if (!context || context.isFinished) return;
    if (this.#ws.readyState !== WebSocket.OPEN) {
      context.queued.push(...frames);
      return;
    }
    this.#send(frames);
    context.handlers?.onWritten();
  }

  /** Sends frames in one packet where they fit. */
  #send(frames: readonly string[]) {
    this.#wire?.cork();
    for (const frame of frames) this.#ws.send(frame);
    this.#wire?.uncork();
  }

  #opened(ms: number) {
    this.#disarm();
    this.#hasOpened = true;
    for (const context of this.#contexts.values()) {
      this.#send(context.queued.splice(0));
      context.handlers?.onWritten();
    }
    this.#events.onOpen(ms);
  }

  /** Frames are read as text, also those that a gateway has made binary (fastify-http-proxy#255, trunk-rs/trunk#219). */
  #receive(data: RawData) {
    if (this.#isOver) return;
    for (const fact of this.#protocol.read(data.toString())) this.#apply(fact);
  }

  #apply(fact: SpeechFact) {
    switch (fact.kind) {
      case 'audio':
        return this.#contexts.get(fact.contextId)?.handlers?.onAudio(fact.audio, fact.times);
      case 'times':
        return this.#contexts.get(fact.contextId)?.handlers?.onTimes(fact.times);
      case 'final':
        return this.#end(fact.contextId, (handlers) => handlers.onFinal());
      case 'failed':
        return this.#fail(fact);
      case 'garbage':
        return this.#break('TTS_PROTOCOL', 'sent something that is not JSON', {});
    }
  }

  /** Forgets a context that is over. `report` gets its handlers, if the context is still wanted. */
  #end(id: string, report: (handlers: ContextHandlers) => void) {
    const handlers = this.#contexts.get(id)?.handlers;
    this.#contexts.delete(id);
    if (handlers) report(handlers);
    this.#closeIfDrained();
  }

  #fail({ contextId, reason, cause }: Extract<SpeechFact, { kind: 'failed' }>) {
    const createError = () => this.#rejection(cause, `reported ${reason}`, 'TTS_LOST', { reason });
    if (contextId === undefined) return this.#breakWith(createError);
    this.#end(contextId, (handlers) => handlers.onFailed(createError()));
  }

  /** The body of a refusal says what is wrong with the voice or the account; its status alone does not. */
  #refused(response: IncomingMessage) {
    const { statusCode: status = 0, headers } = response;
    let body = '';
    const judge = () => {
      const { reason, cause } = this.#protocol.readAnswer(status, body);
      const waitMs = retryAfterMs(headers['retry-after']);
      const facts = { status, reason, ...(waitMs !== undefined && { retryAfterMs: waitMs }) };
      const what = `answered the handshake with ${[status, reason].join(' ').trim()}`;
      this.#breakWith(() => this.#rejection(cause, what, 'TTS_UNREACHABLE', facts));
    };
    response.setEncoding('utf8').on('data', (text: string) => {
      body += text;
      if (body.length > MAX_BODY) response.destroy();
    });
    response.on('error', () => {}).once('close', judge);
  }

  #broke(cause: Error) {
    const reason = 'code' in cause ? cause.code : cause.name;
    if (this.#hasOpened) this.#break('TTS_LOST', 'broke the socket', { reason }, cause);
    else this.#break('TTS_UNREACHABLE', 'could not be reached; check its base URL', { reason }, cause);
  }

  #closed(code: number, closeReason: string) {
    const { reason, cause } = this.#protocol.readClose(code, closeReason);
    const what = `closed the socket with ${code}`;
    this.#breakWith(() => this.#rejection(cause, what, 'TTS_LOST', { closeCode: code, reason }));
    if (this.#idleEnd && !this.#isRetired) this.#events.onIdleClose(code, reason || this.#idleEnd.message);
    this.#events.onGone();
  }

  #break(code: ErrorCode, what: string, facts: Record<string, unknown>, cause?: unknown) {
    const { vendor } = this.#protocol;
    const details = { provider: vendor, ...facts };
    this.#breakWith(() => new VoiceError(code, `${vendor} ${what}`, { details, cause }));
  }

  /** The end of this socket, reported once to every context that still wants audio. */
  #breakWith(createError: () => VoiceError) {
    if (this.#isOver) return;
    const wanted = [...this.#contexts.values()].flatMap(({ handlers }) => handlers ?? []);
    this.#contexts.clear();
    this.#hangUp();
    if (wanted.length === 0) this.#idleEnd = createError();
    for (const handlers of wanted) handlers.onFailed(createError());
  }

  #rejection(cause: Cause, what: string, faultCode: 'TTS_LOST' | 'TTS_UNREACHABLE', facts: object) {
    const { vendor, names } = this.#protocol;
    return rejectionOf({ vendor, names, cause, what, faultCode, facts: { ...facts } });
  }

  #closeIfDrained() {
    if (!this.#isRetired) return;
    const isWanted = [...this.#contexts.values()].some(({ handlers }) => handlers);
    if (!isWanted) this.#hangUp();
  }

  #hangUp() {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#disarm();
    if (this.#ws.readyState !== WebSocket.OPEN) return this.#ws.terminate();
    const timer = setTimeout(() => this.#ws.terminate(), CLOSE_LIMIT_MS);
    this.#ws.once('close', () => clearTimeout(timer)).close(1000);
  }
}
