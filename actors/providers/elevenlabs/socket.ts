/**
 * One multi-context socket to ElevenLabs: opened ahead of need, shared by the utterances of one call.
 *
 *   contexts ──> frames ──> vendor ──> frames ──> the context they belong to
 *
 * A context holds one of the vendor's few slots until the vendor says `isFinal`. Nothing is ever sent for a
 * context without text: it would open one that nobody closes.
 */
import type { Duplex } from 'node:stream';
import { type ClientOptions, type RawData, WebSocket } from 'ws';
import type { CallClock } from '../../../machines/clock.ts';
import { type ErrorCode, VoiceError } from '../../../machines/errors.ts';
import type { SpeechChunk } from '../tts-provider.ts';
import {
  closeFrame,
  flushFrame,
  isRefusal,
  openFrame,
  readFrame,
  type SpeechFact,
  textFrame,
  type VoiceSettings,
} from './wire.ts';

/** The vendor refuses a sixth context by closing the socket under the other five; one slot stays free. */
const MAX_PENDING_CONTEXTS = 4;
/** How long the vendor may take to answer our close. */
const CLOSE_LIMIT_MS = 1_000;

export interface SocketOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly settings: VoiceSettings;
  readonly clock: CallClock;
  readonly connectTimeoutMs: number;
}

export interface SocketEvents {
  onOpen(ms: number): void;
  /** The vendor closed it while nobody was speaking. */
  onIdleClose(code: number, reason: string): void;
  /** Nothing is left of it. */
  onGone(): void;
}

export interface ContextHandlers {
  /** Something was really written to the vendor, not only queued. */
  onWritten(): void;
  onAudio(chunk: SpeechChunk): void;
  onFinal(): void;
  onFailed(error: VoiceError): void;
}

interface Context {
  /** Absent once nobody wants its audio. */
  handlers: ContextHandlers | undefined;
  /** Frames waiting for the socket to open. */
  queued: string[];
  isClosing: boolean;
}

export class SpeechSocket {
  readonly #events: SocketEvents;
  readonly #settings: VoiceSettings;
  readonly #ws: WebSocket;
  /** The connection under it, once there is one. */
  #wire: Duplex | undefined;
  readonly #contexts = new Map<string, Context>();
  readonly #disarm: () => void;
  #isOver = false;
  #isRetired = false;
  #hasOpened = false;
  /** Why it ended, when nobody was speaking. */
  #idleEnd: VoiceError | undefined;

