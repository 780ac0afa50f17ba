/**
 * The server of an STT vendor, on a port of loopback: WebSockets, and the vendor's answers to other requests.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

interface WebSocketHost {
  /** `ws://127.0.0.1:PORT` */
  readonly url: string;
  /** Cuts every connection, also one whose upgrade was never answered. */
  close(): Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;

/** `port` 0 takes a free port. When `upgrade` rejects, its socket is destroyed. Rejects when the port is taken. */
export async function hostWebSockets(port: number, upgrade: Upgrade, answer: Answer): Promise<WebSocketHost> {
  const connections = new Set<Duplex>();
  const server = createServer(answer);
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    upgrade(request, socket, head).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const connection of connections) connection.destroy();
      await closed;
    },
  };
}
