/**
 * Closes the connection of an upgrade request that was refused with an HTTP response; Node leaves it open.
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