  constructor({ url, apiKey, settings, clock, connectTimeoutMs }: SocketOptions, events: SocketEvents) {
    this.#events = events;
    this.#settings = settings;
    const options: ClientOptions = { headers: { 'xi-api-key': apiKey }, perMessageDeflate: false };
    const startedAtMs = clock.now();
    const timer = clock.setTimeout(
      () =>
        this.#break('TTS_UNREACHABLE', `did not open within ${connectTimeoutMs} ms`, { connectTimeoutMs }),
      connectTimeoutMs,
    );
    this.#disarm = () => clock.clearTimeout(timer);
    this.#ws = new WebSocket(url, options)
      .on('upgrade', ({ socket }) => {
        this.#wire = socket;
      })
      .on('open', () => this.#opened(clock.now() - startedAtMs))
      .on('message', (data, isBinary) => this.#hear(data, isBinary))
      .on('unexpected-response', (_request, { statusCode = 0 }) => this.#refused(statusCode))
      .on('error', (cause) => this.#broke(cause))
      .on('close', (code, reason) => this.#closed(code, reason.toString().slice(0, 120)));
  }

  /** Whether another context may open here. */
  get hasRoom(): boolean {
    return !this.#isOver && !this.#isRetired && this.#contexts.size < MAX_PENDING_CONTEXTS;
  }

  /** Opens a context with its first text; later text follows with `say`. */
  open(id: string, text: string, handlers: ContextHandlers): void {
    this.#contexts.set(id, { handlers, queued: [], isClosing: false });
    this.#write(id, [openFrame(id, this.#settings), textFrame(id, text)]);
  }

  say(id: string, text: string): void {
    this.#write(id, [textFrame(id, text)]);
  }

  /** No more text: what is buffered is spoken, then the vendor says `isFinal`. */
  finish(id: string): void {
    this.#write(id, [flushFrame(id), closeFrame(id)]);
    const context = this.#contexts.get(id);
    if (context) context.isClosing = true;
  }

  /** Nobody wants this context any more: its handlers hear nothing, the vendor is told in this tick. */
  drop(id: string): void {
    const context = this.#contexts.get(id);
    if (!context) return;
    context.handlers = undefined;
    if (this.#ws.readyState !== WebSocket.OPEN) this.#contexts.delete(id);
    else if (!context.isClosing) this.#ws.send(closeFrame(id));
    context.isClosing = true;
    this.#closeIfDrained();
  }

  /** Takes no further context, and closes when nobody waits for audio from it. */
  retire(): void {
    this.#isRetired = true;
    this.#closeIfDrained();
  }

  /** Closes at once; handlers hear nothing more. */
  close(): void {
    this.#isRetired = true;
    this.#contexts.clear();
    this.#hangUp();
  }

  #write(id: string, frames: string[]) {
    const context = this.#contexts.get(id);
    if (!context || context.isClosing) return;
    if (this.#ws.readyState !== WebSocket.OPEN) {
      context.queued.push(...frames);
      return;
    }
    this.#send(frames);
    context.handlers?.onWritten();
  }

  /** In one packet where they fit. */
  #send(frames: string[]) {
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

  #hear(data: RawData, isBinary: boolean) {
    if (this.#isOver) return;
    const facts: SpeechFact[] = isBinary ? [{ kind: 'garbage' }] : readFrame(data.toString());
    for (const fact of facts) this.#apply(fact);
  }

  #apply(fact: SpeechFact) {
    switch (fact.kind) {
      case 'audio':
        return this.#contexts.get(fact.contextId)?.handlers?.onAudio(fact);
      case 'final': {
        const context = this.#contexts.get(fact.contextId);
        this.#contexts.delete(fact.contextId);
        context?.handlers?.onFinal();
        return this.#closeIfDrained();
      }
      case 'failed':
        return this.#break(fact.isRefusal ? 'TTS_REFUSED' : 'TTS_LOST', `reported ${fact.reason}`, {
          reason: fact.reason,
        });
      case 'garbage':
        return this.#break('TTS_PROTOCOL', 'sent something that is not JSON', {});
    }
  }

  #refused(status: number) {
    if (status === 429 || status < 400 || status >= 500) {
      this.#break('TTS_UNREACHABLE', `answered the handshake with ${status}`, { status });
    } else {
      const advice =
        status === 401 || status === 403 ? 'check the key' : 'check the voice, the model and the base URL';
      this.#break('TTS_REFUSED', `answered the handshake with ${status}; ${advice}`, { status });
    }
  }

  #broke(cause: Error) {
    const reason = 'code' in cause ? cause.code : cause.name;
    if (this.#hasOpened) this.#break('TTS_LOST', 'broke the socket', { reason }, cause);
    else this.#break('TTS_UNREACHABLE', 'could not be reached; check its base URL', { reason }, cause);
  }

  #closed(code: number, reason: string) {
    const error = isRefusal(reason) ? 'TTS_REFUSED' : 'TTS_LOST';
    this.#break(error, `closed the socket with ${code}`, { closeCode: code, reason });
    if (this.#idleEnd && !this.#isRetired) this.#events.onIdleClose(code, reason || this.#idleEnd.message);
    this.#events.onGone();
  }

  /** The end of this socket, told once to every context that still wants audio. */
  #break(code: ErrorCode, what: string, facts: Record<string, unknown>, cause?: unknown) {
    if (this.#isOver) return;
    const details = { provider: 'elevenlabs', ...facts };
    const createError = () => new VoiceError(code, `elevenlabs ${what}`, { details, cause });
    const wanted = [...this.#contexts.values()].flatMap(({ handlers }) => handlers ?? []);
    this.#contexts.clear();
    this.#hangUp();
    if (wanted.length === 0) this.#idleEnd = createError();
    for (const handlers of wanted) handlers.onFailed(createError());
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
