/**
 * WebSocket routes. An upgrade to anything else is answered like a request, and its connection is then closed:
 * nobody else would.
 */
import websocket from '@fastify/websocket';
import fp from 'fastify-plugin';

/** The largest message of a carrier is a media frame of a few hundred bytes. */
const LARGEST_MESSAGE_BYTES = 64 * 1024;

export const upgradesPlugin = fp(
  async (app) => {
    await app.register(websocket, {
      options: { maxPayload: LARGEST_MESSAGE_BYTES, perMessageDeflate: false },
    });
    app.addHook('onResponse', async ({ raw }) => {
      if (raw.headers.upgrade !== undefined) raw.socket.destroySoon();
    });
  },
  { name: 'upgrades' },
);
