/**
 * Who may look: at the console, its streams, `/metrics` and `/trace`. Nobody needs a key while everything is local (the sandbox);
 * otherwise a Bearer key of API_KEYS, or the cookie that such a key was exchanged for at `POST /console/login`.
 *
 * Decorates `app.requireViewer` and `app.requireOwnOrigin`, hooks, `app.mayBeViewed` and `app.mayView`.
 */
import { createHash } from 'node:crypto';
import cookie from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { z } from 'zod';

declare module 'fastify' {
  interface FastifyInstance {
    requireViewer: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
    /** Refuses what a page of somebody else sends in its visitor's name. */
    requireOwnOrigin: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
    /** Whether there is anybody who may look: without a key, only where everything is local. */
    mayBeViewed: boolean;
    mayView: (request: FastifyRequest) => boolean;
  }
}

interface ViewersOptions {
  readonly keys: readonly string[];
  /** Everything is local and nobody needs a key. */
  readonly isOpen: boolean;
  readonly publicUrl: () => string;
}

const COOKIE = 'parley_viewer';
const SESSION_MS = 12 * 3_600_000;
const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);
const Login = z.object({ key: z.string() });

export const viewersPlugin = fp<ViewersOptions>(
  async (app, { keys, isOpen, publicUrl }) => {
    // Sessions outlive a restart and end with the keys.
    const secret = createHash('sha256')
      .update(['console', ...keys].join('\0'))
      .digest('hex');
    await app.register(cookie, { secret });

    const hasSession = (request: FastifyRequest): boolean => {
      const { valid, value } = request.unsignCookie(request.cookies[COOKIE] ?? '');
      return valid && Number(value) > Date.now();
    };
    /** A page that made its own name point to this machine is not local. */
    const isLocal = ({ headers: { host } }: FastifyRequest): boolean =>
      LOCAL.has(hostnameOf(`http://${host}`) ?? '') || host === hostOf(publicUrl());
    const mayView = (request: FastifyRequest): boolean =>
      isOpen ? isLocal(request) : keys.length > 0 && (app.hasApiKey(request) || hasSession(request));

    app.decorate('mayBeViewed', isOpen || keys.length > 0);
    app.decorate('mayView', mayView);
    app.decorate('requireViewer', async (request, reply) => {
      if (mayView(request)) return;
      if (isOpen) await reply.code(403).send({ error: 'In the sandbox, only this machine may look' });
      else await app.requireApiKey(request, reply);
    });
    app.decorate('requireOwnOrigin', async ({ headers }, reply) => {
      const { origin, host } = headers;
      const site = headers['sec-fetch-site'] ?? 'none';
      const from = origin === undefined ? undefined : hostOf(origin);
      const isOwn =
        origin === undefined
          ? site === 'same-origin' || site === 'none'
          : from !== undefined && (from === host || from === hostOf(publicUrl()));
      if (!isOwn) await reply.code(403).send({ error: 'This comes from a page of another origin' });
    });

    app.post('/console/login', { onRequest: app.requireOwnOrigin }, async ({ body }, reply) => {
      const { data } = Login.safeParse(body);
      if (!data || !app.isApiKey(data.key))
        return reply.code(401).send({ error: 'That is no key of API_KEYS' });
      return reply
        .setCookie(COOKIE, String(Date.now() + SESSION_MS), {
          signed: true,
          httpOnly: true,
          sameSite: 'strict',
          secure: publicUrl().startsWith('https:'),
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

const hostOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).host : undefined);
const hostnameOf = (url: string): string | undefined =>
  URL.canParse(url) ? new URL(url).hostname : undefined;
