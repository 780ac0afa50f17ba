/**
 * Writes one completion at a model's pace, with the fault that the request met.
 *
 *   role chunk (half of ttft) ──> first token (ttft) ──> a token per interTokenMs ──> final chunk ──> [DONE]
 *
 * Due times count from the request's arrival, so a late timer does not delay the tokens after it.
 */
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTick, setTimeout as sleep } from 'node:timers/promises';
import type { Completion } from './completion.ts';
import type { Fault } from './faults.ts';
import { type HeldAnswer, holdAnswer } from './held-answer.ts';
import type { OpenExchange } from './request-log.ts';
import type { StreamHabits } from './stream/habits.ts';
import { createStreamWriter } from './stream/writer.ts';

interface Answering {
  readonly response: ServerResponse;
  readonly headers: Readonly<Record<string, string>>;
  readonly fault: Fault | undefined;
  readonly delays: { readonly ttftMs: number; readonly interTokenMs: number };
  /** When the request arrived, on the `performance.now()` clock. */
  readonly arrivedAtMs: number;
  readonly exchange: OpenExchange;
  readonly habits: StreamHabits;
  /** Called when the answer of a `hold` fault has sent its headers and role chunk. */
  onHeld(held: HeldAnswer): void;
}

const BROKEN = {
  error: {
    message: 'An internal error occurred while streaming',
    type: 'internal_server_error',
    code: 'internal_error',
  },
};
const GARBAGE = '{"id":"chatcmpl-00","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"cont';

async function until(dueMs: number, gone: AbortSignal): Promise<void> {
  const waitMs = dueMs - performance.now();
  if (waitMs > 0) await sleep(waitMs, undefined, { signal: gone });
}

/** Resolves when the client disconnects. */
export const foreverUntil = (gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (gone.aborted) resolve();
    else gone.addEventListener('abort', () => resolve(), { once: true });
  });

/** Lets the written bytes leave, then destroys the connection. */
async function cut({ response, exchange }: Answering): Promise<void> {
  await nextTick();
  exchange.cutByUs();
  response.destroy();
}

export async function answerStreaming(completion: Completion, answering: Answering): Promise<void> {
  const { response, fault, delays, arrivedAtMs, exchange } = answering;
  const { gone } = exchange;
  const { begin, end, breakOff, contentType, ...writer } = createStreamWriter(
    completion,
    answering.habits,
    response,
  );
  const say = (token: string) => {
    writer.say(token);
    exchange.addToken(token);
  };
  const faultAfter = fault !== undefined && 'afterTokens' in fault ? fault.afterTokens : Infinity;

  await until(arrivedAtMs + delays.ttftMs / 2, gone);
  response.writeHead(200, {
    ...answering.headers,
    'content-type': contentType,
    'cache-control': 'no-cache',
  });
  begin();
  if (fault?.kind === 'stall') return foreverUntil(gone);
  if (fault?.kind === 'hold') {
    const { record: request } = exchange;
    answering.onHeld(holdAnswer({ request, tokens: completion.tokens, gone, say, end, breakOff }));
    return foreverUntil(gone);
  }
  if (fault?.kind === 'garbage') {
    response.end(`data: ${GARBAGE}\n\n`);
    return;
  }

  for (const [index, token] of completion.tokens.entries()) {
    if (index >= faultAfter) break;
    await until(arrivedAtMs + delays.ttftMs + index * delays.interTokenMs, gone);
    say(token);
  }

  if (fault?.kind === 'cut') return cut(answering);
  if (fault?.kind === 'freeze') return foreverUntil(gone);
  if (fault?.kind === 'break') return breakOff();
  end();
}

export async function answerWhole(completion: Completion, answering: Answering): Promise<void> {
  const { response, fault, delays, arrivedAtMs, exchange } = answering;
  const { gone } = exchange;
  await until(arrivedAtMs + delays.ttftMs + completion.tokens.length * delays.interTokenMs, gone);
  const status = fault?.kind === 'break' ? 500 : 200;
  response.writeHead(status, { ...answering.headers, 'content-type': 'application/json' });
  if (fault?.kind === 'stall') {
    response.flushHeaders();
    return foreverUntil(gone);
  }
  if (fault?.kind === 'cut') {
    response.write('{"id":');
    return cut(answering);
  }
  if (fault?.kind === 'garbage') response.end(GARBAGE);
  else if (fault?.kind === 'break') response.end(JSON.stringify(BROKEN));
  else {
    for (const token of completion.tokens) exchange.addToken(token);
    response.end(JSON.stringify(completion.whole));
  }
}
