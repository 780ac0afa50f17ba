/**
 * Requests to change the protocol of a connection.
 *
 *   Upgrade: websocket, with a key ──> the routes' WebSockets      anything else ──> an ordinary request, body and all
 *
 * A server may ignore an Upgrade (RFC 9110, 7.8), and clients count on that: Java's HttpClient asks every server for h2c first.
 * Node, once anything listens for upgrades, takes each for one and leaves the request without its body.
 */
import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import fp from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyInstance {
    /** Emits `upgrade` for handshakes of WebSockets alone: the `server` that @fastify/websocket listens to. */
    webSocketUpgrades: EventEmitter;
  }
}

export const upgradesPlugin = fp(
  async (app) => {
    const upgrades = new EventEmitter();
    app.decorate('webSocketUpgrades', upgrades);
    app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (!isHandshake(request)) return readAgain(app.server, request, socket, head);
      // Nobody listens once the app closes. Node has given the connection up, so it would stay open, and an error on it would end the process.
      if (!upgrades.emit('upgrade', request, socket, head)) socket.destroy();
    });
    // A handshake that was refused with an HTTP response: Node leaves the connection open.
    app.addHook('onResponse', async ({ raw }) => {
      if (raw.headers.upgrade !== undefined) raw.socket.destroySoon();
    });
  },
  { name: 'upgrades' },
);

/** RFC 6455, 4.2.1. */
const isHandshake = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' &&
  /(?:^|,)\s*websocket\s*(?:,|$)/i.test(headers.upgrade ?? '') &&
  headers['sec-websocket-key'] !== undefined;

/** Gives the connection back to the server, with the request as if it had asked for no other protocol. */
function readAgain(
  server: Server,
  { method, url, httpVersion, rawHeaders }: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2);
    if (/^(?:upgrade|http2-settings)$/i.test(name)) continue;
    const isHop = name.toLowerCase() === 'connection';
    lines.push(`${name}: ${isHop ? value.replace(/(?:upgrade|http2-settings)\s*,?\s*/gi, '') : value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}
