/**
 * Cartesia Sonic as a TtsProvider: a voice per call, kept warm on one socket.
 *
 *   speak ──> utterance ──> contexts on the warm socket ──> mu-law chunks, times of words among them
 *
 * Neither the socket nor HTTP goes through the vendor's SDK: decision 0022.
 */
import { createContextVoice } from '../context-voice.ts';
import type { TtsProvider } from '../tts-provider.ts';
import { synthesize } from './synthesis.ts';
import { CartesiaUtterance } from './utterance.ts';
import { type CartesiaVoice, createProtocol } from './wire.ts';

/**
 * The vendor recommends this model since 2026-08-27; it has 44 languages. `sonic-2` and `sonic-turbo` ended on 2026-10-20.
 * A voice that was cloned as "pro" needs a dated snapshot, `sonic-3.6-2026-08-27`.
 */
const CARTESIA_DEFAULT_MODEL = 'sonic-3.6';

export interface CartesiaOptions extends Omit<CartesiaVoice, 'modelId'> {
  readonly apiKey: string;
  /** `wss:` or `https:`; default wss://api.cartesia.ai. The vendor may revoke a key that was sent without TLS. */
  readonly baseUrl?: string;
  readonly modelId?: string;
}

export function createCartesia({
  apiKey,
  baseUrl = 'wss://api.cartesia.ai',
  modelId = CARTESIA_DEFAULT_MODEL,
  ...settings
}: CartesiaOptions): TtsProvider {
  const address = { baseUrl, apiKey };
  const voice: CartesiaVoice = { ...settings, modelId };
  const protocol = createProtocol(address, voice);
  return {
    name: 'cartesia',
    createVoice: (options, events) =>
      createContextVoice(
        protocol,
        (utterance, handlers) => new CartesiaUtterance(utterance, handlers),
        options,
        events,
      ),
    synthesize: (text, signal) => synthesize(address, voice, text, signal),
  };
}
