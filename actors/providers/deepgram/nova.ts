/**
 * Deepgram Nova, as a speech-to-text provider: one session is one socket, dialled once.
 *
 *   audio ──send──> Nova `/v1/listen` ──Results, UtteranceEnd──> NovaTurns ──> onFact;   any end of it ──> onLost
 *
 * A session never redials, replays or fills silence (the `stt` actor does). session.ts has the socket and its watch.
 */
import type { DeepgramClient } from '@deepgram/sdk';
import { BYTES_PER_MS } from '../../audio/mulaw.ts';
import type { SttHandlers, SttOptions, SttProvider, SttSocket } from '../stt-provider.ts';
import { deepgramUrl } from './deepgram.env.ts';
import { NovaTurns } from './nova.turns.ts';
import { type NovaListening, novaQuery, parseNovaMessage } from './nova.wire.ts';
import { DeepgramSession } from './session.ts';

export interface DeepgramNovaSettings extends NovaListening {
  readonly apiKey: string;
  /** ws(s):// or http(s)://, with or without a path; `/v1/listen` is added. */
  readonly baseUrl: string;
  /** Whether Nova's silences end turns. Otherwise Nova only transcribes, and `endTurn` ends turns. */
  readonly endsTurns: boolean;
}

/**
 * Nova closes 10 s after the last audio or KeepAlive, and wants one every 3 to 5 s (Deepgram, Audio Keep Alive). Nova
 * counts them only from the first audio on: a session without audio closes all the same.
 */
export const KEEP_ALIVE_EVERY_MS = 4_000;
/**
 * Nova answers about every second of audio, in silence too. Five missing answers are more than a delay, and the
 * vendor itself gives up a session without results after about twice that (1011 NET-0000).
 */
export const MUTE_LIMIT_MS = 5_000;

const NOVA = {
  name: 'Deepgram Nova',
  readiness: 'an answered handshake',
  keepAliveEveryMs: KEEP_ALIVE_EVERY_MS,
  audioKeepsAlive: true,
  mute: { limitMs: MUTE_LIMIT_MS, audioBytes: 3_000 * BYTES_PER_MS, expected: 'results about every second' },
};

export function createDeepgramNova(settings: DeepgramNovaSettings): SttProvider {
  const baseUrl = deepgramUrl(settings.baseUrl);
  return {
    name: 'deepgram-nova',
    open: (options, handlers) => new NovaSession({ ...settings, baseUrl }, options, handlers),
  };
}

type NovaSocket = Awaited<ReturnType<DeepgramClient['listen']['v1']['connect']>>;

class NovaSession implements SttSocket {
  readonly #session: DeepgramSession<NovaSocket>;
  readonly #turns: NovaTurns;

  constructor(settings: DeepgramNovaSettings, options: SttOptions, handlers: SttHandlers) {
    this.#turns = new NovaTurns(settings.endsTurns, options.isCallerSpeaking);
    this.#session = new DeepgramSession<NovaSocket>(
      settings,
      {
        ...NOVA,
        dial: (client, dial) => client.listen.v1.connect({ ...novaQuery(settings, options), ...dial }),
        keepAlive: () => this.#session.withSocket((socket) => socket.sendKeepAlive({ type: 'KeepAlive' })),
        onConnected: () => {
          this.#session.open();
          handlers.onOpen(this.#session.requestId);
        },
        onMessage: (message) => {
          for (const fact of this.#turns.accept(parseNovaMessage(message))) {
            if (this.#session.isOpen) handlers.onFact(fact); // a handler may close us between two facts
          }
        },
        onLost: (error) => handlers.onLost(error),
      },
      options,
    );
  }

  send(audio: Uint8Array): void {
    this.#session.send(audio);
  }

  /** Nova's later results for words already reported are dropped, by their times. */
  endTurn(): boolean {
    this.#turns.endTurn();
    return true;
  }

  close(): void {
    this.#session.close();
  }
}
