/**
 * `WS /ws`: Twilio Media Streams. `WS /console/phone`: the same, spoken by the console's page. Upgrades that are not
 * signed, or not by a viewer, are refused before there is a socket.
 */
import websocket, { type WebsocketHandler } from '@fastify/websocket';
import type { FastifyPluginAsync } from 'fastify';
import type { CallClock } from '../../machines/clock.ts';
import { MediaSession } from '../media-session.ts';

/** The largest message of a carrier is a media frame of a few hundred bytes. */
const LARGEST_MESSAGE_BYTES = 64 * 1024;

export const mediaRoutes: FastifyPluginAsync<{ clock: CallClock }> = async (app, { clock }) => {
  await app.register(websocket, {
    options: { maxPayload: LARGEST_MESSAGE_BYTES, perMessageDeflate: false },
  });
  const carry: WebsocketHandler = (socket, { raw }) => {
    new MediaSession({
      socket,
      wire: raw.socket,
      clock,
      open: (line) => app.calls.open(line),
      identified: (call, callSid) => app.calls.identify(call, callSid),
      report: ({ what, error, ...fact }) =>
        app.log.warn({ ...fact, ...(error && { error: error.code, reason: error.message }) }, what),
    });
  };
  app.get('/ws', { websocket: true, preValidation: [app.requireOwnOrigin, app.requireTwilio] }, carry);
  app.get(
    '/console/phone',
    { websocket: true, preValidation: [app.requireOwnOrigin, app.requireViewer] },
    carry,
  );
};
