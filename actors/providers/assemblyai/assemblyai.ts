/**
 * AssemblyAI Universal-Streaming v3, as a speech-to-text provider: one session is one socket, dialled once.
 *
 *   audio ──real time──> `/v3/ws` ──Turn──> onFact;   Begin ──> onOpen;   any end of it ──> onLost
 *
 * The socket is our own: the vendor's SDK refuses every URL but wss://, and so every stand-in. A session never
 * redials, replays or fills silence (the `stt` actor does), and never judges the order of facts. After its end it
 * calls no handler and holds no timer.
 */
import { WebSocket } from 'ws';
import { toVoiceError, type VoiceError } from '../../../machines/errors.ts';
import { webSocketUrl } from '../environment.ts';
import { agentFor } from '../proxy/tunnel.ts';
import type { EndpointingConfig, SttHandlers, SttOptions, SttProvider, SttSocket } from '../stt-provider.ts';
import { MESSAGE_MS, RealTimeAudio } from './audio.ts';
import { endError, isBadMessage, mute, notReady, type SessionEnd, turnBeforeBegin } from './errors.ts';
import { PING_EVERY_MS, Pulse } from './pulse.ts';
import { AssemblyAiTurns } from './turns.ts';
import {
  type AssemblyAiMessage,
  assemblyAiQuery,
  type EndOfTurnRule,
  parseAssemblyAiMessage,
  updateConfiguration,
  type VendorTurn,
} from './wire.ts';

export interface AssemblyAiSettings {
  readonly apiKey: string;
  /** ws(s):// or http(s)://, with or without a path; `/v3/ws` is added. */
  readonly baseUrl: string;
  /** E.g. `universal-streaming-english`. */
  readonly speechModel: string;
  /** 0 to 1; a call's own `eotThreshold` takes precedence. Vendor default 0.4. */
  readonly endOfTurnConfidenceThreshold?: number;
  /** Vendor default 400 ms. */
  readonly minTurnSilenceMs?: number;
  /** A call's own `eotTimeoutMs` takes precedence. Vendor default 1,280 ms. */
  readonly maxTurnSilenceMs?: number;
  /**
   * False: our own rules end turns, so the vendor is asked to wait for `LAST_RESORT_MS` of silence, whatever the call
   * asks for. An end that the vendor still reports is an `endOfTurn` like any other: the last resort.
   */
  readonly endsTurns: boolean;
}

/** The silence in ms after which the vendor ends a turn that our rules should have ended. */
const LAST_RESORT_MS = 10_000;
/** `closeTimeout`: how long a closing handshake may take, in ms, before `ws` destroys the socket; real time. */
const SOCKET_OPTIONS = { perMessageDeflate: false, closeTimeout: 500 };

/**
 * A call's `eotThreshold` and `eotTimeoutMs` are the vendor's confidence threshold and longest silence, number for
 * number. Any `eagerEotThreshold` asks for early ends of turn: the vendor has no threshold for them, but reports a
 * complete utterance, and speculation begins there.
 */
export function createAssemblyAi(settings: AssemblyAiSettings): SttProvider {
  const baseUrl = webSocketUrl(settings.baseUrl, { title: 'AssemblyAI', key: 'ASSEMBLYAI_BASE_URL' });
  const learnt: Learnt = { takesChanges: true };
  return {
    name: 'assemblyai',
    open: (options, handlers) => new AssemblyAiSession({ ...settings, baseUrl }, learnt, options, handlers),
  };
}

/** What the sessions of one provider have found out about the endpoint. */
interface Learnt {
  takesChanges: boolean;
}

class AssemblyAiSession implements SttSocket {
  readonly #settings: AssemblyAiSettings;
  readonly #learnt: Learnt;
  readonly #options: SttOptions;
  readonly #handlers: SttHandlers;
  readonly #turns: AssemblyAiTurns;
  readonly #audio: RealTimeAudio;
  #phase: 'connecting' | 'open' | 'over' = 'connecting';
  #socket: WebSocket | undefined;
  readonly #pulse: Pulse;
  #connectTimer: unknown;
  /** A change of patience was the last message other than audio: a bad one is that. */
  #isChanging = false;

