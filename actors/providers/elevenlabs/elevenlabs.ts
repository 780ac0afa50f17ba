/**
 * ElevenLabs as a TtsProvider: a voice per call, kept warm on one socket, with one context per utterance.
 *
 *   speak ──> utterance ──> current socket (a fresh one when it has no room) ──> mu-law chunks
 *
 * There is no vendor client for this socket; HTTP synthesis of fixed texts goes through the vendor's SDK.
 */

import type { TtsProvider, Voice, VoiceEvents, VoiceOptions } from '../tts-provider.ts';
import { type SocketOptions, SpeechSocket } from './socket.ts';
import { synthesize } from './synthesis.ts';
import { ElevenLabsUtterance } from './utterance.ts';
import { socketUrl, type VoiceAddress, type VoiceSettings } from './wire.ts';

/** About 75 ms to first audio at the vendor, 32 languages. */
const ELEVENLABS_DEFAULT_MODEL = 'eleven_flash_v2_5';

export interface ElevenLabsOptions {
  readonly apiKey: string;
  /** `wss:` or `https:`; default wss://api.elevenlabs.io. */
  readonly baseUrl?: string;
  readonly voiceId: string;
  readonly modelId?: string;
  readonly voiceSettings?: VoiceSettings;
  /** ISO 639-1; absent lets the model guess. */
  readonly languageCode?: string;
}

export function createElevenLabs({
  apiKey,
  baseUrl = 'wss://api.elevenlabs.io',
  voiceId,
  modelId = ELEVENLABS_DEFAULT_MODEL,
  voiceSettings: settings = {},
  languageCode,
}: ElevenLabsOptions): TtsProvider {
  const address: VoiceAddress = {
    baseUrl,
    voiceId,
    modelId,
    ...(languageCode !== undefined && { languageCode }),
  };
  const url = new URL(socketUrl(address)).href;
  return {
    name: 'elevenlabs',
    createVoice: ({ clock, connectTimeoutMs, stallTimeoutMs }, events) =>
      createVoice({ url, apiKey, settings, clock, connectTimeoutMs, stallTimeoutMs }, events),
    synthesize: (text, signal) => synthesize({ address, apiKey, settings, text, signal }),
  };
}

function createVoice(options: SocketOptions & VoiceOptions, events: VoiceEvents): Voice {
  const { clock, stallTimeoutMs } = options;
  const sockets = new Set<SpeechSocket>();
  const utterances = new Set<ElevenLabsUtterance>();
  let current: SpeechSocket | undefined;
  let isClosed = false;
  let spoken = 0;

  const findSocket = (): SpeechSocket => {
    if (current?.hasRoom) return current;
    current?.retire();
    const socket = new SpeechSocket(options, {
      onOpen: (ms) => events.onConnected(ms),
      onIdleClose: (code, reason) => events.onDisconnected(code, reason),
      onGone: () => sockets.delete(socket),
    });
    sockets.add(socket);
    current = socket;
    return socket;
  };

  return {
    warm() {
      if (!isClosed) findSocket();
    },
    speak(id, handlers) {
      const contextId = `${id}-${++spoken}`;
      const onOver = () => utterances.delete(utterance);
      const utterance = new ElevenLabsUtterance(
        { contextId, clock, stallTimeoutMs, findSocket, onOver },
        handlers,
      );
      if (isClosed) utterance.cancel();
      else {
        utterances.add(utterance);
        findSocket();
      }
      return utterance;
    },
    close() {
      isClosed = true;
      for (const utterance of [...utterances]) utterance.cancel();
      for (const socket of sockets) socket.close();
    },
  };
}
