/**
 * Deepgram as a vendor: Flux, whose model ends turns, and Nova, which transcribes and ends turns by a silence.
 */
import type { Vendor } from '../vendor.ts';
import { deepgramEndpoint, deepgramEnv } from './deepgram.env.ts';
import { flux } from './flux.product.ts';
import { nova } from './nova.product.ts';

export const deepgram: Vendor = {
  name: 'deepgram',
  env: deepgramEnv,
  endpoint: deepgramEndpoint,
  stt: [flux, nova],
};
