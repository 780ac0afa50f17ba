/**
 * Requests from Twilio to the product: form fields, signed, on a connection of their own.
 */
import { randomUUID } from 'node:crypto';
import twilio from 'twilio';
import { Agent, request } from 'undici';
import type { TwilioHabits } from '../habits.ts';

interface WebhookRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly fields: Readonly<Record<string, string>>;
  /** Signs the request; unsigned when absent. */
  readonly authToken: string | undefined;
  readonly signal: AbortSignal;
  /** The same for each try of one request. Default: a new one. */
  readonly idempotencyToken?: string;
}

export interface Webhooks {
  /** The body of a 2xx answer. Throws a `WebhookError` for any other answer, and for no answer in 15 s. */
  send(webhook: WebhookRequest): Promise<string>;
  close(): Promise<void>;
}

export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  /** Twilio's debugger code. */
  readonly code: 11200 | 11205;

  constructor(code: WebhookError['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

const ANSWER_LIMIT_MS = 15_000;
const FORM = 'application/x-www-form-urlencoded';

/** The URL and form of a request. GET carries the fields in the query, which the signature then covers. */
function target({ url, method, fields }: WebhookRequest): { url: string; form: Record<string, string> } {
  if (method === 'POST') return { url, form: { ...fields } };
  const whole = new URL(url);
  for (const [name, value] of Object.entries(fields)) whole.searchParams.set(name, value);
  return { url: whole.href, form: {} };
}

export function createWebhooks(habits: Pick<TwilioHabits, 'formTypes'>): Webhooks {
  const dispatcher = new Agent({ headersTimeout: ANSWER_LIMIT_MS, bodyTimeout: ANSWER_LIMIT_MS });

  async function send(webhook: WebhookRequest): Promise<string> {
    const { method, authToken, signal } = webhook;
    const { url, form } = target(webhook);
    const headers: Record<string, string> = {
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
      'i-twilio-idempotency-token': webhook.idempotencyToken ?? randomUUID(),
    };
    if (method === 'POST')
      headers['content-type'] = `${FORM}; charset=UTF-8${habits.formTypes === 2 ? `, ${FORM}` : ''}`;
    if (authToken) headers['x-twilio-signature'] = twilio.getExpectedTwilioSignature(authToken, url, form);
    const body = method === 'POST' ? new URLSearchParams(form).toString() : null;
    let status: number;
    let text: string;
    try {
      const answer = await request(url, { method, headers, body, signal, dispatcher, reset: true });
      status = answer.statusCode;
      text = await answer.body.text();
    } catch (cause) {
      signal.throwIfAborted();
      throw new WebhookError(11205, `no answer from ${url}`, cause);
    }
    if (status < 200 || status > 299) throw new WebhookError(11200, `${method} ${url} answered ${status}`);
    return text;
  }

  return { send, close: () => dispatcher.destroy() };
}
