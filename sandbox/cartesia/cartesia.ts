/**
 * A stand-in for Cartesia: its speech socket and its HTTP speech, with audible speech by Flite, on 127.0.0.1.
 *
 *   handshake ──> stream-socket.ts ; POST ──> speech-requests.ts ; GET ──> voice-requests.ts
 *
 * Tests see the vendor's protocol and nothing else. The caller of `startCartesia` closes the synthesizer.
 */
import { type HabitRecord, recordHabits } from '../habits.ts';
import { hostVoice, type VoiceStandIn, type VoiceStandInOptions } from '../voice/voice-host.ts';
import { type CartesiaAccount, createAccount } from './account.ts';
import { hasTooManySockets, refusalOf, versionOf } from './admission.ts';
import { createTroubles } from './faults.ts';
import { type CartesiaHabits, DEFAULT_HABITS } from './habits.ts';
import { type CartesiaStats, createStats, type Service } from './service.ts';
import { answerSpeech } from './speech-requests.ts';
import { StreamSocket } from './stream-socket.ts';
import { answerAboutVoice } from './voice-requests.ts';

export interface CartesiaOptions extends VoiceStandInOptions {
  readonly habits?: Partial<CartesiaHabits>;
  /** Contexts that may be open at once. Default 15, of the vendor's plan "Scale"; the free one has 2. */
  readonly concurrency?: number;
}

export interface CartesiaStandIn extends VoiceStandIn<CartesiaStats>, HabitRecord {
  readonly account: CartesiaAccount;
}

export async function startCartesia(options: CartesiaOptions): Promise<CartesiaStandIn> {
  const { port = 0, synthesizer, voice = 'slt', apiKey, delays = {}, concurrency = 15 } = options;
  const { habits, metHabits } = recordHabits(DEFAULT_HABITS, options.habits);
  const { ttfbMs = 75, handshakeMs = 0, realtimeFactor = 4 } = delays;
  const troubles = createTroubles();
  const service: Service = {
    apiKey,
    account: createAccount(),
    concurrency,
    troubles,
    habits,
    pace: { ttfbMs, realtimeFactor },
    stats: createStats(),
    speak: (text) => synthesizer.speak(text.trim(), voice),
  };
  const host = await hostVoice({
    port,
    handshakeMs,
    troubles,
    admit({ headers }, { pathname, searchParams }) {
      if (pathname !== '/tts/websocket') return 404;
      const refused = troubles.refusal ?? refusalOf(headers, searchParams, service)?.status;
      return refused ?? (hasTooManySockets(service) ? 429 : undefined);
    },
    serve: (client, { headers }, { searchParams }) =>
      new StreamSocket(client, versionOf(headers, searchParams), service),
    async answer(request, response) {
      if (request.method === 'GET') answerAboutVoice(request, response, service);
      else await answerSpeech(request, response, service);
    },
  });
  return { ...host, stats: service.stats, metHabits, account: service.account };
}
