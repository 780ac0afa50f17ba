/**
 * OpenAI, or any endpoint that speaks its dialect, as a language model; the stream is openai-chat's.
 */
import type { LlmProvider } from '../llm-provider.ts';
import { createChatCompletions } from '../openai-chat/chat-completions.ts';

export interface OpenAiCompatibleOptions {
  readonly apiKey: string;
  /** Up to and including the version. */
  readonly baseUrl: string;
  readonly model: string;
  /** For logs and messages; default `openai`. */
  readonly name?: string;
}

export function createOpenAiCompatible({
  apiKey,
  baseUrl,
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
