/**
 * Any OpenAI-style chat endpoint as an LlmProvider, through groq-sdk.
 *
 *   messages ──> ask ──> client.post ──> body ──> Reply ──> onText … onFinished | onFailed
 *                 ^────── refused ──┘
 *
 * The SDK makes the request and its errors. The stream bypasses the SDK, whose iterator ends silently when aborted,
 * never notices a stall, and costs a chain of promises for every delta.
 */
import Groq from 'groq-sdk';
import type { LlmProvider } from '../llm-provider.ts';
import { type AskedEndpoint, ask } from './asking.ts';
import { modelsUrl } from './chat-url.ts';
import type { LlmEndpoint } from './errors.ts';
import { createReasoningHabit } from './reasoning.ts';
import { bodyOf, type FirstGuess, firstForm, toJson } from './request-form.ts';
import { createDispatchers, createStreamingFetch, readBy } from './streaming-fetch.ts';

export interface ChatCompletionsOptions extends LlmEndpoint {
  readonly apiKey: string;
  /** Headers beside those of the SDK; null leaves one of the SDK's out. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** How the endpoint is asked until it refuses something. */
  readonly guess: Omit<FirstGuess, 'model'>;
}

/** Our watchdogs decide; the SDK's timer must never come first. */
const SDK_TIMEOUT_MS = 600_000;
const WARM_TIMEOUT_MS = 10_000;

export function createChatCompletions(options: ChatCompletionsOptions): LlmProvider {
  const { name, model, extras, apiKey, headers = {}, guess } = options;
  const dispatchers = createDispatchers(guess.url);
  const client = keepRequests(
    new Groq({
      apiKey,
      baseURL: new URL(guess.url).origin,
      defaultHeaders: { 'accept-encoding': 'identity', ...headers },
      maxRetries: 0,
      timeout: SDK_TIMEOUT_MS,
      logLevel: 'off',
      fetch: createStreamingFetch(dispatchers),
    }),
  );
  const endpoint: AskedEndpoint = {
    name,
    model,
    extras,
    habit: createReasoningHabit(model, guess.fields?.reasoning_effort),
    form: firstForm({ model, ...guess }),
    send: (form, request, reply, isFresh) =>
      client
        .post(form.url, {
          body: bodyOf(form, request),
          stream: true,
          signal: reply.signal,
          fetchOptions: readBy(reply, isFresh),
        })
        .asResponse(),
  };

  return {
    name,
    model,
    warm() {
      client
        .get(modelsUrl(endpoint.form.url), { timeout: WARM_TIMEOUT_MS })
        .asResponse()
        .catch(() => {});
    },
    stream(request, handlers) {
      if (!request.signal.aborted) ask(endpoint, request, handlers);
    },
    close: () => dispatchers.close(),
  };
}

/** More addresses than an endpoint has; a server that redirects each request elsewhere must not fill the memory. */
const MOST_KEPT = 8;

/** Requests of one path differ only in body and signal: the SDK lays out the rest of them once, not for every turn. */
function keepRequests(client: Groq): Groq {
  const build = client.buildRequest.bind(client);
  const kept = new Map<string, ReturnType<typeof build>>();
  client.buildRequest = async (options, retry) => {
    const { body, signal = null, fetchOptions, ...lasting } = options;
    const made = kept.get(options.path) ?? build({ ...lasting, ...(body ? { body: {} } : {}) }, retry);
    if (kept.size < MOST_KEPT) kept.set(options.path, made);
    const { req, url, timeout } = await made;
    const own = { body: body ? toJson(body as Record<string, unknown>) : null, signal, ...fetchOptions };
    return { url, timeout, req: { ...req, ...own } };
  };
  return client;
}
