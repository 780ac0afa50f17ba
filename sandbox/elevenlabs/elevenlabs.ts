/**
 * A stand-in for ElevenLabs: its multi-context socket and its HTTP speech, with a real voice, on 127.0.0.1.
 *
 *   handshake ──> elevenlabs/stream-socket.ts ; POST ──> elevenlabs/speech-requests.ts
 *
 * Speaks the vendor's protocol and nothing else, so that the product cannot tell. Its owner closes the synthesizer.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import type { FliteVoice, Synthesizer } from '../voice/flite.ts';
import { type ElevenLabsFaults, type Trouble, Troubles } from './faults.ts';
import { createStats, type ElevenLabsStats, type Service } from './service.ts';
import { answerSpeech } from './speech-requests.ts';
import { type StreamSocket, serveStream } from './stream-socket.ts';

export interface ElevenLabsOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  readonly synthesizer: Synthesizer;
  /** Whoever `voice_id` names, this is who speaks. Default `slt`. */
  readonly voice?: FliteVoice;
  /** When set, clients with another key are refused. */
  readonly apiKey?: string;
  readonly delays?: ElevenLabsDelays;
}

interface ElevenLabsDelays {
  /** From text to its first audio, in ms; later when synthesis takes longer. Default 75. */
  readonly ttfbMs?: number;
  /** Before a socket opens, in ms. Default 0. */
  readonly handshakeMs?: number;
  /** How much faster than real time audio is sent. Default 4. */
  readonly realtimeFactor?: number;
}

export interface ElevenLabsStandIn {
  /** `ws://127.0.0.1:PORT`; HTTP is at the same address. */
  readonly url: string;
  readonly stats: Readonly<ElevenLabsStats>;
  readonly faults: ElevenLabsFaults;
  /** Ends every socket and request; idempotent. */
  close(): Promise<void>;
}

const STREAM_PATH = /^\/v1\/text-to-speech\/[^/]+\/multi-stream-input$/;

export async function startElevenLabs(options: ElevenLabsOptions): Promise<ElevenLabsStandIn> {
  const { port = 0, synthesizer, voice = 'slt', apiKey, delays = {} } = options;
  const { ttfbMs = 75, handshakeMs = 0, realtimeFactor = 4 } = delays;
  const troubles = new Troubles();
  const service: Service = {
    apiKey,
    troubles,
    pace: { ttfbMs, realtimeFactor },
    stats: createStats(),
    speak: (text) => synthesizer.speak(text.trim(), voice),
  };
  const streams = new Set<StreamSocket>();
  const closing = new AbortController();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const server = createServer((request, response) => {
    answerSpeech(request, response, service).catch(() => response.destroy());
  });

  const accept = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    await sleep(handshakeMs, undefined, { ref: false, signal: closing.signal });
    const status = STREAM_PATH.test(url.pathname) ? troubles.refusal : 404;
    if (status !== undefined) return refuse(socket, status);
    sockets.handleUpgrade(request, socket, head, (client) => {
      const stream = serveStream(client, url.searchParams, keyOf(request, url), service);
      streams.add(stream);
      client.on('close', () => streams.delete(stream));
    });
  };
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    accept(request, socket, head).catch(() => socket.destroy());
  });

  const become = (trouble: Trouble | undefined) => () => troubles.become(trouble);
  const faults: ElevenLabsFaults = {
    refuseHandshakes: (status) => {
      troubles.refusal = status;
    },
    dropSockets: (code) => {
      for (const stream of streams) stream.drop(code);
    },
    stall: become('stalled'),
    zeroAudio: become('silent'),
    garbage: become('garbling'),
    busy: become('busy'),
    quota: () => {
      troubles.become('outOfQuota');
      for (const stream of streams) stream.runOutOfQuota();
    },
    recover: () => {
      troubles.refusal = undefined;
      troubles.become(undefined);
    },
  };

  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  let closed: Promise<unknown> | undefined;
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stats: service.stats,
    faults,
    async close() {
      closed ??= new Promise((resolve) => {
        server.close(resolve);
        closing.abort();
        for (const client of sockets.clients) client.terminate();
        server.closeAllConnections();
        troubles.become(undefined);
      });
      await closed;
    },
  };
}

const keyOf = ({ headers }: IncomingMessage, url: URL): string | undefined => {
  const header = headers['xi-api-key'];
  return typeof header === 'string' ? header : (url.searchParams.get('authorization') ?? undefined);
};

const refuse = (socket: Duplex, status: number): void => {
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`;
  socket.end(`${head}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
};
