/**
 * Checks X-Twilio-Signature on webhooks and media upgrades, whenever an auth token is configured.
 * Decorates `app.requireCarrier`, a hook that answers 403 before anything else happens.
 *
 * The URL that Twilio signed is built from PUBLIC_URL, never from the Host header. A media upgrade is signed
 * over the wss URL of the TwiML (Twilio's own server validates it so), with or without a trailing slash.
 */
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { VoiceError } from '../../machines/errors.ts';
import type { SignatureOptions } from '../carrier.ts';

export const twilioSignaturePlugin = fp<SignatureOptions>(
  async (app, { signingKey: authToken, publicUrl }) => {
    const isSigned = (request: FastifyRequest): boolean => {
      const signature = request.headers['x-twilio-signature'];
      if (typeof signature !== 'string' || authToken === undefined) return false;
      const params = (request.body ?? {}) as Record<string, unknown>;
      return candidates(request, publicUrl()).some((url) =>
        webhooks.validateRequest(authToken, signature, url, params),
      );
    };
    app.decorate('requireCarrier', async (request, reply) => {
      if (authToken === undefined || isSigned(request)) return;
      const error = new VoiceError('MEDIA_UNSIGNED', 'X-Twilio-Signature is missing or wrong');
      request.log.warn({ code: error.code, url: request.url.split('?')[0] }, error.message);
      await reply.code(403).send({ error: error.code, message: error.message });
    });
  },
  { name: 'twilio-signature' },
);

function candidates(request: FastifyRequest, publicUrl: string): string[] {
  const url = publicUrl + request.url;
  if (request.headers.upgrade?.toLowerCase() !== 'websocket') return [url];
  const socketUrl = toSocketUrl(url);
  return [socketUrl, `${socketUrl}/`];
}

/** `https` as `wss`, `http` as `ws`. */
export const toSocketUrl = (url: string): string => url.replace(/^http/, 'ws');
