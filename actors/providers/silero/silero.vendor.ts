/**
 * Silero as a vendor: a voice activity model on our own processor, which needs no key.
 */
import { z } from 'zod';
import { type Vendor, vadProduct } from '../vendor.ts';

export const sileroEnv = {
  /** Another file than the packaged one, at 8 kHz and of a hash that model.ts knows. */
  SILERO_MODEL: z.string().optional(),
};

const vad = vadProduct({
  env: sileroEnv,
  async create({ SILERO_MODEL }) {
    const [{ loadSilero }, { createSilero }] = await Promise.all([
      import('./model.ts'),
      import('./silero.ts'),
    ]);
    return createSilero(await loadSilero(SILERO_MODEL));
  },
});

export const silero: Vendor = { name: 'silero', env: sileroEnv, vad };
