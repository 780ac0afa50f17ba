/**
 * Deepgram Flux, as a speech-to-text provider: one session is one socket, dialled once.
 *
 *   audio ──send──> Flux `/v2/listen` ──TurnInfo──> onFact;   Connected ──> onOpen;   any end of it ──> onLost
 *
 * Never redials, replays or fills silence (the `stt` actor's), and never judges the order of facts. A session that
 * is over calls nobody and holds no timer.
 */
import { DeepgramClient } from '@deepgram/sdk';
import { toVoiceError, VoiceError } from '../../machines/errors.ts';
import { BYTES_PER_MS } from '../audio/mulaw.ts';
import {
  endError,
  type FluxTransport,
  openFluxTransport,
  type SocketEnd,
} from './deepgram-flux.transport.ts';
import { type FluxMessage, type FluxModel, fluxQuery, parseFluxMessage } from './deepgram-flux.wire.ts';
import type { SttHandlers, SttOptions, SttProvider, SttSocket } from './stt-provider.ts';

export interface DeepgramFluxSettings {
  readonly apiKey: string;
  /** ws(s):// or http(s)://, with or without a path; `/v2/listen` is added. */
  readonly baseUrl: string;
  /** Default `flux-general-en`. */
  readonly model?: FluxModel;
}

/** An idle socket dies after 20 to 30 s; Flux has no KeepAlive message, so ping frames keep it. */
export const PING_EVERY_MS = 10_000;
/** Flux answers about every 250 ms of audio. Silent for this long, with this much audio owed an answer, it is mute. */
export const MUTE_LIMIT_MS = 3_000;
const MUTE_AUDIO_BYTES = 1_000 * BYTES_PER_MS;

export function createDeepgramFlux(settings: DeepgramFluxSettings): SttProvider {
  const baseUrl = webSocketUrl(settings.baseUrl);
  return {
    name: 'deepgram-flux',
    open: (options, handlers) => new FluxSession({ ...settings, baseUrl }, options, handlers),
  };
}

/** The setting is not quoted: a key pasted in its place would reach the log. */
function webSocketUrl(baseUrl: string): string {
  const url = baseUrl.trim().replace(/^http/i, 'ws').replace(/\/+$/, '');
  if (URL.canParse(url) && /^wss?:/i.test(url)) return url;
  throw new VoiceError(
    'CONFIG_INVALID',
    "Deepgram's base URL is not a URL; expected ws://, wss://, http:// or https:// and a host: set DEEPGRAM_BASE_URL",
  );
}

const TIMERS = ['connect', 'ping', 'mute'] as const;
type Timer = (typeof TIMERS)[number];

class FluxSession implements SttSocket {
  readonly #options: SttOptions;
  readonly #handlers: SttHandlers;
  #phase: 'connecting' | 'open' | 'over' = 'connecting';
  #sdkSocket: SdkSocket | undefined;
  #transport: FluxTransport | undefined;
  /** Bytes sent since the vendor last said anything. */
  #unansweredBytes = 0;
  readonly #timers: Partial<Record<Timer, unknown>> = {};

  constructor(settings: DeepgramFluxSettings, options: SttOptions, handlers: SttHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#after('connect', options.connectTimeoutMs, () => this.#lose(notReady(options.connectTimeoutMs)));
    this.#dial(settings).catch((cause: unknown) => this.#end({ kind: 'failed', cause }));
  }

