/**
 * The language models a call can think with: Groq, or any endpoint that speaks the same dialect.
 *
 * Only what differs between them lives here; the stream is chat-completions.ts.
 */

import type { LlmProvider } from '../llm-provider.ts';
import { createChatCompletions } from './chat-completions.ts';

const GROQ_DEFAULT_MODEL = 'openai/gpt-oss-20b';

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
    extraBody: reasoningOf(model),
  });
}

/** Models reason unless told otherwise, and every reasoning token delays the first word and counts as completion. */
function reasoningOf(model: string): Record<string, unknown> {
  if (model.startsWith('openai/gpt-oss')) return { reasoning_effort: 'low', include_reasoning: false };
  if (model.startsWith('qwen/qwen3')) return { reasoning_effort: 'none' };
  return {};
}

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
    extraBody: {
      stream_options: { include_usage: true },
      // OpenAI's reasoning models refuse any temperature but their own; undefined is not sent.
      ...(/^(o\d|gpt-5)/.test(model) && { temperature: undefined, reasoning_effort: 'low' }),
    },
  });
}
