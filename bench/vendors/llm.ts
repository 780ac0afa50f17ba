/**
 * Groq's chat stream: the first delta leaves `delayMs` after the request is complete.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { later, type Turn, type VendorOptions } from '../turn.ts';

const HEADERS = { 'content-type': 'text/event-stream', 'x-request-id': 'req_bench' };
const MODEL = 'openai/gpt-oss-20b';

const chunk = (delta: object, finishReason: string | null, more = ''): string =>
  `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1790000000,"model":"${MODEL}","choices":[{"index":0,"delta":${JSON.stringify(delta)},"logprobs":null,"finish_reason":${JSON.stringify(finishReason)}}]${more}}\n\n`;

const BEGIN = chunk({ role: 'assistant', content: '' }, null, ',"x_groq":{"id":"req_bench"}');
const END = `${chunk({}, 'stop', ',"x_groq":{"id":"req_bench","usage":{"prompt_tokens":120,"completion_tokens":12,"total_tokens":132}}')}data: [DONE]\n\n`;

export function serveModel(
  request: IncomingMessage,
  response: ServerResponse,
  { findTurn, delayMs }: VendorOptions,
): void {
  const begunAt = performance.now();
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const receivedAt = performance.now();
    const body = Buffer.concat(parts).toString();
    const turn = findTurn(body);
    if (!turn) {
      response.writeHead(400).end('{"error":{"message":"no such turn","type":"invalid_request_error"}}');
      return;
    }
    turn.requestBody = body;
    turn.happened('requestBegun', begunAt);
    turn.happened('requestReceived', receivedAt);
    later(delayMs, () => answer(turn, response));
  });
}

function answer(turn: Turn, response: ServerResponse): void {
  const { deltas, gapMs, openEnded } = turn.reply;
  const [first = '', ...rest] = deltas.map((content) => chunk({ content }, null));
  const finish = (last: string): void => {
    turn.happened('llmFinished');
    response.end(last + END);
  };
  let timer: NodeJS.Timeout | undefined;
  response.on('close', () => {
    clearTimeout(timer);
    if (!response.writableFinished) turn.happened('llmAborted');
  });
  response.writeHead(200, HEADERS);
  turn.happened('tokenSent');
  response.write(BEGIN + first);

  const next = (): void => {
    const delta = rest.shift();
    if (delta !== undefined) response.write(delta);
    if (rest.length > 0) timer = setTimeout(next, gapMs);
    else if (!openEnded) finish('');
  };
  if (gapMs > 0) timer = setTimeout(next, gapMs);
  else setImmediate(() => finish(rest.join('')));
}
