/**
 * The environment keys of Deepgram's products.
 */
import { elsewhere, secret, socketUrl, webSocketUrl } from '../environment.ts';
import type { Endpoint } from '../vendor.ts';

export const deepgramEnv = {
  DEEPGRAM_API_KEY: elsewhere(secret(), 'DG_API_KEY'),
  /** In Europe wss://api.eu.deepgram.com. */
  DEEPGRAM_BASE_URL: socketUrl(/\/v\d+(?:\/listen)?$/).default('wss://api.deepgram.com'),
};

/** The same keys everywhere: developers.deepgram.com, "Regional Endpoints" and "Configuring Custom Endpoints". */
export const deepgramEndpoint: Endpoint = {
  key: 'DEEPGRAM_BASE_URL',
  regions: {
    us: 'wss://api.deepgram.com',
    eu: 'wss://api.eu.deepgram.com',
    au: 'wss://api.au.deepgram.com',
    in: 'wss://api.in.deepgram.com',
  },
};

/** The base URL as the SDK needs it. Throws `CONFIG_INVALID`. */
export const deepgramUrl = (baseUrl: string): string =>
  webSocketUrl(baseUrl, { title: 'Deepgram', key: 'DEEPGRAM_BASE_URL' });
