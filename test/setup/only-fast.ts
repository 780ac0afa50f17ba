/**
 * Keeps `npm run test:fast` fast: a test that opens a socket or starts a program fails with the name that its file must have.
 */
import { ChildProcess } from 'node:child_process';
import { Server, Socket } from 'node:net';

const refuses = (what: string, suffix: string) => (): never => {
  throw new Error(`This test ${what}: name its file *.${suffix}.test.ts (vitest.config.ts says why)`);
};

Server.prototype.listen = refuses('listens on a socket', 'socket');
Socket.prototype.connect = refuses('opens a socket', 'socket');
(ChildProcess.prototype as unknown as Record<'spawn', () => never>).spawn = refuses(
  'starts a program',
  'process',
);