  constructor(settings: AssemblyAiSettings, learnt: Learnt, options: SttOptions, handlers: SttHandlers) {
    this.#settings = settings;
    this.#learnt = learnt;
    this.#options = options;
    this.#handlers = handlers;
    this.#turns = new AssemblyAiTurns(options.eagerEotThreshold !== undefined);
    this.#audio = new RealTimeAudio(options.clock, (message) => this.#sendAudio(message));
    this.#pulse = new Pulse(options.clock, {
      ping: () => this.#whenOpen((socket) => socket.ping()),
      onMute: () => this.#lose(mute(PING_EVERY_MS)),
    });
    this.#connectTimer = options.clock.setTimeout(
      () => this.#lose(notReady(options.connectTimeoutMs)),
      options.connectTimeoutMs,
    );
    try {
      this.#dial();
    } catch (cause) {
      queueMicrotask(() => this.#end({ kind: 'failed', cause })); // no handler is called before `open` has returned
    }
  }

  send(audio: Uint8Array): void {
    if (this.#phase === 'open') this.#audio.add(audio);
  }

  /** A change that the vendor does not take ends the session: no session asks for one again. */
  configure(config: EndpointingConfig): void {
    if (this.#phase !== 'open' || !this.#settings.endsTurns || !this.#learnt.takesChanges) return;
    this.#sendJson(updateConfiguration(config));
    this.#isChanging = true;
  }

  /** Asks the vendor for an end of turn, which it sends if it has a turn open. */
  endTurn(): boolean {
    if (this.#phase === 'open') this.#sendJson({ type: 'ForceEndpoint' });
    // The vendor's own end of this turn, with its last words, is still to come.
    return false;
  }

  close(): void {
    if (this.#phase === 'over') return;
    this.#finish();
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#sendJson({ type: 'Terminate' });
      this.#socket.close(1_000); // without waiting for Termination: the call goes on
    } else {
      this.#socket?.terminate();
    }
  }

  #dial(): void {
    const { apiKey, baseUrl, speechModel } = this.#settings;
    const query = assemblyAiQuery(speechModel, ruleOf(this.#settings, this.#options), this.#options.keyterms);
    const url = `${baseUrl}/v3/ws?${query}`;
    const socket = new WebSocket(url, {
      ...SOCKET_OPTIONS,
      agent: agentFor(url),
      headers: { authorization: apiKey }, // the key alone, without a scheme
    });
    this.#socket = socket;
    socket.on('unexpected-response', (_, { statusCode = 0 }) =>
      this.#end({ kind: 'refused', status: statusCode }),
    );
    socket.on('error', (cause) => this.#end({ kind: 'failed', cause }));
    socket.on('close', (code, reason) => this.#end({ kind: 'closed', code, reason: reason.toString() }));
    socket.on('pong', () => this.#pulse.answered());
    socket.on('message', (data) => this.#receive(String(data)));
  }

  /** A throw of a handler ends the session; left to the socket, it would end the process. */
  #receive(data: string): void {
    if (this.#phase === 'over') return;
    this.#pulse.answered();
    try {
      this.#take(parseAssemblyAiMessage(data));
    } catch (thrown) {
      this.#lose(toVoiceError(thrown));
    }
  }

  #take(message: AssemblyAiMessage): void {
    if (message.kind === 'begin' && this.#phase === 'connecting') {
      this.#phase = 'open';
      this.#options.clock.clearTimeout(this.#connectTimer);
      this.#pulse.start();
      this.#handlers.onOpen(message.id);
    } else if (message.kind === 'turn') {
      if (this.#phase !== 'open') throw turnBeforeBegin();
      this.#report(message.turn);
    } else if (message.kind === 'error') {
      this.#end({ ...message, kind: 'closed' });
    }
  }

  #report({ speechEndMs, ...turn }: VendorTurn): void {
    const facts = this.#turns.accept({
      ...turn,
      ...(speechEndMs !== undefined && { speechEndMs: this.#audio.givenAt(speechEndMs) }),
    });
    for (const fact of facts) if (this.#phase === 'open') this.#handlers.onFact(fact);
  }

  #sendAudio(message: Uint8Array): void {
    this.#whenOpen((socket) => socket.send(message));
    this.#pulse.sent(MESSAGE_MS);
  }

  #sendJson(message: object): void {
    this.#isChanging = false;
    this.#whenOpen((socket) => socket.send(JSON.stringify(message)));
  }

  /** A closing socket would report an error for anything sent. */
  #whenOpen(act: (socket: WebSocket) => void): void {
    if (this.#socket?.readyState === WebSocket.OPEN) act(this.#socket);
  }

  #end(end: SessionEnd): void {
    if (this.#phase === 'open' && this.#isChanging && isBadMessage(end)) {
      this.#learnt.takesChanges = false;
      this.#handlers.onPatienceRefused?.('unknown', end.reason);
    }
    this.#lose(endError(end, this.#phase === 'open'));
  }

  #lose(error: VoiceError): void {
    if (this.#phase === 'over') return;
    this.#finish();
    this.#socket?.terminate();
    this.#handlers.onLost(error);
  }

  #finish(): void {
    this.#phase = 'over';
    this.#audio.stop();
    this.#pulse.stop();
    this.#options.clock.clearTimeout(this.#connectTimer);
  }
}

/** The call's options take precedence over the provider's settings; neither matters when our own rules end turns. */
const ruleOf = (settings: AssemblyAiSettings, options: SttOptions): EndOfTurnRule =>
  settings.endsTurns
    ? {
        confidenceThreshold: options.eotThreshold ?? settings.endOfTurnConfidenceThreshold,
        minSilenceMs: settings.minTurnSilenceMs,
        maxSilenceMs: options.eotTimeoutMs ?? settings.maxTurnSilenceMs,
      }
    : { confidenceThreshold: 1, maxSilenceMs: LAST_RESORT_MS };
