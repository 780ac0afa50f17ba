/** `/console/api/doctor`: the latest examination for a viewer (GET), and a new one (POST). */
import type { FastifyPluginAsync } from 'fastify';
import type { DoctorNow } from '../../readings/console.ts';
import { SECURITY_HEADERS } from '../console/security-headers.ts';

export const consoleDoctorRoutes: FastifyPluginAsync = async (app) => {
  app.addHook('onRequest', app.requireOwnOrigin);
  app.addHook('onRequest', app.requireViewer);
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(SECURITY_HEADERS).header('Cache-Control', 'no-store');
  });
  const now = (): DoctorNow => {
    const { isAvailable, isRunning, latest } = app.doctor;
    return { isAvailable, isRunning, ...(latest && { latest }) };
  };

  app.get('/console/api/doctor', async () => now());
  app.post('/console/api/doctor', async () => {
    // Whoever presses the button may have mended something since the latest.
    await app.doctor.examine(0);
    return now();
  });
};
