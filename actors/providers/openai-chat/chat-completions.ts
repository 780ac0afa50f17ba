/**
 * Any OpenAI-style chat endpoint as an LlmProvider, through groq-sdk.
 *
 *   messages ──> client.post ──> body ──> Reply ──> onText … onFinished | onFailed
 *
 * The SDK makes the request and its errors. The stream bypasses the SDK, whose iterator ends silently when aborted,
 * never notices a stall, and costs a chain of promises for every delta.
 */
import Groq from 'groq-sdk';
import type { LlmProvider } from '../llm-provider.ts';
import type { LlmEndpoint } from './errors.ts';
import { createReasoningHabit, reasoningHeadroom } from './reasoning.ts';
import { Reply } from './reply.ts';
import { createKeepAliveAgent, createStreamingFetch, readBy } from './streaming-fetch.ts';

export interface ChatCompletionsOptions extends LlmEndpoint {
  readonly apiKey: string;
  readonly baseUrl: string;
  /** Appended to the base URL; ends in `/chat/completions`. */
  readonly path: string;
  /** Further body fields, sent with every request. */
  readonly extraBody?: Readonly<Record<string, unknown>>;
}

/** Our watchdogs decide; the SDK's timer must never come first. */
const SDK_TIMEOUT_MS = 600_000;
const WARM_TIMEOUT_MS = 10_000;

export function createChatCompletions(options: ChatCompletionsOptions): LlmProvider {
  const { name, model, extras, apiKey, baseUrl, path, extraBody } = options;
  const source = { name, model, extras, habit: createReasoningHabit(model) };
  const headroom = reasoningHeadroom(model, extraBody?.reasoning_effort);
  const agent = createKeepAliveAgent();
  const client = keepRequests(
    new Groq({
      apiKey,
      baseURL: baseUrl,
      maxRetries: 0,
      timeout: SDK_TIMEOUT_MS,
      logLevel: 'off',
      fetch: createStreamingFetch(agent),
    }),
  );

  return {
    name,
    model,
    warm() {
      const modelsPath = path.replace(/chat\/completions$/, 'models');
      client
        .get(modelsPath, { timeout: WARM_TIMEOUT_MS })
        .asResponse()
        .catch(() => {});
    },
    stream(request, handlers) {
      if (request.signal.aborted) return;
      const { messages, temperature, maxTokens } = request;
      const body = {
        model,
        messages,
        temperature,
        max_completion_tokens: maxTokens + headroom,
        stream: true,
        ...extraBody,
      };
      const reply = new Reply(source, request, handlers);
      client
        .post(path, { body, stream: true, signal: reply.signal, fetchOptions: readBy(reply) })
        .asResponse()
        .catch(reply.broke);
    },
    close: () => agent.destroy(),
  };
}

/** Requests of one path differ only in body and signal: the SDK lays out the rest of them once, not for every turn. */
function keepRequests(client: Groq): Groq {
  const build = client.buildRequest.bind(client);
  const kept = new Map<string, ReturnType<typeof build>>();
  client.buildRequest = async (options, retry) => {
    const { body, signal = null, fetchOptions, ...lasting } = options;
    const made = kept.get(options.path) ?? build({ ...lasting, ...(body ? { body: {} } : {}) }, retry);
    kept.set(options.path, made);
    const { req, url, timeout } = await made;
    const own = { body: body ? JSON.stringify(body) : null, signal, ...fetchOptions };
    return { url, timeout, req: { ...req, ...own } };
  };
  return client;
}
