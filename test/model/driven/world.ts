/**
 * The real server between real sockets, on a clock that only tests move: one call at a time.
 *
 *   phone ──ws──> server ──ws──> STT vendor · ──http──> LLM vendor · ──ws──> TTS vendor
 *
 * Nothing here sleeps. A pong, or the receiver itself, says that a message has arrived.
 */
import { BYTES_PER_MS } from '../../../actors/audio/mulaw.ts';
import { createDeepgramFlux } from '../../../actors/providers/deepgram/flux.ts';
import { createElevenLabs } from '../../../actors/providers/elevenlabs/elevenlabs.ts';
import { createGroq } from '../../../actors/providers/groq/groq.ts';
import type { LlmProvider } from '../../../actors/providers/llm-provider.ts';
import { loadSilero } from '../../../actors/providers/silero/model.ts';
import { createSilero } from '../../../actors/providers/silero/silero.ts';
import type { SpeechChunk } from '../../../actors/providers/tts-provider.ts';
import { type DeepgramStandIn, startDeepgram } from '../../../sandbox/deepgram/deepgram.ts';
import type { FluxSession } from '../../../sandbox/deepgram/session.ts';
import { type ElevenLabsStandIn, startElevenLabs } from '../../../sandbox/elevenlabs/elevenlabs.ts';
import { type GroqStandIn, startGroq } from '../../../sandbox/groq/groq.ts';
import type { HeldAnswer } from '../../../sandbox/groq/held-answer.ts';
import { AgentSchema, type Agent as FileAgent } from '../../../server/agent/agent-file.ts';
import { callSettingsOf } from '../../../server/agent/call-settings-of.ts';
import { VirtualClock } from '../../../simulation/virtual-clock.ts';
import { shippedClip } from '../../helpers/heard.ts';
import { sharedVoice } from '../../helpers/shared-voice.ts';
import { startApp, type TestApp } from '../../helpers/start/start-app.ts';
import { AGENTS, type Agent } from '../caller/caller.setup.ts';
import { Bell } from './bell.ts';
import { BreakableVad } from './breakable-vad.ts';
import { agentFile, MODEL, UNKNOWN_SPEECH } from './script.ts';
import { VoiceOnHold } from './voice-on-hold.ts';

/** What the agent can say without a voice. */
const recordingsFor = ({ messagePlan }: FileAgent): ReadonlyMap<string, SpeechChunk> =>
  new Map([
    [messagePlan.apologyMessage, { audio: shippedClip('apology') }],
    [messagePlan.outOfOrderMessage, { audio: shippedClip('out-of-order') }],
  ]);

export interface World {
  readonly clock: VirtualClock;
  readonly bell: Bell;
  readonly deepgram: DeepgramStandIn;
  readonly groq: GroqStandIn;
  readonly elevenLabs: ElevenLabsStandIn;
  readonly voice: VoiceOnHold;
  readonly breakableVad: BreakableVad;
  /** Speech for the VAD, from its first word. */
  readonly unknownSpeech: Uint8Array;
  /** Every session the STT vendor ever opened. */
  readonly sessions: FluxSession[];
  /** Every answer the LLM vendor was asked for and has not ended. */
  readonly answers: Set<HeldAnswer>;
  server(agent: Agent): TestApp;
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const clock = new VirtualClock();
  const bell = new Bell();
  const voice = new VoiceOnHold();
  voice.whenAsked(bell.ring);
  const sessions: FluxSession[] = [];
  const answers = new Set<HeldAnswer>();
  const [deepgram, groq, elevenLabs] = await Promise.all([
    startDeepgram({
      onSession(session) {
        sessions.push(session);
        bell.ring();
      },
    }),
    startGroq({
      reply: () => MODEL.whole,
      delays: { ttftMs: 0, interTokenMs: 0 },
      onHeld(answer) {
        answers.add(answer);
        void answer.gone.then(() => {
          answers.delete(answer);
          bell.ring();
        });
        bell.ring();
      },
    }),
    startElevenLabs({ synthesizer: voice, delays: { ttfbMs: 0, realtimeFactor: Number.POSITIVE_INFINITY } }),
  ]);
  groq.faults.hold();
  const breakableVad = new BreakableVad(createSilero(await loadSilero()));
  const unknownSpeech = await speechOf(UNKNOWN_SPEECH);

  const models: LlmProvider[] = [];
  const servers = new Map<Agent, TestApp>();
  for (const name of AGENTS) {
    const agent = AgentSchema.parse(agentFile(name));
    const llm = createGroq({ apiKey: 'any', baseUrl: groq.url, model: 'openai/gpt-oss-20b' });
    models.push(llm);
    const app = await startApp({
      parts: {
        settings: callSettingsOf(agent, true),
        stt: createDeepgramFlux({ apiKey: 'any', baseUrl: deepgram.url, model: 'flux-general-en' }),
        llm,
        tts: createElevenLabs({
          apiKey: 'any',
          baseUrl: elevenLabs.url,
          voiceId: 'any',
          modelId: 'eleven_flash_v2_5',
        }),
        vad: breakableVad,
        clips: name === 'bare' ? { get: () => undefined } : recordingsFor(agent),
        clock,
      },
    });
    servers.set(name, app);
  }

  return {
    clock,
    bell,
    deepgram,
    groq,
    elevenLabs,
    voice,
    breakableVad,
    unknownSpeech,
    sessions,
    answers,
    server: (agent) => servers.get(agent) as TestApp,
    async close() {
      await Promise.all([...servers.values()].map((server) => server.close()));
      await Promise.all(models.map((model) => model.close()));
      await voice.close();
      await Promise.all([deepgram.close(), groq.close(), elevenLabs.close()]);
    },
  };
}

async function speechOf(text: string): Promise<Uint8Array> {
  const synthesizer = sharedVoice();
  const { audio, words } = await synthesizer.speak(text, 'slt');
  return audio.subarray(Math.round(words[0]?.startMs ?? 0) * BYTES_PER_MS);
}
