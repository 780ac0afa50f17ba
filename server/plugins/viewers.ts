/**
 * Access to the console, its streams, `/metrics` and `/trace`. Without a key only while everything is local (the
 * sandbox); otherwise with a Bearer key of API_KEYS, or the cookie that `POST /console/login` gives for such a key.
 *
 * Decorates `app.requireViewer` and `app.requireOwnOrigin`, hooks, `app.mayBeViewed` and `app.mayView`.
 */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import cookie from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { z } from 'zod';

declare module 'fastify' {
  interface FastifyInstance {
    requireViewer: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
    /** Refuses requests that a page of another origin sends (cross-site request forgery). */
    requireOwnOrigin: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
    /** Whether any viewer can have access: a key is set, or everything is local. */
    mayBeViewed: boolean;
    mayView: (request: FastifyRequest) => boolean;
  }
}

interface ViewersOptions {
  readonly keys: readonly string[];
  /** Whether viewers need no key, because everything is local. */
  readonly isOpen: boolean;
  readonly publicUrl: () => string;
}

const COOKIE = 'parley_viewer';
const SESSION_MS = 12 * 3_600_000;
const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);
const Login = z.object({ key: z.string() });

export const viewersPlugin = fp<ViewersOptions>(
  async (app, { keys, isOpen, publicUrl }) => {
    // Sessions stay valid after a restart and end when the keys change.
    const secret = createHash('sha256')
      .update(['console', ...keys].join('\0'))
      .digest('hex');
    await app.register(cookie, { secret });

    const hasSession = (request: FastifyRequest): boolean => {
      const { valid, value } = request.unsignCookie(request.cookies[COOKIE] ?? '');
      return valid && Number(value) > Date.now();
    };
    /** Whether the Host header is this machine's or PUBLIC_URL's. Another name for this machine (DNS rebinding) is not. */
    const isLocal = ({ headers: { host } }: FastifyRequest): boolean =>
      LOCAL.has(hostnameOf(`http://${host}`) ?? '') || host === hostOf(publicUrl());
    const mayView = (request: FastifyRequest): boolean =>
      isOpen ? isLocal(request) : keys.length > 0 && (app.hasApiKey(request) || hasSession(request));

    app.decorate('mayBeViewed', isOpen || keys.length > 0);
    app.decorate('mayView', mayView);
    app.decorate('requireViewer', async (request, reply) => {
      if (mayView(request)) return;
      if (isOpen) await reply.code(403).send({ error: 'In the sandbox, only this machine has access' });
      else await app.requireApiKey(request, reply);
    });
    app.decorate('requireOwnOrigin', async ({ headers }, reply) => {
      const origin = originOfPage(headers);
      const site = headers['sec-fetch-site'] ?? 'none';
      const isOwn =
        site === 'same-origin' ||
        (origin === undefined
          ? site === 'none'
          : hostsAskedFor(headers, origin)
              .concat(hostOf(publicUrl()) ?? [])
              .includes(hostOf(origin) ?? ''));
      if (!isOwn) await reply.code(403).send({ error: OTHER_ORIGIN });
    });

    app.post('/console/login', { onRequest: app.requireOwnOrigin }, async ({ body, headers }, reply) => {
      const { data } = Login.safeParse(body);
      if (!data || !app.isApiKey(data.key))
        return reply.code(401).send({ error: 'This is not a key of API_KEYS' });
      return reply
        .setCookie(COOKIE, String(Date.now() + SESSION_MS), {
          signed: true,
          httpOnly: true,
          sameSite: 'strict',
          // As the page was opened: over plain http, a browser drops a secure cookie without a word.
          secure: (headers.origin ?? publicUrl()).startsWith('https:'),
          path: '/',
          maxAge: SESSION_MS / 1_000,
        })
        .code(204)
        .send();
    });
    app.post('/console/logout', { onRequest: app.requireOwnOrigin }, async (_request, reply) =>
      reply.clearCookie(COOKIE, { path: '/' }).code(204).send(),
    );
  },
  { name: 'viewers', dependencies: ['api-keys'] },
);

const OTHER_ORIGIN =
  'Requests from a page of another origin are refused. Behind a proxy, set PUBLIC_URL to the address that the page is opened at, or let the proxy pass the Host header on';

/**
 * The origin of the page that sent a request. Browsers write `null`, or a scheme and a host; libraries for telephones write the name of a
 * host or of a program (OctoPrint/OctoPrint#3193, OpenSIPS/opensips#2176).
 */
const originOfPage = ({ origin }: IncomingHttpHeaders): string | undefined =>
  origin === 'null' || origin?.includes('://') ? origin : undefined;

/**
 * The hosts that a request may have been sent to, as its page would write them: a proxy may have put its own in the place of the
 * first. A page cannot set these headers for another origin without asking, which is refused.
 */
const hostsAskedFor = (headers: IncomingHttpHeaders, origin: string): string[] => {
  const scheme = /^https?:/.exec(origin)?.[0] ?? 'http:';
  const [forwarded] = [headers['x-forwarded-host'] ?? []].flat().join().split(',');
  return [headers.host, forwarded].flatMap((host) =>
    host ? (hostOf(`${scheme}//${host.trim()}`) ?? []) : [],
  );
};

const hostOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).host : undefined);
const hostnameOf = (url: string): string | undefined =>
  URL.canParse(url) ? new URL(url).hostname : undefined;
