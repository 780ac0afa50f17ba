/**
 * One socket at Deepgram, for Flux or Nova: dialled once, watched, kept alive, and ended for one reason.
 *
 *   send ──audio──> SDK ──> our transport ──> vendor ──message──> onMessage;   any end of it ──> onLost, once
 *
 * The session knows no message: Flux and Nova read messages and call `open` when the vendor is ready. A session never
 * redials. After its end it calls no handler and holds no timer.
 */
import { createRequire } from 'node:module';
import type * as Deepgram from '@deepgram/sdk';
import { toVoiceError, VoiceError } from '../../../machines/errors.ts';
import type { SttOptions } from '../stt-provider.ts';
import { endError, openTransport, type SocketEnd, type SocketTransport } from './transport.ts';

/**
 * The SDK is five hundred files. As CommonJS they load in a third of the time that they take as ES modules, each of which goes
 * through the hooks of the TypeScript loader: a fifth of a server's start.
 */
const { DeepgramClient }: typeof Deepgram = createRequire(import.meta.url)('@deepgram/sdk');

/** The methods that the SDK's sockets have in common. */
interface SdkSocket {
  on(event: 'open', then: () => void): void;
  on(event: 'message', then: (message: unknown) => void): void;
  on(event: 'error', then: (cause: unknown) => void): void;
  connect(): unknown;
  sendMedia(audio: Uint8Array): void;
  sendCloseStream(message: { readonly type: 'CloseStream' }): void;
  close(): void;
}

/** SDK options of every product: no reconnect by the SDK, and no connect limit that ends before ours. */
export interface DialOptions {
  readonly reconnectAttempts: 0;
  readonly shouldReconnect: () => false;
  readonly connectionTimeoutInSeconds: number;
}

/** One of Deepgram's products, for one session. */
export interface DeepgramProduct<Socket extends SdkSocket> {
  /** The product's name in errors, e.g. `Deepgram Flux`. */
  readonly name: string;
  /** The sign that the product is ready for audio, as an error names it. */
  readonly readiness: string;
  /** How often `keepAlive` is due. */
  readonly keepAliveEveryMs: number;
  /** Whether audio keeps the socket alive, so that `keepAlive` is due only that long after the last audio. */
  readonly audioKeepsAlive: boolean;
  /**
   * Without a message for `limitMs`, with `audioBytes` unanswered, the vendor is mute; `expected` names the missing
   * answer.
   */
  readonly mute: { readonly limitMs: number; readonly audioBytes: number; readonly expected: string };
  dial(client: Deepgram.DeepgramClient, options: DialOptions): Promise<Socket>;
  keepAlive(): void;
  /** The handshake is done. */
  onConnected(): void;
  /** Throws when a message cannot be read. */
  onMessage(message: unknown): void;
  /** Called at most once, and nothing follows it. */
  onLost(error: VoiceError): void;
}

const TIMERS = ['connect', 'keepAlive', 'mute'] as const;
type Timer = (typeof TIMERS)[number];

export class DeepgramSession<Socket extends SdkSocket> {
  readonly #product: DeepgramProduct<Socket>;
  readonly #options: SttOptions;
  #phase: 'connecting' | 'open' | 'over' = 'connecting';
  #sdkSocket: Socket | undefined;
  #transport: SocketTransport | undefined;
  /** Bytes sent since the vendor's last message. */
  #unansweredBytes = 0;
  readonly #timers: Partial<Record<Timer, unknown>> = {};

  /** `baseUrl` as `deepgramUrl` gives it. */
  constructor(
    { apiKey, baseUrl }: { readonly apiKey: string; readonly baseUrl: string },
    product: DeepgramProduct<Socket>,
    options: SttOptions,
  ) {
    this.#product = product;
    this.#options = options;
    this.#after('connect', options.connectTimeoutMs, () => this.lose(this.#notReady()));
    this.#dial(apiKey, baseUrl).catch((cause: unknown) => this.#end({ kind: 'failed', cause }));
  }

  /** Whether the vendor takes audio. */
  get isOpen(): boolean {
    return this.#phase === 'open';
  }

  /** The vendor's id of this session, from the handshake. */
  get requestId(): string {
    return this.#transport?.requestId ?? '';
  }

  /** The vendor takes audio from now on. */
  open(): void {
    this.#phase = 'open';
    this.#cancel('connect');
    this.#keepAlive();
  }

