/**
 * How an endpoint is asked: which fields it takes and what its messages look like. Pure.
 *
 *   first guess of the vendor's folder ──refusals (remedies.ts)──> the form that the endpoint accepts, kept while the server runs
 */
import { estimateTokens, firstKept } from '../../prompt-budget.ts';
import type { ChatMessage, LlmRequest } from '../llm-provider.ts';
import { layOut, type MessageForm } from './message-form.ts';
import { reasoningHeadroom } from './reasoning.ts';

export interface RequestForm {
  readonly model: string;
  /** Absolute; its path ends in `/chat/completions`, and it may have a query. */
  readonly url: string;
  /** Fields with a value of ours, sent with every request. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The answer is asked for piece by piece. */
  readonly isStreamed: boolean;
  readonly sendsTemperature: boolean;
  /** The endpoint has reasoned: the limit has room for that. */
  readonly reasons: boolean;
  /** The field of the token limit; undefined: none is sent. */
  readonly limitField: 'max_completion_tokens' | 'max_tokens' | undefined;
  /** The highest token limit that the endpoint takes; Infinity until it refused one. */
  readonly highestLimit: number;
  readonly messages: MessageForm;
  /** What prompt and reply may take together, in estimated tokens; Infinity until a prompt was refused as too long. */
  readonly contextTokens: number;
}

export type FirstGuess = Pick<RequestForm, 'model' | 'url'> & Partial<RequestForm>;

export const firstForm = (guess: FirstGuess): RequestForm => ({
  fields: {},
  isStreamed: true,
  sendsTemperature: true,
  reasons: false,
  limitField: 'max_completion_tokens',
  highestLimit: Number.POSITIVE_INFINITY,
  messages: 'natural',
  contextTokens: Number.POSITIVE_INFINITY,
  ...guess,
});

/** The part of a request that the body is made of. */
export type Asked = Pick<LlmRequest, 'messages' | 'temperature' | 'maxTokens'>;

/** The token limit that is sent: the reply's, and room for reasoning where the model reasons; half of a small context. */
export const limitOf = (
  { model, fields, reasons, highestLimit, contextTokens }: RequestForm,
  { maxTokens }: Asked,
): number =>
  Math.min(
    maxTokens + reasoningHeadroom(model, fields.reasoning_effort, reasons),
    highestLimit,
    Math.floor(contextTokens / 2),
  );

export function bodyOf(form: RequestForm, asked: Asked): Record<string, unknown> {
  const { model, fields, isStreamed, sendsTemperature, limitField } = form;
  const messages = messagesOf(form, asked);
  const body: Record<string, unknown> = { model, messages, stream: isStreamed, ...fields };
  if (sendsTemperature) body.temperature = asked.temperature;
  if (limitField !== undefined) body[limitField] = limitOf(form, asked);
  return body;
}

/** Messages as JSON, each written once: a prompt has the messages of the one before it and a few more. */
const written = new WeakMap<object, string>();

function jsonOf(message: object): string {
  const known = written.get(message);
  if (known !== undefined) return known;
  const json = JSON.stringify(message, withoutHalves);
  written.set(message, json);
  return json;
}

/** Half of a surrogate pair, as a text has that was cut within an emoji: strict parsers refuse the whole request for it. */
const withoutHalves = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll(/\p{Cs}/gu, '') : value;

/**
 * A body as JSON, which costs a long call no more than a short one. Messages must not change once they have been sent:
 * those of a conversation never do.
 */
export function toJson({ messages, ...others }: Readonly<Record<string, unknown>>): string {
  const head = JSON.stringify(others);
  if (!Array.isArray(messages)) return head;
  const separator = head === '{}' ? '' : ',';
  return `${head.slice(0, -1)}${separator}"messages":[${messages.map(jsonOf).join(',')}]}`;
}

/** The messages that are sent: all, in the natural form, unless the endpoint has refused that. */
export const messagesOf = (form: RequestForm, asked: Asked): readonly ChatMessage[] =>
  layOut(shortened(form, asked), form.messages);

/** Prompt and reply together, in estimated tokens. */
export const tokensOf = (messages: readonly ChatMessage[], maxTokens: number): number =>
  messages.reduce((sum, { content }) => sum + estimateTokens(content), maxTokens);

/** The messages that fit beside the reply: system messages stay, the oldest exchanges go. */
function shortened(form: RequestForm, asked: Asked): readonly ChatMessage[] {
  const { messages } = asked;
  const { contextTokens } = form;
  if (contextTokens === Number.POSITIVE_INFINITY) return messages;
  const system = messages.filter(({ role }) => role === 'system');
  const turns = messages.filter(({ role }) => role !== 'system');
  const sized = turns.map(({ role, content }) => ({ role, tokens: estimateTokens(content) }));
  return [
    ...system,
    ...turns.slice(firstKept(sized, contextTokens - tokensOf(system, limitOf(form, asked)))),
  ];
}
