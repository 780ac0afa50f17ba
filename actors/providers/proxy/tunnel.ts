/**
 * Connections to vendors through a proxy, for every kind of client: `ws`, undici's dispatchers and fetch, and Node's agents.
 *
 *   client ──CONNECT host:port──> proxy ──> vendor; TLS from end to end
 *
 * Each function returns undefined, or the plain client, where the environment names no proxy for the address. A proxy that
 * refuses is an error with the code `PROXY_REFUSED_<status>`: a library's agent would hand on the proxy's 403 as the vendor's.
 */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { Agent, type buildConnector, fetch as undiciFetch } from 'undici';
import { credentialsIn, proxyFor } from './proxy-settings.ts';

/** How long a proxy may take to answer, in ms. */
const TUNNEL_TIMEOUT_MS = 10_000;

interface Target {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  readonly servername?: string | undefined;
}

type Done = (error: Error | null, socket: Duplex) => void;

function openTunnel(proxy: URL, target: Target, done: Done): void {
  const { host, port, isSecure } = target;
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const fail = (error: Error): void => done(error, undefined as never);
  const isTlsProxy = proxy.protocol === 'https:';
  const connect = (isTlsProxy ? httpsRequest : httpRequest)({
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (isTlsProxy ? 443 : 80),
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...authorizationFor(proxy) },
    agent: false,
    timeout: TUNNEL_TIMEOUT_MS,
  });
  connect.once('error', fail);
  connect.once('timeout', () => connect.destroy(proxyError('PROXY_TIMEOUT', 'does not answer')));
  connect.once('connect', ({ statusCode = 0 }, socket: Socket) => {
    socket.setTimeout(0);
    if (statusCode < 200 || statusCode > 299) {
      socket.destroy();
      return fail(proxyError(`PROXY_REFUSED_${statusCode}`, `answered ${statusCode}`));
    }
    if (!isSecure) return done(null, socket);
    const servername = target.servername || (isIP(host) ? '' : host);
    const secure = connectTls({ socket, servername, ALPNProtocols: ['http/1.1'] });
    secure.once('error', fail).once('secureConnect', () => {
      secure.off('error', fail);
      done(null, secure);
    });
  });
  connect.end();
}

const proxyError = (code: string, what: string): Error =>
  Object.assign(new Error(`The proxy ${what}; check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY`), {
    code,
  });

function authorizationFor(proxy: URL): Record<string, string> {
  const credentials = credentialsIn(proxy);
  if (credentials === undefined) return {};
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

interface AgentOptions {
  readonly host?: string | null | undefined;
  readonly port?: string | number | null | undefined;
  readonly servername?: string | undefined;
}

const targetOf = ({ host, port, servername }: AgentOptions, isSecure: boolean): Target => ({
  host: host ?? '',
  port: Number(port ?? (isSecure ? 443 : 80)),
  isSecure,
  servername,
});

class HttpTunnelAgent extends HttpAgent {
  readonly #proxy: URL;

  constructor(proxy: URL) {
    super();
    this.#proxy = proxy;
  }

  override createConnection(options: AgentOptions, done?: Done): undefined {
    openTunnel(this.#proxy, targetOf(options, false), done ?? (() => {}));
  }
}

class HttpsTunnelAgent extends HttpsAgent {
  readonly #proxy: URL;

  constructor(proxy: URL) {
    super();
    this.#proxy = proxy;
  }

  override createConnection(options: AgentOptions, done?: Done): undefined {
    openTunnel(this.#proxy, targetOf(options, true), done ?? (() => {}));
  }
}

/** For `ws` and for Node's own requests: an agent, or undefined to go without. */
export function agentFor(url: string): HttpAgent | undefined {
  const proxy = proxyFor(url, process.env);
  if (!proxy) return undefined;
  return /^(?:https|wss):/i.test(url) ? new HttpsTunnelAgent(proxy) : new HttpTunnelAgent(proxy);
}

/** For undici's dispatchers: their `connect`, or undefined to go without. */
export function connectorFor(url: string): buildConnector.connector | undefined {
  const proxy = proxyFor(url, process.env);
  if (!proxy) return undefined;
  return ({ hostname, port, protocol, servername }, done) => {
    const isSecure = protocol === 'https:';
    const target = targetOf({ host: hostname, port: port || undefined, servername }, isSecure);
    openTunnel(proxy, target, (error, socket) => (error ? done(error, null) : done(null, socket as Socket)));
  };
}

/** For whole texts over HTTP. */
export function fetchFor(url: string): typeof fetch {
  const connect = connectorFor(url);
  if (!connect) return fetch;
  const dispatcher = new Agent({ connect });
  const through = (input: string, init: object) => undiciFetch(input, { ...init, dispatcher });
  return through as unknown as typeof fetch;
}
