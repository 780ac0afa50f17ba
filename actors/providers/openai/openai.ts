/**
 * OpenAI, or any endpoint that speaks its dialect, as a language model; the stream is openai-chat's.
 */
import type { LlmProvider } from '../llm-provider.ts';
import { createChatCompletions } from '../openai-chat/chat-completions.ts';
import type { RequestForm } from '../openai-chat/request-form.ts';
import { keyHeaderOf } from './key-header.ts';
import { openAiChatUrl } from './openai-url.ts';

export interface OpenAiCompatibleOptions {
  readonly apiKey: string;
  /** With its query; the version may be left out where there is no other path. */
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
  const url = openAiChatUrl(baseUrl);
  const keyHeader = keyHeaderOf(url, apiKey);
  return createChatCompletions({
    name,
    apiKey,
    model,
    headers: keyHeader === undefined ? {} : { Authorization: null, [keyHeader]: apiKey },
    guess: { url, ...reasoningOf(model) },
  });
}

const USAGE = { stream_options: { include_usage: true } };

/**
 * A first guess, by the names of OpenAI's models; what an endpoint refuses of it is learnt. Reasoning delays the first
 * word, and models since GPT-5.1 can be asked for none; those before refuse any temperature but their own.
 */
function reasoningOf(model: string): Partial<RequestForm> {
  const name = model.replace(/^.*\//, '');
  if (/^(?:o\d|gpt-5(?![.\d]))/.test(name)) {
    return { fields: { ...USAGE, reasoning_effort: 'low' }, sendsTemperature: false };
  }
  if (/^gpt-(?:5\.|[6-9]|\d\d)/.test(name)) return { fields: { ...USAGE, reasoning_effort: 'none' } };
  return { fields: USAGE };
}
