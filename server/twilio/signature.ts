/**
 * Checks X-Twilio-Signature on webhooks and media upgrades, whenever an auth token is configured.
 * Decorates `app.requireCarrier`, a hook that answers 403 before anything else happens.
 *
 * The URL that Twilio signed is built from PUBLIC_URL, never from the Host header. A media upgrade is signed
 * over the wss URL of the TwiML (Twilio's own server validates it so), with or without a trailing slash. While an auth token
 * is changed there are two, and either may have signed.
 */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { VoiceError } from '../../machines/errors.ts';
import type { SignatureOptions } from '../carrier.ts';
import { behind, pathOf } from '../request-paths.ts';
import { accountSidOf } from './call-requests.ts';

export const twilioSignaturePlugin = fp<SignatureOptions>(
  async (app, { signingKeys: authTokens, publicUrl }) => {
    const isSigned = (request: FastifyRequest): boolean => {
      const params = (request.body ?? {}) as Record<string, unknown>;
      const urls = candidates(request, publicUrl());
      return signaturesOf(request).some((signature) =>
        authTokens.some((token) => urls.some((url) => isMadeWith(token, signature, url, params))),
      );
    };
    app.decorate('requireCarrier', async (request, reply) => {
      if (authTokens.length === 0 || isSigned(request)) return;
      const error = new VoiceError('MEDIA_UNSIGNED', faultOf(request));
      request.log.warn({ code: error.code, url: request.url.split('?')[0] }, error.message);
      await reply.code(403).send({ error: error.code, message: error.message });
    });
  },
  { name: 'twilio-signature' },
);

/**
 * Twilio's own check takes the URL apart, and writes an apostrophe in its query as `%27`, and `+` beside one as `%20`: what is
 * signed over the bytes that were sent does not match then (twilio-node#1059, twilio-ruby#528).
 */
function isMadeWith(token: string, signature: string, url: string, params: Record<string, unknown>): boolean {
  if (webhooks.validateRequest(token, signature, url, params)) return true;
  const [given, expected] = [signature, webhooks.getExpectedTwilioSignature(token, url, params)].map((text) =>
    Buffer.from(text),
  ) as [Buffer, Buffer];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Where a Webhook Rule of the account names a shared key, Twilio signs with that and says so ("Sign webhooks with shared keys"). */
const SETTINGS = 'x-twilio-webhooks-signature-settings';

/**
 * What an operator reads of a refused request. Each account signs with its own token, a subaccount too, and the form names the account
 * (twilio-php#436, ZeframLou/call-me#15): only its last characters are shown.
 */
function faultOf(request: FastifyRequest): string {
  const { headers } = request;
  if (headers[SETTINGS] !== undefined)
    return 'X-Twilio-Signature is made with a shared key: a Webhook Rule of the account applies, and only signatures of the auth token are checked here; take this URL out of the rule';
  if (!headers['x-twilio-signature'])
    return 'X-Twilio-Signature is missing: the request is not of Twilio, or a proxy drops the header';
  const account = accountSidOf(request);
  const whose =
    account === undefined ? '' : ` of the account AC…${account.slice(-4)}, which the request names`;
  return `X-Twilio-Signature is wrong: TWILIO_AUTH_TOKEN must be that${whose}, and PUBLIC_URL what Twilio was told to ask`;
}

/** A header that a proxy has doubled comes joined by a comma, which no signature contains. At most two are looked at. */
const signaturesOf = ({ headers }: FastifyRequest): string[] =>
  [headers['x-twilio-signature'] ?? '']
    .flat()
    .join()
    .split(',', 2)
    .map((text) => text.trim());

/** A proxy may escape the apostrophes of a query, which Twilio signs as they are. */
function candidates(request: FastifyRequest, publicUrl: string): string[] {
  const url = publicUrl + behind(pathOf(publicUrl), request.originalUrl);
  if (request.headers.upgrade?.toLowerCase() !== 'websocket')
    return url.includes('%27') ? [url, url.replaceAll('%27', "'")] : [url];
  const socketUrl = toSocketUrl(url).replace(/\/$/, '');
  return [socketUrl, `${socketUrl}/`];
}

/** `https` as `wss`, `http` as `ws`. */
export const toSocketUrl = (url: string): string => url.replace(/^http/, 'ws');
