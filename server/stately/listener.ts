/**
 * `npm start -- --stately`: a page of this machine that shows Stately's inspector the calls of this process.
 *
 *   Bridge ──server-sent events──> page/bridge.js ──postMessage──> an iframe of https://stately.ai/inspect
 *
 * The server listens on 127.0.0.1 only and refuses other pages, so that only programs of this machine can read it.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InspectionEvent } from 'xstate';
import { EventStream } from '../console/event-stream.ts';
import { Bridge } from './bridge.ts';

const HOST = '127.0.0.1';
/** Limit of viewers, because every event is converted once for each. */
const MOST_VIEWERS = 4;

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src https://stately.ai; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

const file = (name: string, type: string) => ({
  type: `${type}; charset=utf-8`,
  content: readFileSync(new URL(`page/${name}`, import.meta.url)),
});

export interface StatelyListener {
  readonly inspect: (inspected: InspectionEvent) => void;
  /** Address of the page, e.g. `http://127.0.0.1:41234`. */
  readonly address: string;
  close(): Promise<void>;
}

export async function startStately(): Promise<StatelyListener> {
  const bridge = new Bridge();
  const files = new Map([
    ['/', file('page.html', 'text/html')],
    ['/bridge.js', file('bridge.js', 'text/javascript')],
    ['/bridge.css', file('bridge.css', 'text/css')],
  ]);

  const watch = (response: ServerResponse): void => {
    response.setHeaders(new Map(Object.entries(HEADERS)));
    const stream = new EventStream(response, () => bridge.leave(stream));
    void bridge.watch(stream);
  };
  const server = createServer((request, response) => {
    const refuse = (code: number, why: string): void => {
      response.writeHead(code, HEADERS).end(`${why}\n`);
    };
    const found = files.get(request.url ?? '');
    if (isForeign(request)) refuse(403, 'Requests from a page of another address are refused');
    else if (request.method !== 'GET') refuse(405, 'Only GET is allowed here');
    else if (found) response.writeHead(200, { ...HEADERS, 'content-type': found.type }).end(found.content);
    else if (request.url !== '/events') refuse(404, 'There is no such page');
    else if (bridge.viewers >= MOST_VIEWERS) refuse(503, 'There are too many viewers already');
    else watch(response);
  });
  server.listen(0, HOST);
  await once(server, 'listening');

  return {
    inspect: bridge.inspect,
    address: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Whether the request comes from another page, or under a foreign name that resolves to this machine (DNS rebinding). */
function isForeign({ headers, socket }: IncomingMessage): boolean {
  const hosts = [`${HOST}:${socket.localPort}`, `localhost:${socket.localPort}`];
  const { host = '', origin, 'sec-fetch-site': site = 'none' } = headers;
  if (!hosts.includes(host)) return true;
  if (origin !== undefined && origin !== `http://${host}`) return true;
  return site !== 'none' && site !== 'same-origin';
}
