/**
 * A stand-in for ElevenLabs: its multi-context socket and its HTTP speech, with audible speech by Flite, on 127.0.0.1.
 *
 *   handshake ──> stream-socket.ts ; POST ──> speech-requests.ts ; GET ──> account.ts
 *
 * Clients see the vendor's protocol and nothing else. The caller of `startElevenLabs` closes the synthesizer.
 */
import type { IncomingMessage } from 'node:http';
import { type HabitRecord, recordHabits } from '../habits.ts';
import { hostVoice, type VoiceStandIn, type VoiceStandInOptions } from '../voice/voice-host.ts';
import { answerAccount, createAccount, type ElevenLabsAccount, refusedSpeech } from './account.ts';
import { createTroubles } from './faults.ts';
import { DEFAULT_HABITS, type ElevenLabsHabits } from './habits.ts';
import { createStats, type ElevenLabsStats, type Service } from './service.ts';
import { answerSpeech } from './speech-requests.ts';
import { StreamSocket } from './stream-socket.ts';

export interface ElevenLabsOptions extends VoiceStandInOptions {
  readonly habits?: Partial<ElevenLabsHabits>;
}
export interface ElevenLabsStandIn extends VoiceStandIn<ElevenLabsStats>, HabitRecord {
  readonly account: ElevenLabsAccount;
}

const STREAM_PATH = /^\/v1\/text-to-speech\/([^/]+)\/multi-stream-input$/;

export async function startElevenLabs(options: ElevenLabsOptions): Promise<ElevenLabsStandIn> {
  const { port = 0, synthesizer, voice = 'slt', apiKey, delays = {} } = options;
  const { habits, metHabits } = recordHabits(DEFAULT_HABITS, options.habits);
  const { ttfbMs = 75, handshakeMs = 0, realtimeFactor = 4 } = delays;
  const troubles = createTroubles();
  const account = createAccount();
  const service: Service = {
    apiKey,
    troubles,
    habits,
    account,
    pace: { ttfbMs, realtimeFactor },
    stats: createStats(),
    speak: (text) => synthesizer.speak(text.trim(), voice),
  };
  const host = await hostVoice({
    port,
    handshakeMs,
    troubles,
    admit(_, { pathname }) {
      const [, voiceId] = STREAM_PATH.exec(pathname) ?? [];
      return voiceId === undefined ? 404 : (troubles.refusal ?? refusedSpeech(account, voiceId));
    },
    serve: (client, request, url) => new StreamSocket(client, url.searchParams, keyOf(request, url), service),
    async answer(request, response) {
      if (request.method === 'GET') answerAccount(request, response, { account, apiKey, troubles });
      else await answerSpeech(request, response, service);
    },
  });
  return { ...host, stats: service.stats, metHabits, account };
}

const keyOf = ({ headers }: IncomingMessage, url: URL): string | undefined => {
  const header = headers['xi-api-key'];
  return typeof header === 'string' ? header : (url.searchParams.get('authorization') ?? undefined);
};
