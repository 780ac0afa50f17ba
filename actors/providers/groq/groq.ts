/**
 * Groq as a language model: what differs from any other endpoint of the dialect; the stream is openai-chat's.
 */
import type { LlmProvider } from '../llm-provider.ts';
import { createChatCompletions } from '../openai-chat/chat-completions.ts';
import { groqChatUrl } from './groq-url.ts';

export interface GroqOptions {
  readonly apiKey: string;
  /** With or without the `/openai/v1` that other SDKs want. */
  readonly baseUrl: string;
  readonly model: string;
}

export function createGroq({ apiKey, baseUrl, model }: GroqOptions): LlmProvider {
  return createChatCompletions({
    name: 'groq',
    apiKey,
    model,
    extras: 'x_groq',
    guess: { url: groqChatUrl(baseUrl), fields: reasoningOf(model) },
  });
}

/** Models reason by default, and every reasoning token delays the first word and counts as completion. */
function reasoningOf(model: string): Record<string, unknown> {
  if (model.startsWith('openai/gpt-oss')) return { reasoning_effort: 'low', include_reasoning: false };
  if (model.startsWith('qwen/qwen3')) return { reasoning_effort: 'none' };
  return {};
}
