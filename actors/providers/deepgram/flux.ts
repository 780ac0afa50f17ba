/**
 * Deepgram Flux, as a speech-to-text provider: one session is one socket, dialled once.
 *
 *   audio ──send──> Flux `/v2/listen` ──TurnInfo──> onFact;   Connected ──> onOpen;   any end of it ──> onLost
 *
 * A session never redials, replays or fills silence (the `stt` actor does), and never judges the order of facts.
 * session.ts has the socket and its watch.
 */
import type { DeepgramClient } from '@deepgram/sdk';
import type { CallClock } from '../../../machines/clock.ts';
import { VoiceError } from '../../../machines/errors.ts';
import type { PatienceRefusal } from '../../../machines/notes.ts';
import { BYTES_PER_MS } from '../../audio/mulaw.ts';
import type { EndpointingConfig, SttHandlers, SttOptions, SttProvider, SttSocket } from '../stt-provider.ts';
import { deepgramUrl } from './deepgram.env.ts';
import {
  type FluxMessage,
  type FluxModel,
  fluxQuery,
  fluxThresholds,
  parseFluxMessage,
} from './flux.wire.ts';
import { DeepgramSession } from './session.ts';

export interface DeepgramFluxSettings {
  readonly apiKey: string;
  /** ws(s):// or http(s)://, with or without a path; `/v2/listen` is added. */
  readonly baseUrl: string;
  readonly model: FluxModel;
  /** ISO 639-1, for the model of several languages: without it that model guesses. */
  readonly languageHint?: string;
}

/** Strongly recommended: developers.deepgram.com, Getting Started with Flux. */
const BATCH_MS = 80;
/** An idle socket dies after 20 to 30 s; Flux has no KeepAlive message, so ping frames keep it. */
export const PING_EVERY_MS = 10_000;
/**
 * Flux answers about every 250 ms of audio. Without an answer for this long, to a second of audio or more, Flux is
 * mute.
 */
export const MUTE_LIMIT_MS = 3_000;
/** A change without an answer for this long counts as lost, so that the next one is sent: as pipecat does (stt_base.py). */
export const CHANGE_LIMIT_MS = 5_000;
/** The code of a session that ends at a message of ours. Self-hosted builds know CloseStream alone: pipecat PR#5498. */
const NOT_UNDERSTOOD = 'UNPARSABLE_CLIENT_MESSAGE';

const FLUX = {
  name: 'Deepgram Flux',
  readiness: 'its Connected message',
  keepAliveEveryMs: PING_EVERY_MS,
  audioKeepsAlive: false,
  mute: {
    limitMs: MUTE_LIMIT_MS,
    audioBytes: 1_000 * BYTES_PER_MS,
    expected: 'an update about every 250 ms',
  },
};

export function createDeepgramFlux(settings: DeepgramFluxSettings): SttProvider {
  const baseUrl = deepgramUrl(settings.baseUrl);
  const learnt: Learnt = { takesChanges: true };
  return {
    name: 'deepgram-flux',
    batchMs: BATCH_MS,
    open: (options, handlers) => new FluxSession({ ...settings, baseUrl }, learnt, options, handlers),
  };
}

/** What the sessions of one provider have found out about the endpoint. */
interface Learnt {
  takesChanges: boolean;
}

type FluxSocket = Awaited<ReturnType<DeepgramClient['listen']['v2']['connect']>>;

class FluxSession implements SttSocket {
  readonly #session: DeepgramSession<FluxSocket>;
  readonly #handlers: SttHandlers;
  readonly #learnt: Learnt;
  readonly #eagerEotThreshold: number | undefined;
  readonly #clock: CallClock;
  /** Flux limits unanswered changes: one is under way while this timer runs, and later ones wait, merged into the next. */
  #changing: unknown;
  #nextChange: EndpointingConfig | undefined;

  constructor(settings: DeepgramFluxSettings, learnt: Learnt, options: SttOptions, handlers: SttHandlers) {
    this.#handlers = handlers;
    this.#learnt = learnt;
    this.#clock = options.clock;
    this.#eagerEotThreshold = options.eagerEotThreshold;
    this.#session = new DeepgramSession<FluxSocket>(
      settings,
      {
        ...FLUX,
        dial: (client, dial) => client.listen.v2.connect({ ...fluxQuery(options, settings), ...dial }),
        keepAlive: () => this.#session.ping(),
        onConnected: () => {},
        onMessage: (message) => this.#take(parseFluxMessage(message)),
        onLost: (error) => {
          this.#endChange();
          handlers.onLost(error);
        },
      },
      options,
    );
  }

  send(audio: Uint8Array): void {
    this.#session.send(audio);
  }

  /**
   * Ignored unless open, and where changes are not understood. A change that Flux refuses, or leaves unanswered, may leave its
   * patience as it was; the next change is sent all the same.
   */
  configure(config: EndpointingConfig): void {
    if (!this.#session.isOpen || !this.#learnt.takesChanges) return;
    this.#nextChange = { ...this.#nextChange, ...config };
    this.#change();
  }

  close(): void {
    this.#endChange();
    this.#session.close();
  }

  #take(message: FluxMessage): void {
    const { isOpen } = this.#session;
    if (message.kind === 'connected' && !isOpen) {
      this.#session.open();
      this.#handlers.onOpen(message.requestId);
    } else if (message.kind === 'turn') {
      if (!isOpen) throw turnBeforeConnected();
      this.#handlers.onFact(message.fact);
    } else if (message.kind === 'configured') {
      this.#endChange();
      if (!message.accepted) this.#refused('refused', message.reason);
      this.#change();
    } else if (message.kind === 'fatal') {
      if (message.code === NOT_UNDERSTOOD && this.#changing !== undefined) {
        this.#learnt.takesChanges = false;
        this.#refused('unknown', message.code);
      }
      this.#session.lose(fatal(message, isOpen));
    }
  }

  #change(): void {
    const config = this.#nextChange;
    if (this.#changing !== undefined || config === undefined) return;
    this.#session.withSocket((socket) => {
      socket.sendConfigure({
        type: 'Configure',
        thresholds: fluxThresholds(config, this.#eagerEotThreshold),
      });
      this.#nextChange = undefined;
      this.#changing = this.#clock.setTimeout(() => {
        this.#changing = undefined;
        this.#refused('unanswered');
        this.#change();
      }, CHANGE_LIMIT_MS);
    });
  }

  #refused(refusal: PatienceRefusal, vendorReason = ''): void {
    this.#handlers.onPatienceRefused?.(refusal, ...(vendorReason === '' ? [] : [vendorReason]));
  }

  #endChange(): void {
    if (this.#changing !== undefined) this.#clock.clearTimeout(this.#changing);
    this.#changing = undefined;
  }
}

const turnBeforeConnected = () =>
  new VoiceError(
    'STT_PROTOCOL',
    'Deepgram Flux reported a turn before Connected; expected Connected first: check what answers at the base URL',
  );

const fatal = ({ code, description }: FluxMessage & { kind: 'fatal' }, ready: boolean) =>
  new VoiceError(
    ready ? 'STT_LOST' : 'STT_UNREACHABLE',
    "Deepgram Flux ended the session with a fatal error; expected it to stay open until we close it: see the vendor's code in details",
    { details: { vendorCode: code, reason: description } },
  );
