/** `WS /ws`: Twilio Media Streams. Unsigned upgrades are refused before there is a socket. */
import websocket from '@fastify/websocket';
import type { FastifyPluginAsync } from 'fastify';
import type { CallClock } from '../../machines/clock.ts';
import { MediaSession } from '../media-session.ts';

/** The largest message of a carrier is a media frame of a few hundred bytes. */
const LARGEST_MESSAGE_BYTES = 64 * 1024;

export const mediaRoutes: FastifyPluginAsync<{ clock: CallClock }> = async (app, { clock }) => {
  await app.register(websocket, {
    options: { maxPayload: LARGEST_MESSAGE_BYTES, perMessageDeflate: false },
  });
  app.get('/ws', { websocket: true, preValidation: app.requireTwilio }, (socket, { raw }) => {
    new MediaSession({
      socket,
      wire: raw.socket,
      clock,
      open: (line) => app.calls.open(line),
      identified: (call, callSid) => app.calls.identify(call, callSid),
      report: ({ what, error, ...fact }) =>
        app.log.warn({ ...fact, ...(error && { error: error.code, reason: error.message }) }, what),
    });
  });
};
