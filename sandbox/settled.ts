/**
 * A barrier without a clock, for whoever must know that a message has arrived:
 *
 *   ping ──> the other end ──> pong, behind whatever it sent before, and once it has read what was sent to it
 */
import { WebSocket } from 'ws';

let pings = 0;

function answered(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const name = String(++pings);
    const done = () => {
      socket.off('pong', onPong);
      socket.off('close', done);
      resolve();
    };
    const onPong = (data: Buffer) => {
      if (data.toString() === name) done();
    };
    socket.on('pong', onPong);
    socket.on('close', done);
    if (socket.readyState === WebSocket.OPEN) socket.ping(name);
  });
}

/** Resolves when each of these sockets has answered a ping sent now, or is closed. */
export async function settled(sockets: Iterable<WebSocket>): Promise<void> {
  const alive = [...sockets].filter(({ readyState }) => readyState !== WebSocket.CLOSED);
  await Promise.all(alive.map(answered));
}
