/** A reverse proxy before a server, as tunnels are, with the habits that a test gives it. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Habits {
  /** Answers in place of the server. */
  readonly answers?: (response: ServerResponse) => void;
  /** Answers requests for this path in place of the server. */
  readonly refuses?: { readonly path: string; readonly status: number; readonly body: string };
  /** The path that the server is asked for. */
  readonly path?: (path: string) => string;
  /**
   * What becomes of upgrades: in place of the server an answer with 400, none at all, or a connection that breaks; or the server is asked
   * without the headers of the hop, as by nginx that was not told of them.
   */
  readonly upgrades?: 'refused' | 'unanswered' | 'cut' | 'asRequests';
}

export interface ReverseProxy {
  readonly url: string;
  habits: Habits;
  /** Address of the server behind it. */
  target: string;
  close(): Promise<void>;
}

export async function startProxy(): Promise<ReverseProxy> {
  const portOf = (): number => Number(new URL(proxy.target).port);
  const pathOf = ({ url = '/' }: IncomingMessage): string => proxy.habits.path?.(url) ?? url;
  const askWithoutHop = (asked: IncomingMessage, socket: Duplex): void => {
    const { upgrade: _, connection: __, ...headers } = asked.headers;
    request({ port: portOf(), host: '127.0.0.1', path: pathOf(asked), headers }, (answer) => {
      answer.resume();
      socket.end(`HTTP/1.1 ${answer.statusCode} -\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
    }).end();
  };
  const server = createServer((asked, response) => {
    const { answers, refuses } = proxy.habits;
    if (answers) return answers(response);
    if (refuses !== undefined && refuses.path === asked.url)
      return void response
        .writeHead(refuses.status, { 'content-type': 'application/json' })
        .end(refuses.body);
    const { method, headers } = asked;
    const passed = request(
      { port: portOf(), host: '127.0.0.1', method, path: pathOf(asked), headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    passed.on('error', () => response.destroy());
    asked.pipe(passed);
  });
  server.on('upgrade', (asked: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    const { upgrades } = proxy.habits;
    if (upgrades === 'refused')
      socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    else if (upgrades === 'cut') socket.destroy();
    else if (upgrades === 'asRequests') askWithoutHop(asked, socket);
    // What is not read is not known to have ended.
    else if (upgrades === 'unanswered') socket.resume().on('end', () => socket.destroy());
    if (upgrades !== undefined) return;
    const behind = connect(portOf(), '127.0.0.1', () => {
      const { rawHeaders } = asked;
      const lines = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}`] : []));
      behind.write(`GET ${pathOf(asked)} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      behind.pipe(socket).pipe(behind);
    });
    behind.on('error', () => socket.destroy());
    behind.on('close', () => socket.destroy());
    socket.on('close', () => behind.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: ReverseProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    habits: {},
    target: '',
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
