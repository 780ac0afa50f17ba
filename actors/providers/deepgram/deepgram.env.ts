/**
 * The environment keys of Deepgram's products.
 */
import { secret, socketUrl } from '../environment.ts';

export const deepgramEnv = {
  DEEPGRAM_API_KEY: secret(),
  /** In Europe wss://api.eu.deepgram.com. */
  DEEPGRAM_BASE_URL: socketUrl().default('wss://api.deepgram.com'),
};
