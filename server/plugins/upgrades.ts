/**
 * An upgrade that was answered like a request has a connection that nobody else would close.
 */
import fp from 'fastify-plugin';

export const upgradesPlugin = fp(
  async (app) => {
    app.addHook('onResponse', async ({ raw }) => {
      if (raw.headers.upgrade !== undefined) raw.socket.destroySoon();
    });
  },
  { name: 'upgrades' },
);
