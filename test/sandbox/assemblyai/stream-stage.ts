/** An AssemblyAI for each test of a file, and clients of its streams: raw `ws`, with what they receive. */
import { once } from 'node:events';
import { afterEach } from 'vitest';
import { silence } from '../../../actors/audio/mulaw.ts';
import {
  type AssemblyAiOptions,
  type AssemblyAiStandIn,
  startAssemblyAi,
} from '../../../sandbox/assemblyai/assemblyai.ts';
import { listenTo, rawClients } from '../recognition/raw-client.ts';

export const PHONE = 'sample_rate=8000&encoding=pcm_mulaw&speech_model=universal-streaming-english';
const ANY_PACE = { toleranceMs: Number.POSITIVE_INFINITY, now: () => 0 };

interface Message {
  readonly type: string;
  readonly [field: string]: unknown;
}
interface Turn extends Message {
  readonly turn_order: number;
  readonly turn_is_formatted: boolean;
  readonly end_of_turn: boolean;
  readonly transcript: string;
  readonly end_of_turn_confidence: number;
  readonly words: readonly {
    start: number;
    end: number;
    text: string;
    confidence: number;
    word_is_final: boolean;
  }[];
  readonly utterance: string;
}

/** Starts an AssemblyAI when a test asks for one, and stops it when the test is over. */
export function streamStage() {
  let vendor: AssemblyAiStandIn | undefined;

  afterEach(async () => {
    await vendor?.close();
    vendor = undefined;
  });

  const clients = rawClients();

  /** Audio may come at any pace, unless the options say otherwise. */
  async function start(options: AssemblyAiOptions = {}): Promise<AssemblyAiStandIn> {
    vendor = await startAssemblyAi({ rateLimit: ANY_PACE, ...options });
    return vendor;
  }

  async function startAtRealPace(): Promise<void> {
    vendor = await startAssemblyAi();
  }

  function open(
    query = PHONE,
    { path = '/v3/ws', headers = { authorization: 'key' } as Record<string, string> } = {},
  ) {
    return clients.open(`${vendor?.url}${path}?${query}`, headers);
  }

  /** A client that keeps what it receives, from the first message to the close. */
  async function connect(...how: Parameters<typeof open>) {
    const client = listenTo<Message>(open(...how));
    const { socket, closed } = client;
    await once(socket, 'message');
    const turns = () => client.messages().filter((message) => message.type === 'Turn') as Turn[];
    return {
      ...client,
      turns,
      ends: () => turns().filter(({ end_of_turn: isEnd }) => isEnd),
      /** Sends audio in messages of 80 ms; a rest is filled up with silence. */
      says(audio: Uint8Array) {
        for (let at = 0; at < audio.length; at += 640)
          socket.send(Buffer.concat([audio.subarray(at, at + 640), silence(80)]).subarray(0, 640));
      },
      /** Everything sent so far was received and answered. */
      async finishes() {
        socket.send('{"type":"Terminate"}');
        return closed;
      },
    };
  }

  return {
    start,
    startAtRealPace,
    open,
    connect,
    get vendor() {
      return vendor;
    },
  };
}
