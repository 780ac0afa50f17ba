/**
 * Groq, on loopback: replies come from a function, over the real wire protocol.
 *
 *   POST …/chat/completions ──> validate ──> fault? ──> reply(messages) ──> SSE at a model's pace
 *
 * Serves Groq's paths (/openai/v1) and the bare OpenAI ones (/v1, without x_groq). Nothing here imports the product.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HabitRecord, recordHabits } from '../habits.ts';
import { createChat } from './chat.ts';
import { invalidKey, type Refusal, serverError, tooLarge, unknownUrl } from './errors.ts';
import { createFaultBox, type GroqFaults } from './faults.ts';
import type { HeldAnswer } from './held-answer.ts';
import { parseJson, readBody, sendJson } from './http.ts';
import { modelList } from './models.ts';
import { rateLimitHeaders } from './rate-limits.ts';
import { createUsedConnections, type Refusals } from './refusals.ts';
import type { ChatTurn } from './request.ts';
import { createRequestLog, type GroqRequest, type OpenExchange } from './request-log.ts';
import { DEFAULT_HABITS, type StreamHabits } from './stream/habits.ts';
import { estimateTokens } from './tokens.ts';

export interface GroqOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** The model's reply to this conversation. */
  readonly reply: (messages: readonly ChatTurn[]) => string;
  /** The only key accepted; absent, any Bearer key will do. */
  readonly apiKey?: string;
  /** Default `openai/gpt-oss-20b` and `openai/gpt-oss-120b`. */
  readonly models?: readonly string[];
  readonly delays?: {
    /** From the request to the first token of text. Default 80. */
    readonly ttftMs?: number;
    /** Between two tokens. Default 8, about 125 tokens a second. */
    readonly interTokenMs?: number;
  };
  /** What the stand-in streams as another server of the dialect does; default: as Groq does. */
  readonly habits?: Partial<StreamHabits>;
  /** What is refused beyond what Groq refuses. Default: nothing. */
  readonly refuses?: Refusals;
  /** Called with each answer that `faults.hold()` holds. */
  readonly onHeld?: (held: HeldAnswer) => void;
}

export interface GroqStandIn extends HabitRecord {
  /** `http://127.0.0.1:PORT`: groq-sdk's baseURL. An OpenAI client takes this with `/v1`. */
  readonly url: string;
  /** The latest 500 chat completion requests, oldest first. */
  readonly requests: readonly GroqRequest[];
  readonly faults: GroqFaults;
  close(): Promise<void>;
}

const DEFAULT_MODELS = ['openai/gpt-oss-20b', 'openai/gpt-oss-120b'];
const ROUTES: Readonly<Record<string, { what: 'chat' | 'models'; groqExtras: boolean }>> = {
  'POST /openai/v1/chat/completions': { what: 'chat', groqExtras: true },
  'POST /v1/chat/completions': { what: 'chat', groqExtras: false },
  'GET /openai/v1/models': { what: 'models', groqExtras: true },
  'GET /v1/models': { what: 'models', groqExtras: false },
};

export async function startGroq(options: GroqOptions): Promise<GroqStandIn> {
  const delays = { ttftMs: options.delays?.ttftMs ?? 80, interTokenMs: options.delays?.interTokenMs ?? 8 };
  const { faults, take } = createFaultBox();
  const log = createRequestLog();
  const open = new Set<OpenExchange>();
  const { reply, models = DEFAULT_MODELS, refuses = {}, onHeld = () => {} } = options;
  const { habits, metHabits } = recordHabits(DEFAULT_HABITS, options.habits);
  const complete = createChat({ models, delays, reply, onHeld, habits, refuses, take });
  const isUsed = createUsedConnections();

  const isAuthorized = ({ headers: { authorization = '' } }: IncomingMessage) =>
    options.apiKey === undefined
      ? /^Bearer \S+$/.test(authorization)
      : authorization === `Bearer ${options.apiKey}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isUsed(request.socket) && refuses.idleConnections) return void request.socket.resetAndDestroy();
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const route = ROUTES[`${request.method} ${pathname}`];
    const text = await readBody(request);
    const refuse = ({ status, body }: Refusal) =>
      sendJson(response, status, body, rateLimitHeaders(log.count, 0));

    if (route === undefined) return refuse(unknownUrl(request.method ?? '', pathname));
    if (text === undefined) return refuse(tooLarge());
    const exchange = route.what === 'chat' ? log.open(parseJson(text), response) : undefined;
    if (!isAuthorized(request)) return refuse(invalidKey());
    if (exchange === undefined)
      return sendJson(response, 200, modelList(models), rateLimitHeaders(log.count, 0));

    open.add(exchange);
    const headers = rateLimitHeaders(log.count, estimateTokens(text));
    const { groqExtras } = route;
    await complete({ exchange, response, headers, groqExtras }).finally(() => open.delete(exchange));
  }

  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
    serve(request, response).catch(() => {
      // The client went away, or the reply function threw, which the client sees as a server error.
      if (response.headersSent || response.destroyed) response.destroy();
      else sendJson(response, 500, serverError().body);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: log.requests,
    faults,
    metHabits,
    close: () =>
      new Promise((resolve) => {
        for (const exchange of open) exchange.cutByUs();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
