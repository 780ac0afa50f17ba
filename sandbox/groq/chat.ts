/**
 * Chat completions: one request to the model, from its parsed body to what is written.
 *
 *   body ──> validate ──> fault? ──> reply(messages) ──> stream or whole
 */
import type { ServerResponse } from 'node:http';
import { answerStreaming, answerWhole, foreverUntil } from './answer.ts';
import { createCompletion } from './completion.ts';
import { badRequest, type Refusal, refusalFor } from './errors.ts';
import type { Fault } from './faults.ts';
import type { HeldAnswer } from './held-answer.ts';
import { sendJson } from './http.ts';
import { type Refusals, refusalOf } from './refusals.ts';
import { type ChatTurn, readChatRequest } from './request.ts';
import type { OpenExchange } from './request-log.ts';
import type { StreamHabits } from './stream/habits.ts';
import { unheardTokens } from './stream/writer.ts';

interface ChatOptions {
  readonly models: readonly string[];
  readonly delays: { readonly ttftMs: number; readonly interTokenMs: number };
  readonly reply: (messages: readonly ChatTurn[]) => string;
  readonly onHeld: (held: HeldAnswer) => void;
  readonly habits: StreamHabits;
  readonly refuses: Refusals;
  /** The fault that the request meets. */
  readonly take: () => Fault | undefined;
}

interface ChatExchange {
  readonly exchange: OpenExchange;
  readonly response: ServerResponse;
  /** Headers of every answer, refusals too. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether `x_groq` is part of the answer. */
  readonly groqExtras: boolean;
}

/** The returned function answers one request. It rejects when the client goes away, or `reply` throws. */
export const createChat =
  ({ models, delays, reply, onHeld, habits, refuses, take }: ChatOptions) =>
  async ({ exchange, response, groqExtras, ...answered }: ChatExchange): Promise<void> => {
    const { id: requestId, atMs: arrivedAtMs, body } = exchange.record;
    const headers = { ...answered.headers, 'x-request-id': requestId };
    const refuse = (refusal: Refusal) =>
      sendJson(response, refusal.status, refusal.body, { ...headers, ...refusal.headers });

    if (body === undefined) return refuse(badRequest('could not parse the request body as JSON'));
    const chat = readChatRequest(body, models);
    if ('status' in chat) return refuse(chat);
    const refusal = refusalOf(refuses, body as object, chat.messages);
    if (refusal) return refuse(refusal);
    const fault = take();
    if (fault?.kind === 'hang') return foreverUntil(exchange.gone);
    if (fault?.kind === 'refuse') return refuse(refusalFor(fault.status, chat.model, fault.retryAfterS));

    const text = fault?.kind === 'empty' ? '' : reply(chat.messages);
    const unheard = unheardTokens(habits);
    const completion = createCompletion(chat, text, {
      requestId,
      groqExtras,
      ...delays,
      unheardTokens: unheard,
    });
    const answer = chat.stream && habits.frame !== 'document' ? answerStreaming : answerWhole;
    return answer(completion, { response, headers, fault, delays, arrivedAtMs, exchange, habits, onHeld });
  };
