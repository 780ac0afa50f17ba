/**
 * The path that a request means, whatever stands between its client and this server.
 *
 *   PUBLIC_URL=https://agent.example/parley: /parley/health/ ──> /health      http://agent.example//health ──> /health
 */

/** The path of a base URL, `/parley`; empty where there is none. */
export const pathOf = (baseUrl: string | undefined): string =>
  baseUrl === undefined ? '' : new URL(baseUrl).pathname.replace(/\/+$/, '');

/** Paths of a base that are paths of ours, too: what a proxy has cut off would be cut off twice. */
const OURS = /^\/(?:v1|call|trace)$/;

/**
 * The path and query as they are behind the base URL. A proxy may cut the path of the base off, or leave it; one before it may write
 * the whole address (RFC 9112, 3.2.2).
 */
export function behind(base: string, written: string): string {
  const url = written.replace(/^https?:\/\/[^/?#]*/i, '');
  const isWithBase =
    base !== '' && !OURS.test(base) && url.startsWith(base) && /^(?:[/?]|$)/.test(url.slice(base.length));
  const path = isWithBase ? url.slice(base.length) : url;
  return path.startsWith('/') ? path : `/${path}`;
}

/**
 * The path that routes know. One with a slash at its end means the one without, and so does one with two at its beginning, as a base
 * URL and a path put together have it. The console's page and its files are under `/console/`.
 */
export function routePath(base: string, written: string): string {
  const url = behind(base, written);
  return url.startsWith('/console') ? url : url.replace(/^\/+/, '/').replace(/^([^?]+?)\/+(?=\?|$)/, '$1');
}
