/**
 * The three vendors on one port: as much of their protocols as a working call touches.
 *
 *   /v2/listen ──> stt.ts     …/chat/completions ──> llm.ts     …/multi-stream-input ──> tts.ts
 *
 * The vendors find a turn by the words of the request, so that calls need not be distinguished by socket.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { readTurnName, type Turn } from '../turn.ts';
import { serveModel } from './llm.ts';
import { FluxSession } from './stt.ts';
import { serveClip, serveVoice } from './tts.ts';

/** The vendors' delays, in ms. With 0 a vendor answers in the tick of the request. */
interface Delays {
  /** From request to first token. */
  readonly modelMs: number;
  /** From text to audio. */
  readonly voiceMs: number;
}

/** Like those of real vendors: Groq's first token and ElevenLabs Flash's first audio. */
export const FIELD_DELAYS: Delays = { modelMs: 80, voiceMs: 75 };
/** Harsher than any vendor: a token is answered with audio before the product has finished with the token. */
export const NO_DELAYS: Delays = { modelMs: 0, voiceMs: 0 };

export interface Vendors {
  /** `127.0.0.1:PORT`, for ws: and http: alike. */
  readonly host: string;
  /** Turns the vendors may be asked about, by call; the owner adds and removes them. */
  readonly turns: Map<number, Turn[]>;
  readonly openSockets: () => number;
  /** The next STT session to open. */
  nextSession(): Promise<FluxSession>;
  close(): Promise<void>;
}

export async function startVendors(delays = FIELD_DELAYS): Promise<Vendors> {
  const turns = new Map<number, Turn[]>();
  let waiting: ((session: FluxSession) => void)[] = [];
  const findTurn = (text: string): Turn | undefined => {
    const name = readTurnName(text);
    return name && turns.get(name.callId)?.find(({ index }) => index === name.index);
  };

  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, skipUTF8Validation: true });
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
    if (request.url?.endsWith('/chat/completions'))
      serveModel(request, response, { findTurn, delayMs: delays.modelMs });
    else if (request.url?.includes('/with-timestamps')) serveClip(request, response);
    else response.end('{"object":"list","data":[]}');
  });
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (client) => {
      if (!request.url?.startsWith('/v2/listen'))
        return serveVoice(client, { findTurn, delayMs: delays.voiceMs });
      const session = new FluxSession(client);
      const [resolve] = waiting;
      waiting = waiting.slice(1);
      resolve?.(session);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    turns,
    openSockets: () => sockets.clients.size,
    nextSession: () => new Promise((resolve) => waiting.push(resolve)),
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.close();
      server.closeAllConnections();
    },
  };
}
