/**
 * `WS /ws`: the carrier's media. `WS /console/phone`: a call that the console's page makes itself. Upgrades that are
 * not signed, or not by a viewer, are refused before there is a socket.
 */
import type { Server } from 'node:http';
import websocket, { type WebsocketHandler } from '@fastify/websocket';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { CarrierCodec } from '../../call/carrier-codec.ts';
import type { CallClock } from '../../machines/clock.ts';
import { VoiceError } from '../../machines/errors.ts';
import { MediaSocket } from '../media-socket.ts';

interface MediaOptions {
  readonly clock: CallClock;
  readonly carrier: CarrierCodec;
  readonly pagePhone: CarrierCodec;
  /** Whether `app.requireCarrier` checks signatures. */
  readonly isSigned: boolean;
}

const NO_HANDSHAKE =
  'Only a WebSocket is opened here: a proxy must pass the headers Upgrade and Connection on, over HTTP/1.1';

/**
 * Refuses an ordinary request with 426. What a proxy has made one, by dropping Upgrade or Connection, still has its key: a line of the log
 * says so, since the signature of a socket's URL does not match that of a page and would be blamed.
 */
async function requireHandshake(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.ws) return;
  if (request.headers['sec-websocket-key'] !== undefined)
    request.log.warn(
      { route: request.routeOptions.url, code: 426, reason: NO_HANDSHAKE },
      'a socket was not asked for as one',
    );
  await reply.code(426).header('Upgrade', 'websocket').send({ error: NO_HANDSHAKE });
}

/** A larger message closes the socket with 1009. media-socket.ts leaves out messages far below this size. */
const LARGEST_PAYLOAD_BYTES = 1024 * 1024;

export const mediaRoutes: FastifyPluginAsync<MediaOptions> = async (
  app,
  { clock, carrier, pagePhone, isSigned },
) => {
  await app.register(websocket, {
    options: {
      maxPayload: LARGEST_PAYLOAD_BYTES,
      perMessageDeflate: false,
      // It only listens there.
      server: app.webSocketUpgrades as Server,
    },
  });
  const carry =
    (codec: CarrierCodec, check?: (carrierCallId: string) => void): WebsocketHandler =>
    (socket, { raw }) => {
      new MediaSocket({
        socket,
        request: raw,
        wire: raw.socket,
        codec,
        clock,
        open: (line) => app.calls.open(line),
        identified(call, carrierCallId) {
          check?.(carrierCallId);
          app.calls.identify(call, carrierCallId);
        },
        report: ({ what, error, ...fact }) =>
          app.log.warn({ ...fact, ...(error && { error: error.code, reason: error.message }) }, what),
        leftOut: (kind) => app.metrics.leftOut(kind),
      });
    };
  /** Refuses an id that a call has had already: a page chooses its call's id and must not take over another call. */
  const refuseKnownCall = (carrierCallId: string): void => {
    const isKnown = app.calls.known.some(({ journal }) => journal.carrierCallId === carrierCallId);
    if (isKnown || !pagePhone.isCallId(carrierCallId))
      throw new VoiceError(
        'MEDIA_OUT_OF_ORDER',
        'The media stream names a call that is known already, or none',
      );
  };
  // No page can sign, and clients that are no browsers send an Origin of their own (RFC 6455, 4.1).
  const fromCarrier = isSigned ? [app.requireCarrier] : [app.requireOwnOrigin, app.requireCarrier];
  app.get('/ws', { websocket: true, preValidation: [requireHandshake, ...fromCarrier] }, carry(carrier));
  const fromPage = [app.requireOwnOrigin, app.requireViewer, app.refuseWhileDraining];
  app.get(
    '/console/phone',
    { websocket: true, preValidation: [requireHandshake, ...fromPage] },
    carry(pagePhone, refuseKnownCall),
  );
};
