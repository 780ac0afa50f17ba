/** `/console`: the page, login and session. Off without a key, except where everything is local. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';
import { MACHINE_VERSION, PARLEY_VERSION } from '../../call/journal/machine-version.ts';
import type { Session } from '../../readings/console.ts';
import { SECURITY_HEADERS } from '../console/security-headers.ts';

interface ConsoleOptions {
  /** Whether viewers need no key, because everything is local. */
  readonly isOpen: boolean;
  /** Whether viewers see words and phone numbers. */
  readonly showsTranscripts: boolean;
  /** The path of PUBLIC_URL. */
  readonly base: string;
}

const PAGE = fileURLToPath(new URL('../../web/dist/', import.meta.url));
const WITHOUT_SLASH = '/console';
/** Cache header for assets, whose file names contain a digest of their content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

export const consoleRoutes: FastifyPluginAsync<ConsoleOptions> = async (
  app,
  { isOpen, showsTranscripts, base },
) => {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(SECURITY_HEADERS);
  });
  const without = (code: number, error: string): void => {
    for (const path of [WITHOUT_SLASH, '/console/'])
      app.get(path, async (_request, reply) => reply.code(code).send({ error }));
  };
  if (!app.mayBeViewed) {
    without(404, 'The console is off: it needs a key in API_KEYS');
    return;
  }
  if (existsSync(PAGE)) {
    await app.register(fastifyStatic, {
      root: PAGE,
      prefix: '/console/',
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.setHeader('Cache-Control', path.includes('/assets/') ? FOR_EVER : 'no-cache');
      },
    });
    // A monitor asks for the head of the page, and follows.
    app.get(WITHOUT_SLASH, { exposeHeadRoute: true }, async (_request, reply) =>
      reply.redirect(`${base}/console/`),
    );
  } else without(503, 'The page was not built: install with development packages, and run "npm run build"');

  app.get(
    '/console/api/session',
    { onRequest: app.requireOwnOrigin },
    async (request, reply): Promise<Session> => {
      reply.header('Cache-Control', 'no-store');
      return {
        signedIn: app.mayView(request),
        sandbox: isOpen,
        transcripts: showsTranscripts,
        machine: MACHINE_VERSION,
        version: PARLEY_VERSION,
      };
    },
  );
};
