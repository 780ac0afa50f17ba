/**
 * One reply as the JSON objects Groq sends: role chunk, a delta per token, a final chunk, usage. Pure.
 * The bare OpenAI path gets the same objects without `x_groq`, which is how other compatible servers answer.
 */
import type { ChatRequest } from './request.ts';
import { estimateTokens, splitTokens } from './tokens.ts';

export interface Completion {
  readonly tokens: readonly string[];
  readonly roleChunk: object;
  /** A chunk with this delta. */
  chunk(delta: object, finishReason: string | null): object;
  /** The chunk with the finish reason, and with usage where the vendor has it there. */
  finalChunk(finishReason: string): object;
  readonly finishReason: 'stop' | 'length';
  /** `choices: []` with usage, sent last when `stream_options.include_usage` is set. */
  readonly usageChunk: object | undefined;
  /** The whole answer, for a request that does not stream. */
  readonly whole: object;
}

interface CompletionOptions {
  readonly requestId: string;
  /** Adds `x_groq`, as api.groq.com does. */
  readonly groqExtras: boolean;
  readonly ttftMs: number;
  readonly interTokenMs: number;
  /** Tokens beside the text, which count against the limit. */
  readonly unheardTokens: number;
}

function cutAtStop(text: string, stops: readonly string[]): string {
  const ends = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
}

export function createCompletion(request: ChatRequest, text: string, options: CompletionOptions): Completion {
  const all = splitTokens(cutAtStop(text, request.stop));
  const tokens = all.slice(0, Math.max(0, request.maxTokens - options.unheardTokens));
  const finishReason = tokens.length < all.length ? 'length' : 'stop';
  const promptTokens = estimateTokens(request.messages.map(({ content }) => content).join('\n'));
  const promptTimeS = options.ttftMs / 1000;
  const completionTimeS = (tokens.length * options.interTokenMs) / 1000;
  const usage = {
    queue_time: 0.0005,
    prompt_tokens: promptTokens,
    prompt_time: promptTimeS,
    completion_tokens: tokens.length + options.unheardTokens,
    completion_time: completionTimeS,
    total_tokens: promptTokens + tokens.length + options.unheardTokens,
    total_time: promptTimeS + completionTimeS,
    prompt_tokens_details: { cached_tokens: 0 },
  };

  const created = Math.floor(Date.now() / 1000);
  const id = `chatcmpl-${options.requestId}`;
  const base = { id, created, model: request.model, system_fingerprint: 'fp_sandbox' };
  const extras = (fields: object) =>
    options.groqExtras ? { x_groq: { id: options.requestId, ...fields } } : {};
  const chunk = (delta: object, finish: string | null) => ({
    ...base,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });

  return {
    tokens,
    roleChunk: { ...chunk({ role: 'assistant', content: '' }, null), ...extras({}) },
    chunk,
    finalChunk: (reason) => ({ ...chunk({}, reason), ...extras({ usage }) }),
    finishReason,
    usageChunk: request.includeUsage
      ? { ...base, object: 'chat.completion.chunk', choices: [], usage }
      : undefined,
    whole: {
      ...base,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: tokens.join('') },
          logprobs: null,
          finish_reason: finishReason,
        },
      ],
      usage,
      ...extras({}),
    },
  };
}
