/**
 * A barrier without a clock: everything sent within this process has arrived and was handled, and so has everything sent
 * because of it.
 *
 *   socket.send('…'); await settled(); // the other end has read it, and we have read its answer
 *
 * Nothing is guessed: bytes have arrived when the other end of their connection has read as many as were written. What
 * waits for a timer is settled; virtual-time.ts moves those.
 */
import { channel } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Both ends of a connection within this process. A connection to another process has one. */
interface Connection {
  client?: Socket;
  server?: Socket;
}

/** Connections by the client's port and the server's: a client's port may be in use for several servers. */
const connections = new Map<string, Connection>();

function watch(
  name: string,
  end: keyof Connection,
  portsOf: (socket: Socket) => (number | undefined)[],
): void {
  const add = (socket: Socket): void => {
    const ports = portsOf(socket).join(' to ');
    const known = connections.get(ports);
    const connection = known && !known[end] ? known : {};
    connection[end] = socket;
    connections.set(ports, connection);
    socket.once('close', () => {
      const isOver = connection.client?.closed !== false && connection.server?.closed !== false;
      if (isOver && connections.get(ports) === connection) connections.delete(ports);
    });
  };
  channel(name).subscribe((message) => {
    const { socket } = message as { socket: Socket };
    // The channel reports a client before it connects.
    if (socket.remotePort === undefined) socket.once('connect', () => add(socket));
    else add(socket);
  });
}
watch('net.client.socket', 'client', ({ localPort, remotePort }) => [localPort, remotePort]);
watch('net.server.socket', 'server', ({ localPort, remotePort }) => [remotePort, localPort]);

/** Whether a reader takes no bytes: neither by `data` events nor by `readable` events. */
const hasPutOff = (reader: Socket): boolean => reader.isPaused() && reader.listenerCount('readable') === 0;

/** Whether `reader` has yet to be given bytes that `writer` sent, or their end. A reader that has stopped is owed nothing. */
function isOwed(reader: Socket, writer: Socket): boolean {
  if (reader.destroyed || hasPutOff(reader)) return false;
  const isEnded = writer.closed || writer.writableFinished;
  return reader.bytesRead < writer.bytesWritten || (isEnded && !reader.readableEnded);
}

/**
 * Node's names for resources that may stay without anything under way: handles, timers, and writes, which may wait for a
 * reader that has stopped. Every other resource that Node lists is at work.
 */
const EXISTS = new Set([
  'SimpleWriteWrap',
  'SimpleShutdownWrap',
  'PipeWrap',
  'TTYWrap',
  'TCPSocketWrap',
  'TCPServerWrap',
  'UDPWrap',
  'ProcessWrap',
  'SignalWrap',
  'FSEventWrap',
  'StatWatcher',
  'Timeout',
]);

/** A global of Node that TypeScript describes only in the browser's library. */
declare const WebAssembly: Record<'compile' | 'instantiate', (...args: unknown[]) => Promise<unknown>>;

/** HTTP clients compile their parser on their first request, in a thread that Node does not list. */
let compiling = 0;
for (const name of ['compile', 'instantiate'] as const) {
  const original = WebAssembly[name];
  WebAssembly[name] = async (...args) => {
    compiling += 1;
    try {
      return await original(...args);
    } finally {
      compiling -= 1;
    }
  };
}

/** All that is under way, in words; empty when nothing is. */
function underWay(): string[] {
  const what = process.getActiveResourcesInfo().filter((name) => !EXISTS.has(name));
  if (compiling > 0) what.push('WebAssembly');
  for (const [ports, { client, server }] of connections) {
    if (client && server) {
      if (isOwed(server, client)) what.push(`what port ${ports} was sent`);
      if (isOwed(client, server)) what.push(`what port ${ports} was answered`);
    } else if (client && !client.closed) what.push(`a connection from port ${ports}`);
  }
  return what;
}

/** Turns of the event loop in a row with nothing under way: what the end of one begins is seen in the next. */
const QUIET_TURNS = 2;
/** Limit in real time, for work that never ends. */
const LIMIT_MS = 60_000;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/** Bound now: a test may put the clock of the process aside. */
const realNow = performance.now.bind(performance);

/** The one loop of all waits; its own immediate is not under way when it looks. */
let loop: Promise<void> | undefined;
let quiet = 0;

async function look(): Promise<void> {
  const endsAt = realNow() + LIMIT_MS;
  let what: string[] = [];
  while (quiet < QUIET_TURNS && realNow() < endsAt) {
    await turn();
    what = underWay();
    quiet = what.length > 0 ? 0 : quiet + 1;
  }
  loop = undefined;
  if (quiet < QUIET_TURNS) throw new Error(`still under way: ${what.join(', ')}`);
}

/** Rejects with what is still under way after a minute of real time. */
export function settled(): Promise<void> {
  quiet = 0;
  loop ??= look();
  return loop;
}
