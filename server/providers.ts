/**
 * The vendors of a configuration. The only file that chooses between them.
 */
import { createAssemblyAi } from '../actors/providers/assemblyai/assemblyai.ts';
import { createDeepgramFlux } from '../actors/providers/deepgram/flux.ts';
import { createDeepgramNova } from '../actors/providers/deepgram/nova.ts';
import type { ElevenLabsOptions } from '../actors/providers/elevenlabs/elevenlabs.ts';
import type { LlmProvider } from '../actors/providers/llm-provider.ts';
import { createGroq, createOpenAiCompatible } from '../actors/providers/openai-chat/groq.ts';
import type { SttProvider } from '../actors/providers/stt-provider.ts';
import type { Agent } from './agent/agent-file.ts';
import type { Transcriber } from './agent/transcriber.ts';
import type { Config } from './config/config.ts';

/** `gpt-4o-mini` is what the essay began with; Groq's own default is the provider's. */
const OPENAI_DEFAULT_MODEL = 'gpt-4o-mini';

/** The key without which these ears cannot be opened. */
export const sttKeyOf = ({ kind }: Transcriber): 'ASSEMBLYAI_API_KEY' | 'DEEPGRAM_API_KEY' =>
  kind === 'assemblyAi' ? 'ASSEMBLYAI_API_KEY' : 'DEEPGRAM_API_KEY';

export function sttOf(
  { env }: Config,
  { transcriber, startSpeakingPlan }: Agent,
  hasVad: boolean,
): SttProvider {
  const apiKey = env[sttKeyOf(transcriber)] as string;
  const deepgram = { apiKey, baseUrl: env.DEEPGRAM_BASE_URL };
  const endsTurns = startSpeakingPlan.endpointing === 'native';
  switch (transcriber.kind) {
    case 'flux':
      return createDeepgramFlux({ ...deepgram, model: transcriber.model });
    case 'nova':
      return createDeepgramNova({
        ...deepgram,
        model: transcriber.model,
        language: transcriber.language,
        endpointingMs: transcriber.endpointing,
        utteranceEndMs: transcriber.utteranceEndMs,
        // Rules on numbers need to see them.
        numerals: startSpeakingPlan.endpointing === 'text',
        endsTurns,
      });
    case 'assemblyAi':
      return createAssemblyAi({
        apiKey,
        baseUrl: env.ASSEMBLYAI_BASE_URL,
        speechModel: transcriber.model,
        endOfTurnConfidenceThreshold: transcriber.endOfTurnConfidenceThreshold,
        minTurnSilenceMs: transcriber.minTurnSilence,
        maxTurnSilenceMs: transcriber.maxTurnSilence,
        // It does not say how far it has listened: without a detector nobody but itself can measure silence.
        endsTurns: endsTurns || !hasVad,
      });
  }
}

export function llmOf({ env, llm }: Config): LlmProvider {
  const { LLM_MODEL: model } = env;
  return llm.vendor === 'groq'
    ? createGroq({ apiKey: llm.apiKey, baseUrl: env.GROQ_BASE_URL, ...(model !== undefined && { model }) })
    : createOpenAiCompatible({
        apiKey: llm.apiKey,
        baseUrl: env.OPENAI_BASE_URL,
        model: model ?? OPENAI_DEFAULT_MODEL,
      });
}

/** As plain data, because the process that makes clips builds its own. */
export function elevenLabsOf({ env, elevenLabsKey }: Config, { voice }: Agent): ElevenLabsOptions {
  return {
    apiKey: elevenLabsKey,
    baseUrl: env.ELEVENLABS_BASE_URL,
    voiceId: env.ELEVENLABS_VOICE_ID,
    modelId: voice.model,
    voiceSettings: { stability: voice.stability, similarityBoost: voice.similarityBoost, speed: voice.speed },
  };
}
