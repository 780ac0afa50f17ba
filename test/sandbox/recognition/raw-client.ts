/**
 * Bare WebSocket clients of an STT stand-in: a client keeps what it receives, and is cut off when its test is over.
 *
 *   rawClients() ──open(url)──> WebSocket ──listenTo()──> messages, close        refusalOf(socket) ──> HTTP answer
 */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterEach } from 'vitest';
import { WebSocket } from 'ws';

/** Opens sockets for the tests of one file. */
export function rawClients(): { open(url: string, headers: Readonly<Record<string, string>>): WebSocket } {
  const sockets: WebSocket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.terminate();
  });
  return {
    open(url, headers) {
      const socket = new WebSocket(url, { headers });
      socket.on('error', () => undefined);
      sockets.push(socket);
      return socket;
    },
  };
}

/** Keeps what a socket receives from now to its close, and sends what a client would. */
export function listenTo<Message>(socket: WebSocket) {
  const texts: string[] = [];
  const parsed: Message[] = [];
  socket.on('message', (data) => texts.push(String(data)));
  return {
    socket,
    texts,
    closed: once(socket, 'close').then(([code, reason]) => [code as number, String(reason)] as const),
    /** All messages so far, each the same object at every call. */
    messages(): readonly Message[] {
      for (const text of texts.slice(parsed.length)) parsed.push(JSON.parse(text));
      return parsed;
    },
    says(audio: Uint8Array, chunkBytes = 640): void {
      for (let at = 0; at < audio.length; at += chunkBytes) socket.send(audio.subarray(at, at + chunkBytes));
    },
    sends: (message: object): void => socket.send(JSON.stringify(message)),
  };
}

/** The HTTP answer to an upgrade that was refused. */
export async function refusalOf(socket: WebSocket) {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(body) };
}
