/** A Deepgram for each test of a file, and clients of its Flux: raw `ws`, with what they receive. */
import { once } from 'node:events';
import { afterEach } from 'vitest';
import type { WebSocket } from 'ws';
import {
  type DeepgramOptions,
  type DeepgramStandIn,
  startDeepgram,
} from '../../../sandbox/deepgram/deepgram.ts';
import { listenTo, rawClients, refusalOf } from '../recognition/raw-client.ts';

export const PHONE = 'model=flux-general-en&encoding=mulaw&sample_rate=8000';

interface Message {
  readonly type: string;
  readonly sequence_id: number;
  readonly [field: string]: unknown;
}
export interface TurnInfo extends Message {
  readonly event: string;
  readonly turn_index: number;
  readonly audio_window_start: number;
  readonly audio_window_end: number;
  readonly transcript: string;
  readonly words: readonly { word: string; confidence: number; start: number; end: number }[];
  readonly end_of_turn_confidence: number;
  readonly trigger?: string;
}

/** Starts a Deepgram when a test asks for one, and stops it when the test is over. */
export function fluxStage() {
  let flux: DeepgramStandIn | undefined;

  afterEach(async () => {
    await flux?.close();
    flux = undefined;
  });

  const clients = rawClients();

  async function start(options: DeepgramOptions = {}): Promise<DeepgramStandIn> {
    flux = await startDeepgram(options);
    return flux;
  }

  function open(
    query = PHONE,
    { path = '/v2/listen', headers = { authorization: 'Token key' } } = {},
  ): WebSocket {
    return clients.open(`${flux?.url}${path}?${query}`, headers);
  }

  /** A client that keeps what it receives, from Connected to the close. */
  async function connect(query = PHONE) {
    const client = listenTo<Message>(open(query));
    const { socket, texts } = client;
    const closed = client.closed.then(([code]) => code);
    await once(socket, 'message');
    const turns = () => client.messages().filter((message) => message.type === 'TurnInfo') as TurnInfo[];
    return {
      ...client,
      closed,
      turns,
      changes: () => turns().filter(({ event }) => event !== 'Update'),
      /** Everything sent so far was received and answered. */
      async finishes() {
        socket.send('{"type":"CloseStream"}');
        return closed;
      },
      /** The same, without ending the session. */
      async settles() {
        const before = texts.length;
        socket.send('{"type":"Configure"}');
        while (!texts.slice(before).some((text) => text.includes('"ConfigureSuccess"')))
          await once(socket, 'message');
      },
    };
  }

  const refused = (...how: Parameters<typeof open>) => refusalOf(open(...how));

  return {
    start,
    open,
    connect,
    refused,
    get flux() {
      return flux;
    },
  };
}
