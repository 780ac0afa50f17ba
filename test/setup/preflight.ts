/**
 * Says in one line what this machine lacks, before hundreds of tests say it in their way; and gives the run a temporary
 * folder of its own, which goes with it.
 */
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Copies of the sources, recordings, journals. */
const NEEDED_MB = 300;
/** Where tests look for a vendor that cannot be reached. */
const CLOSED_PORTS = [1, 9];

class Lack extends Error {
  constructor(what: string) {
    super(what);
    this.stack = `The tests cannot run: ${what}`;
  }
}

function checkTemporaryFolder(): void {
  const place = tmpdir();
  try {
    const folder = mkdtempSync(join(place, 'parley-preflight-'));
    writeFileSync(join(folder, 'file'), new Uint8Array(1 << 20));
    rmSync(folder, { recursive: true });
  } catch (error) {
    throw new Lack(
      `${place} cannot be written to (${(error as Error).message}): set TMPDIR to another folder`,
    );
  }
  const { bavail, bsize } = statfsSync(place);
  const freeMb = Math.floor((bavail * bsize) / 2 ** 20);
  if (freeMb < NEEDED_MB)
    throw new Lack(`${place} has ${freeMb} MB free, expected ${NEEDED_MB}: make room, or set TMPDIR`);
}

const checkLoopback = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', ({ message }) => reject(new Lack(`no server can listen on 127.0.0.1 (${message})`)));
    server.listen(0, '127.0.0.1', () => server.close(() => resolve()));
  });

const checkIsClosed = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve()).setTimeout(1_000, () => resolve(void socket.destroy()));
    socket.once('connect', () => {
      socket.destroy();
      reject(new Lack(`something listens on 127.0.0.1:${port}, where nothing should be: stop it`));
    });
  });

const RUN_FOLDER = 'parley-tests-';

/** Once for each kind of test. */
export default async function preflight(): Promise<(() => void) | undefined> {
  if (tmpdir().includes(RUN_FOLDER)) return undefined;
  checkTemporaryFolder();
  await checkLoopback();
  await Promise.all(CLOSED_PORTS.map(checkIsClosed));
  const folder = mkdtempSync(join(tmpdir(), RUN_FOLDER));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
