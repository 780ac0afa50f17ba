/**
 * `GET|POST /twiml`: Twilio connects the call's media stream to `/ws`, or, while we drain, asks to call back.
 * `GET|POST /twiml/after`: after the stream, Twilio hangs up, with an apology first if the call broke. Of a call that this
 * server does not know, because another replica had it, only its time is known, from the URL.
 */
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { spokenText } from '../../actors/text/spoken-text.ts';
import type { WebhookOptions } from '../carrier.ts';
import { isOver } from '../plugins/carrier-calls.ts';
import { callSidOf, learn } from './call-requests.ts';
import { sayIn } from './say.ts';
import { toSocketUrl } from './signature.ts';

export const TWIML_PATH = '/twiml';
/** Nobody says goodbye so soon after the instructions for a call: its stream could not be opened, and the caller heard nothing. */
const TOO_EARLY_S = 10;
/** Nothing else tells of such a call: no request of it reached the media socket (openclaw PR#125468, openclaw#19834). */
const UNOPENED =
  'a call had no media: Twilio could not open its socket here; its console has the reason, and npm run doctor tries it (public.media)';

export const twimlRoutes: FastifyPluginAsync<WebhookOptions> = async (
  app,
  { publicUrl, spoken: { language, drainMessage, outOfOrderMessage } },
) => {
  const say = (response: VoiceResponse, text: string) =>
    response.say({ ...sayIn(language) }, spokenText(text));
  const send = (reply: FastifyReply, response: VoiceResponse) =>
    reply.type('text/xml; charset=utf-8').send(response.toString());

  app.route({
    method: ['GET', 'POST'],
    url: TWIML_PATH,
    preHandler: app.requireCarrier,
    handler: async (request, reply) => {
      const response = new VoiceResponse();
      const report = learn(app.calls, request);
      if (isOver(report.status)) {
        response.hangup();
        return send(reply, response);
      }
      if (app.calls.draining) {
        say(response, drainMessage);
        response.hangup();
        return send(reply, response);
      }
      response.connect().stream({ url: `${toSocketUrl(publicUrl())}/ws` });
      response.redirect({ method: 'POST' }, `${publicUrl()}/twiml/after?since=${seconds()}`);
      return send(reply, response);
    },
  });

  app.route({
    method: ['GET', 'POST'],
    url: '/twiml/after',
    preHandler: app.requireCarrier,
    handler: async (request, reply) => {
      const response = new VoiceResponse();
      const carrierCallId = callSidOf(request);
      const ended = app.calls.findEnded(carrierCallId ?? '');
      const isUnopened = !ended && isTooEarly(request.query);
      if (isUnopened) request.log.warn({ carrierCallId }, UNOPENED);
      if (isUnopened || ended?.endedWell === false) say(response, outOfOrderMessage);
      response.hangup();
      return send(reply, response);
    },
  });
};

const seconds = (): number => Math.floor(Date.now() / 1_000);

function isTooEarly(query: unknown): boolean {
  const { since } = query as { since?: unknown };
  // Another replica's clock may be ahead of ours, and ours may have been set back.
  return (
    typeof since === 'string' && /^\d+$/.test(since) && Math.abs(seconds() - Number(since)) < TOO_EARLY_S
  );
}
