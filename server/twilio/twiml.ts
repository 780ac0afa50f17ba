/**
 * `GET|POST /twiml`: Twilio connects the call's media stream to `/ws`, or, while we drain, asks to call back.
 * `POST /twiml/after`: after the stream, Twilio hangs up, with an apology first if the call broke.
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { spokenText } from '../../actors/text/spoken-text.ts';
import type { WebhookOptions } from '../carrier.ts';
import type { Parties } from '../plugins/calls.ts';
import { sayIn } from './say.ts';
import { toSocketUrl } from './signature.ts';

export const TWIML_PATH = '/twiml';

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
      if (app.calls.draining) {
        say(response, drainMessage);
        response.hangup();
        return send(reply, response);
      }
      app.calls.expect(callSidOf(request), partiesOf(request));
      response.connect().stream({ url: `${toSocketUrl(publicUrl())}/ws` });
      response.redirect({ method: 'POST' }, `${publicUrl()}/twiml/after`);
      return send(reply, response);
    },
  });

  app.route({
    method: ['GET', 'POST'],
    url: '/twiml/after',
    preHandler: app.requireCarrier,
    handler: async (request, reply) => {
      const response = new VoiceResponse();
      const ended = app.calls.findEnded(callSidOf(request));
      if (ended?.endedWell !== true) say(response, outOfOrderMessage);
      response.hangup();
      return send(reply, response);
    },
  });
};

/** Twilio's parameters, in the body of a POST or the query of a GET. */
const paramsOf = ({ body, query }: FastifyRequest): Readonly<Record<string, unknown>> =>
  (body ?? query ?? {}) as Readonly<Record<string, unknown>>;
const callSidOf = (request: FastifyRequest): string => String(paramsOf(request).CallSid);

/** Characters; a longer number or SIP address is ignored. */
const LONGEST_PARTY = 64;

function partiesOf(request: FastifyRequest): Parties {
  const { From: from, To: to } = paramsOf(request);
  const isParty = (value: unknown): value is string =>
    typeof value === 'string' && value.length <= LONGEST_PARTY;
  return { ...(isParty(from) && { from }), ...(isParty(to) && { to }) };
}
