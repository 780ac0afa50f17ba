/**
 * `WS /ws`: Twilio Media Streams. `WS /console/phone`: the same, spoken by the console's page. Upgrades that are not
 * signed, or not by a viewer, are refused before there is a socket.
 */
import websocket, { type WebsocketHandler } from '@fastify/websocket';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { CallClock } from '../../machines/clock.ts';
import { VoiceError } from '../../machines/errors.ts';
import { MediaSession } from '../media-session.ts';

/** The largest message of a carrier is a media frame of a few hundred bytes. */
const LARGEST_MESSAGE_BYTES = 64 * 1024;

/** As Twilio makes them, and the page. */
const CALL_SID = /^CA[0-9a-f]{32}$/;

export const mediaRoutes: FastifyPluginAsync<{ clock: CallClock }> = async (app, { clock }) => {
  await app.register(websocket, {
    options: { maxPayload: LARGEST_MESSAGE_BYTES, perMessageDeflate: false },
  });
  const carry =
    (check?: (callSid: string) => void): WebsocketHandler =>
    (socket, { raw }) => {
      new MediaSession({
        socket,
        wire: raw.socket,
        clock,
        open: (line) => app.calls.open(line),
        identified(call, callSid) {
          check?.(callSid);
          app.calls.identify(call, callSid);
        },
        report: ({ what, error, ...fact }) =>
          app.log.warn({ ...fact, ...(error && { error: error.code, reason: error.message }) }, what),
      });
    };
  /** A page names its call itself; it must not take over somebody else's. */
  const refuseKnownCall = (callSid: string): void => {
    if (!CALL_SID.test(callSid) || app.calls.known.some(({ journal }) => journal.callSid === callSid))
      throw new VoiceError(
        'MEDIA_OUT_OF_ORDER',
        'The media stream names a call that there was before, or none',
      );
  };
  /** Calls of the carrier are told so by /twiml. */
  const refuseWhileDraining = async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (app.calls.draining) await reply.code(503).send({ error: 'No new calls: the server is stopping' });
  };
  app.get('/ws', { websocket: true, preValidation: [app.requireOwnOrigin, app.requireTwilio] }, carry());
  app.get(
    '/console/phone',
    { websocket: true, preValidation: [app.requireOwnOrigin, app.requireViewer, refuseWhileDraining] },
    carry(refuseKnownCall),
  );
};
