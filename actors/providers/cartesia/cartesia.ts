/**
 * Cartesia Sonic as a TtsProvider: a voice per call, kept warm on one socket.
 *
 *   speak ──> utterance ──> contexts on the warm socket ──> mu-law chunks, times of words among them
 *
 * Neither the socket nor HTTP goes through the vendor's SDK: decision 0022.
 */
import { askedAgainIfSilent } from '../contexts/asked-again.ts';
import { createContextVoice } from '../contexts/voice.ts';
import type { TtsProvider } from '../tts-provider.ts';
import { synthesize } from './synthesis.ts';
import { type CartesiaVoice, createProtocol } from './wire.ts';

export interface CartesiaOptions extends CartesiaVoice {
  readonly apiKey: string;
  /** `wss:` or `https:`. The vendor may revoke a key that was sent without TLS. */
  readonly baseUrl: string;
}

export function createCartesia({ apiKey, baseUrl, ...voice }: CartesiaOptions): TtsProvider {
  const address = { baseUrl, apiKey };
  const protocol = createProtocol(address, voice);
  return {
    name: 'cartesia',
    createVoice: (options, events) => createContextVoice(protocol, options, events),
    synthesize: (text, signal) => askedAgainIfSilent(() => synthesize(address, voice, text, signal)),
  };
}