  send(audio: Uint8Array): void {
    // while a socket is closing, the SDK would queue without bound
    if (this.#phase !== 'open' || audio.length === 0 || !this.#transport?.isOpen()) return;
    this.#sdkSocket?.sendMedia(audio);
    if (this.#unansweredBytes === 0) this.#after('mute', MUTE_LIMIT_MS, () => this.#checkMute());
    this.#unansweredBytes += audio.length;
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

  async #dial({ apiKey, baseUrl, model = 'flux-general-en' }: DeepgramFluxSettings): Promise<void> {
    const socket = await new DeepgramClient({
      apiKey,
      baseUrl,
      // async, so that what it throws comes after the SDK attached our error handler
      transportFactory: async (url, headers) => {
        this.#transport = openFluxTransport(url, headers, (end) => this.#end(end));
        return this.#transport;
      },
    }).listen.v2.connect({
      ...fluxQuery(this.#options, model),
      reconnectAttempts: 0,
      shouldReconnect: () => false,
      connectionTimeoutInSeconds: this.#options.connectTimeoutMs / 1_000 + 1, // ours, on the call's clock, comes first
    });
    if (this.#phase === 'over') return;
    this.#sdkSocket = socket;
    socket.on('message', (message) => this.#hear(message));
    socket.on('error', (cause) => this.#end({ kind: 'failed', cause }));
    socket.connect();
  }

  /** What a message makes a handler throw ends the session; left to the SDK, it would be printed and forgotten. */
  #hear(message: unknown): void {
    if (this.#phase === 'over') return;
    this.#unansweredBytes = 0;
    this.#cancel('mute');
    try {
      this.#take(parseFluxMessage(message));
    } catch (thrown) {
      this.#lose(toVoiceError(thrown));
    }
  }

  #take(message: FluxMessage): void {
    if (message.kind === 'connected' && this.#phase === 'connecting') {
      this.#phase = 'open';
      this.#cancel('connect');
      this.#keepAlive();
      this.#handlers.onOpen(message.requestId);
    } else if (message.kind === 'turn') {
      if (this.#phase !== 'open') throw turnBeforeConnected();
      this.#handlers.onFact(message.fact);
    } else if (message.kind === 'fatal') {
      this.#lose(fatal(message, this.#phase === 'open'));
    }
  }

  #keepAlive(): void {
    this.#after('ping', PING_EVERY_MS, () => {
      this.#transport?.ping();
      this.#keepAlive();
    });
  }

  #checkMute(): void {
    if (this.#unansweredBytes >= MUTE_AUDIO_BYTES) this.#lose(mute());
    this.#unansweredBytes = 0;
  }

  #end(end: SocketEnd): void {
    this.#lose(endError(end, this.#phase === 'open'));
  }

  #lose(error: VoiceError): void {
    if (this.#phase === 'over') return;
    this.#finish();
    this.#drop();
    this.#handlers.onLost(error);
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

  #after(name: Timer, limitMs: number, then: () => void): void {
    this.#cancel(name);
    this.#timers[name] = this.#options.clock.setTimeout(then, limitMs);
  }

  #cancel(name: Timer): void {
    if (this.#timers[name] !== undefined) this.#options.clock.clearTimeout(this.#timers[name]);
    delete this.#timers[name];
  }
}

type SdkSocket = Awaited<ReturnType<DeepgramClient['listen']['v2']['connect']>>;

const notReady = (limitMs: number) =>
  new VoiceError(
    'STT_UNREACHABLE',
    `Deepgram Flux was not ready within ${limitMs} ms; expected its Connected message: check the base URL, its region and egress`,
    { details: { limitMs } },
  );

const turnBeforeConnected = () =>
  new VoiceError(
    'STT_PROTOCOL',
    'Deepgram Flux reported a turn before Connected; expected Connected first: check what answers at the base URL',
  );

const fatal = ({ code, description }: FluxMessage & { kind: 'fatal' }, ready: boolean) =>
  new VoiceError(
    ready ? 'STT_LOST' : 'STT_UNREACHABLE',
    "Deepgram Flux ended the session with a fatal error; expected it to hear the call out: see the vendor's code in details",
    { details: { vendorCode: code, reason: description } },
  );

const mute = () =>
  new VoiceError(
    'STT_MUTE',
    `Deepgram Flux said nothing for ${MUTE_LIMIT_MS} ms while audio was sent; expected an update about every 250 ms: open a new session`,
    { details: { limitMs: MUTE_LIMIT_MS } },
  );
