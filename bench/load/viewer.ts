/**
 * A viewer of the console as the server sees one: a stream whose events are read, or not.
 */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { Program } from '../programs.ts';

/** The Bearer key that `API_KEYS` of a program with the console on must hold. */
export const VIEWER_KEY = 'bench-viewer';

export class Viewer {
  /** Bytes received. */
  bytes = 0;
  readonly #response: IncomingMessage;

  private constructor(response: IncomingMessage) {
    this.#response = response;
    response.on('error', () => {}); // the server may drop it
    response.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length;
    });
  }

  /** Watches the list of calls, or the call of this id. */
  static async watch(program: Program, callId?: string): Promise<Viewer> {
    const path = callId === undefined ? 'calls/stream' : `calls/${callId}/stream`;
    const url = `${program.url.replace('ws', 'http')}/console/api/${path}`;
    const headers = { Authorization: `Bearer ${VIEWER_KEY}` };
    const [response] = (await once(get(url, { headers }), 'response')) as [IncomingMessage];
    if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}`);
    return new Viewer(response);
  }

  /** Stops reading, and keeps the connection. */
  freeze(): void {
    this.#response.pause();
  }

  leave(): void {
    this.#response.destroy();
  }
}