  /** Audio of any length above 0; ignored unless open. */
  send(audio: Uint8Array): void {
    if (audio.length === 0) return;
    this.withSocket((socket) => {
      socket.sendMedia(audio);
      if (this.#product.audioKeepsAlive) this.#keepAlive();
      if (this.#unansweredBytes === 0)
        this.#after('mute', this.#product.mute.limitMs, () => this.#checkMute());
      this.#unansweredBytes += audio.length;
    });
  }

  /** Runs `act` on the socket; ignored unless open. While a socket is closing, the SDK would queue without bound. */
  withSocket(act: (socket: Socket) => void): void {
    if (this.#phase === 'open' && this.#sdkSocket && this.#transport?.isOpen()) act(this.#sdkSocket);
  }

  ping(): void {
    this.#transport?.ping();
  }

  close(): void {
    if (this.#phase === 'over') return;
    this.#finish();
    if (this.#transport?.isOpen()) {
      this.#sdkSocket?.sendCloseStream({ type: 'CloseStream' });
      this.#sdkSocket?.close();
    } else {
      this.#drop();
    }
  }

  lose(error: VoiceError): void {
    if (this.#phase === 'over') return;
    this.#finish();
    this.#drop();
    this.#product.onLost(error);
  }

  async #dial(apiKey: string, baseUrl: string): Promise<void> {
    const client = new DeepgramClient({
      apiKey,
      baseUrl,
      // async, so that a throw comes after the SDK attached our error handler
      transportFactory: async (url, headers) => {
        this.#transport = openTransport(url, headers, (end) => this.#end(end));
        return this.#transport;
      },
    });
    const socket = await this.#product.dial(client, {
      reconnectAttempts: 0,
      shouldReconnect: () => false,
      connectionTimeoutInSeconds: this.#options.connectTimeoutMs / 1_000 + 1, // ours, on the call's clock, comes first
    });
    if (this.#phase === 'over') return;
    this.#sdkSocket = socket;
    socket.on('open', () => this.#contain(() => this.#product.onConnected()));
    socket.on('message', (message) => this.#receive(message));
    socket.on('error', (cause) => this.#end({ kind: 'failed', cause }));
    socket.connect();
  }

  #receive(message: unknown): void {
    this.#unansweredBytes = 0;
    this.#cancel('mute');
    this.#contain(() => this.#product.onMessage(message));
  }

  /** A throw of a handler ends the session; the SDK would print and forget it. */
  #contain(handle: () => void): void {
    if (this.#phase === 'over') return;
    try {
      handle();
    } catch (thrown) {
      this.lose(toVoiceError(thrown));
    }
  }

  #keepAlive(): void {
    this.#after('keepAlive', this.#product.keepAliveEveryMs, () => {
      this.#product.keepAlive();
      this.#keepAlive();
    });
  }

  #checkMute(): void {
    const { name, mute } = this.#product;
    if (this.#unansweredBytes >= mute.audioBytes) this.lose(muteError(name, mute));
    this.#unansweredBytes = 0;
  }

  #end(end: SocketEnd): void {
    this.lose(endError(this.#product.name, end, this.isOpen));
  }

  #finish(): void {
    this.#phase = 'over';
    for (const name of TIMERS) this.#cancel(name);
  }

  /** Ends both the connection and the SDK's own bookkeeping of it. */
  #drop(): void {
    this.#transport?.terminate();
    this.#sdkSocket?.close();
  }

  #notReady(): VoiceError {
    const { name, readiness } = this.#product;
    const { connectTimeoutMs: limitMs } = this.#options;
    return new VoiceError(
      'STT_UNREACHABLE',
      `${name} was not ready within ${limitMs} ms; expected ${readiness}: check the base URL, its region and egress`,
      { details: { limitMs } },
    );
  }

  #after(name: Timer, limitMs: number, then: () => void): void {
    this.#cancel(name);
    this.#timers[name] = this.#options.clock.setTimeout(then, limitMs);
  }

  #cancel(name: Timer): void {
    if (this.#timers[name] !== undefined) this.#options.clock.clearTimeout(this.#timers[name]);
    delete this.#timers[name];
  }
}

const muteError = (name: string, { limitMs, expected }: DeepgramProduct<SdkSocket>['mute']) =>
  new VoiceError(
    'STT_MUTE',
    `${name} sent nothing for ${limitMs} ms while audio was sent; expected ${expected}: open a new session`,
    { details: { limitMs } },
  );
