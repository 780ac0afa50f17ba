/** Refusals as the SDK throws them, and the refusals that public reports and documentation show, shortened to what matters. */
import { APIError } from 'groq-sdk';
import { type Refusal, readRefusal } from '../../../../actors/providers/openai-chat/refusal.ts';

/** The refusal that an answer with this status and body amounts to; a body that is a string is not JSON. */
export function refused(status: number, body: unknown, headers: Record<string, string> = {}): Refusal {
  const [json, text] = typeof body === 'string' ? [undefined, body] : [body as object, undefined];
  return readRefusal(APIError.generate(status, json, text, new Headers(headers)));
}

/** OpenAI's form of an error. */
export const openAiError = (message: string, more: object = {}): object => ({
  error: { message, type: 'invalid_request_error', param: null, code: null, ...more },
});

/** vLLM's form of an error before 0.10, SGLang's too. */
export const flatError = (message: string, more: object = {}): object => ({
  object: 'error',
  message,
  type: 'BadRequestError',
  param: null,
  code: 400,
  ...more,
});
