/**
 * The language models a call can think with: Groq, or any endpoint that speaks the same dialect.
 *
 * Only what differs between them lives here; the stream is chat-completions.ts.
 */
import { createChatCompletions } from './chat-completions.ts';
import type { LlmProvider } from './llm-provider.ts';

export const GROQ_DEFAULT_MODEL = 'openai/gpt-oss-20b';

export interface GroqOptions {
  readonly apiKey: string;
  /** With or without the `/openai/v1` that other SDKs want. Default https://api.groq.com. */
  readonly baseUrl?: string;
  readonly model?: string;
}

export function createGroq({
  apiKey,
  baseUrl = 'https://api.groq.com',
  model = GROQ_DEFAULT_MODEL,
}: GroqOptions): LlmProvider {
  return createChatCompletions({
    name: 'groq',
    apiKey,
    baseUrl: baseUrl.replace(/\/+$/, '').replace(/\/openai\/v1$/, ''),
    path: '/openai/v1/chat/completions',
    model,
    extraBody: isGptOss(model) ? LITTLE_REASONING : {},
  });
}

const isGptOss = (model: string) => model.startsWith('openai/gpt-oss');
/** gpt-oss reasons at `medium` unless told otherwise, and every reasoning token delays the first word. */
const LITTLE_REASONING = { reasoning_effort: 'low', include_reasoning: false };

export interface OpenAiCompatibleOptions {
  readonly apiKey: string;
  /** Up to and including the version. Default https://api.openai.com/v1. */
  readonly baseUrl?: string;
  readonly model: string;
  /** For logs and messages; default `openai`. */
  readonly name?: string;
}

export function createOpenAiCompatible({
  apiKey,
  baseUrl = 'https://api.openai.com/v1',
  model,
  name = 'openai',
}: OpenAiCompatibleOptions): LlmProvider {
  return createChatCompletions({
    name,
    apiKey,
    baseUrl: baseUrl.replace(/\/+$/, ''),
    path: '/chat/completions',
    model,
    extraBody: { stream_options: { include_usage: true } },
  });
}
