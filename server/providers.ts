/**
 * The vendors of a configuration. The only file that chooses between them.
 */
import { createDeepgramFlux } from '../actors/providers/deepgram-flux.ts';
import type { ElevenLabsOptions } from '../actors/providers/elevenlabs.ts';
import { createGroq, createOpenAiCompatible } from '../actors/providers/groq.ts';
import type { LlmProvider } from '../actors/providers/llm-provider.ts';
import type { SttProvider } from '../actors/providers/stt-provider.ts';
import type { Agent } from './agent-file.ts';
import type { Config } from './config.ts';

/** `gpt-4o-mini` is what the essay began with; Groq's own default is the provider's. */
const OPENAI_DEFAULT_MODEL = 'gpt-4o-mini';

export function sttOf({ env, deepgramKey }: Config, { transcriber }: Agent): SttProvider {
  return createDeepgramFlux({
    apiKey: deepgramKey,
    baseUrl: env.DEEPGRAM_BASE_URL,
    model: transcriber.model,
  });
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
