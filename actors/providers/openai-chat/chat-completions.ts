/**
 * Any OpenAI-style chat endpoint as an LlmProvider, through groq-sdk.
 *
 *   messages ──> ask ──> post ──> body ──> Reply ──> onText … onFinished | onFailed
 *                 ^── refused ──┘
 *
 * The SDK lays out the request and makes its errors. Request and stream bypass its chains of promises: a request is given to
 * its connection in the tick in which the caller's turn ends, and a delta is read in the tick in which it comes (decision 0007).
 */
import Groq, { APIError } from 'groq-sdk';
import { parseJson } from '../json.ts';
import type { LlmProvider } from '../llm-provider.ts';
import { type AskedEndpoint, ask } from './asking.ts';
import { modelsUrl } from './chat-url.ts';
import type { LlmEndpoint } from './errors.ts';
import { createReasoningHabit } from './reasoning.ts';
import { bodyOf, type FirstGuess, firstForm, toJson } from './request-form.ts';
import { createDispatchers, createStreamingFetch, type StreamingFetch } from './streaming-fetch.ts';

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
  const fetch = createStreamingFetch(dispatchers);
  const client = new Groq({
    apiKey,
    baseURL: new URL(guess.url).origin,
    defaultHeaders: { 'accept-encoding': 'identity', ...headers },
    maxRetries: 0,
    timeout: SDK_TIMEOUT_MS,
    logLevel: 'off',
    fetch,
  });
  const posts = new Posts(client, fetch);
  const endpoint: AskedEndpoint = {
    name,
    model,
    extras,
    habit: createReasoningHabit(model, guess.fields?.reasoning_effort),
    form: firstForm({ model, ...guess }),
    send: (form, request, reader, isFresh) =>
      posts.send(form.url, {
        body: toJson(bodyOf(form, request)),
        signal: reader.signal,
        reader,
        isFresh,
      }),
  };

  return {
    name,
    model,
    warm() {
      posts.warm(endpoint.form.url);
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

type Layout = { readonly url: string; readonly headers: Headers };

/** Requests of one address differ only in body, signal and reader: the SDK lays out the rest of them once, not for every turn. */
class Posts {
  readonly #client: Groq;
  readonly #streamingFetch: StreamingFetch;
  readonly #kept = new Map<string, Layout>();

  constructor(client: Groq, streamingFetch: StreamingFetch) {
    this.#client = client;
    this.#streamingFetch = streamingFetch;
  }

  /** Lays the address out ahead of its first request. */
  warm(address: string): void {
    if (!this.#kept.has(address)) this.#layOut(address).catch(() => {}); // the request reports it
  }

  /** Given to the connection in this tick once the address is laid out. Rejects with the SDK's error for an answer that is a refusal. */
  async send(address: string, own: Parameters<StreamingFetch>[1]): Promise<void> {
    const { url, headers } = this.#kept.get(address) ?? (await this.#layOut(address));
    const response = await this.#streamingFetch(url, { method: 'POST', headers, ...own });
    if (!response.ok) throw await refusalOf(response);
  }

  async #layOut(address: string): Promise<Layout> {
    const { url, req } = await this.#client.buildRequest({ method: 'post', path: address, body: {} });
    const layout = { url, headers: req.headers };
    if (this.#kept.size < MOST_KEPT) this.#kept.set(address, layout);
    return layout;
  }
}

/** As the SDK makes it: the error of a body that is JSON, or the text of another. */
async function refusalOf(response: Response): Promise<APIError> {
  const text = await response.text();
  const json = parseJson(text) as object | undefined;
  return APIError.generate(response.status, json, json ? undefined : text, response.headers);
}
