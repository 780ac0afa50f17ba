/**
 * ElevenLabs as a TtsProvider: a voice per call, kept warm on one socket.
 *
 *   speak ──> utterance ──> current socket (a fresh one when it has no room) ──> mu-law chunks
 *
 * There is no vendor client for this socket; HTTP synthesis of fixed texts goes through the vendor's SDK.
 */
import { askedAgainIfSilent } from '../contexts/asked-again.ts';
import { createContextVoice } from '../contexts/voice.ts';
import type { TtsProvider } from '../tts-provider.ts';
import { synthesize } from './synthesis.ts';
import { createProtocol, type VoiceAddress, type VoiceSettings } from './wire.ts';

export interface ElevenLabsOptions {
  readonly apiKey: string;
  /** `wss:` or `https:`. */
  readonly baseUrl: string;
  readonly voiceId: string;
  readonly modelId: string;
  readonly voiceSettings?: VoiceSettings;
  /** ISO 639-1; absent lets the model guess. */
  readonly languageCode?: string;
}

export function createElevenLabs({
  apiKey,
  baseUrl,
  voiceId,
  modelId,
  voiceSettings: settings = {},
  languageCode,
}: ElevenLabsOptions): TtsProvider {
  const address: VoiceAddress = {
    baseUrl,
    voiceId,
    modelId,
    ...(languageCode !== undefined && { languageCode }),
  };
  const protocol = createProtocol(address, apiKey, settings);
  return {
    name: 'elevenlabs',
    createVoice: (options, events) => createContextVoice(protocol, options, events),
    synthesize: (text, signal) =>
      askedAgainIfSilent(() => synthesize({ address, apiKey, settings, text, signal })),
  };
}
