/**
 * One chunk of a chat stream, as facts: JSON in, text and endings out. The dialect is OpenAI's; this reads what other
 * servers make of it, too.
 *
 *   JSON value ──> failure? │ choices ──> text, reasoning ──> usage ──> finish reason ──> CompletionFact …
 *
 * Pure and tolerant: empty `choices`, nulls and unknown fields are normal. The vendor's page in
 * docs/vendors has the source of each form.
 */

import { isObject, type Json, saysNothing } from '../json.ts';
import type { LlmUsage } from '../llm-provider.ts';
import { isFailure } from './endings.ts';
import { type Refusal, readFailure } from './refusal.ts';

export type CompletionFact =
  /** Text of the model, with its marks; `text` is empty when the chunk has none. */
  | { readonly kind: 'delta'; readonly text: string }
  /** Reasoning in a field of its own, and no text. */
  | { readonly kind: 'reasoning' }
  /** `isLast`: in a chunk without choices, as servers send it behind the text. `hasReasoned`: tokens of reasoning are in it. */
  | {
      readonly kind: 'usage';
      readonly usage: LlmUsage;
      readonly isLast: boolean;
      readonly hasReasoned?: true;
    }
  /** The vendor's own word for why it stopped. `isBesideText`: some servers send it with every text. */
  | { readonly kind: 'finished'; readonly reason: string; readonly isBesideText: boolean }
  /** The vendor reports a failure inside the stream. Only its code may leave this folder, never its prose. */
  | { readonly kind: 'failed'; readonly refusal: Refusal };

const NOTHING: Json = {};
/** A delta that is all text before it once more, of so many characters, is no coincidence. */
const MIN_REPEATED_CHARS = 20;
const FIGURES = /^\p{N}+$/u;
const MARKS = /^[^\p{L}\p{N}\s]{2}$/u;
/** Figures and runs of marks may begin like the delta before: `1` and `1 a.m.` is 11 a.m., `*` and `**` is `***`. */
const isDoubtful = (before: string, text: string): boolean =>
  FIGURES.test(before) ||
  (!/\p{L}/u.test(before) && MARKS.test(text.slice(before.length - 1, before.length + 1)));
/** At whatever length, when more follows in the same delta: `Ha` and `Ha` is a laugh. */
const isNoCoincidence = (before: string, text: string): boolean =>
  before.length >= MIN_REPEATED_CHARS || (text.length > before.length && !isDoubtful(before, text));
const objectOrEmpty = (value: unknown): Json => (isObject(value) ? value : NOTHING);

export class ChunkReader {
  readonly #extras: string;
  /** Text came as deltas: a whole message behind them repeats them. */
  #hasDeltas = false;
  /** All text so far. */
  #text = '';
  /** The last delta, if it may have been all text so far: one that begins with it, too, is no coincidence. */
  #maybeAll = '';

  /** `extras`: see LlmEndpoint. */
  constructor(extras = '') {
    this.#extras = extras;
  }

  /** The facts of one JSON value, in the order they apply; `undefined` for what is no chunk at all. */
  read(value: unknown): CompletionFact[] | undefined {
    if (Array.isArray(value) && value.length > 0) return value.flatMap((each) => this.read(each) ?? []);
    if (!isObject(value)) return undefined;
    const chunk = isObject(value.data) && value.choices === undefined ? value.data : value;
    const own = objectOrEmpty(chunk[this.#extras]);
    const failure = failureOf(chunk) ?? ownFailureOf(own);
    if (failure !== undefined) return [{ kind: 'failed', refusal: readFailure(failure) }];

    const choices = choicesOf(chunk);
    let text = '';
    let hasPlace = false;
    let isReasoning = false;
    let reason: string | undefined;
    for (const choice of choices) {
      const message = this.#messageOf(choice);
      text += saidIn(message, choice);
      hasPlace ||= message !== undefined || isWritten(choice.text);
      isReasoning ||= message !== undefined && hasReasoning(message);
      reason ??= reasonOf(choice);
    }
    text = this.#withoutRepetition(text);
    const usage = own.usage ?? chunk.usage ?? (typeof chunk.eval_count === 'number' ? chunk : undefined);
    const facts: CompletionFact[] = [];
    if (text === '' && isReasoning) facts.push({ kind: 'reasoning' });
    else if (hasPlace) facts.push({ kind: 'delta', text });
    if (isObject(usage)) {
      const fact = { kind: 'usage', usage: readUsage(usage), isLast: choices.length === 0 } as const;
      facts.push(countsReasoning(usage) ? { ...fact, hasReasoned: true } : fact);
    }
    if (reason !== undefined) facts.push({ kind: 'finished', reason, isBesideText: text !== '' });
    return facts;
  }

  /** Some servers send the whole answer again in the last delta, others all of it so far in every delta. */
  #withoutRepetition(text: string): string {
    if (text === '') return text;
    const maybe = this.#maybeAll;
    const isAgain = maybe !== '' && text.length > maybe.length && text.startsWith(maybe);
    const before = isAgain ? maybe : this.#text;
    const isAlike = before !== '' && text.startsWith(before);
    const isRepeated = isAgain || (isAlike && isNoCoincidence(before, text));
    this.#maybeAll = isAlike && !isRepeated && text.length > before.length ? text : '';
    const news = isRepeated ? text.slice(before.length) : text;
    this.#text = isRepeated ? text : this.#text + text;
    return news;
  }

  /** A delta, or what stands in its place. */
  #messageOf({ delta, message }: Json): Json | undefined {
    const isDelta = isObject(delta) && hasKeys(delta);
    if (isDelta || !isObject(message)) {
      this.#hasDeltas ||= isDelta && delta.content !== undefined && delta.content !== '';
      return isObject(delta) ? delta : undefined;
    }
    return this.#hasDeltas ? NOTHING : message;
  }
}

function hasKeys(object: Json): boolean {
  for (const _ in object) return true;
  return false;
}

/** What a chunk says of a failure; undefined when it says nothing of one. */
function failureOf(chunk: Json): unknown {
  const failure = ownFailureOf(chunk);
  if (failure !== undefined) return failure;
  const { choices } = chunk;
  if (Array.isArray(choices) && choices.length > 0) {
    const failed = choices.find(
      (choice) => isObject(choice) && isObject(choice.error) && !saysNothing(choice.error),
    );
    return failed?.error;
  }
  const { errors, base_resp: base, code, message } = chunk;
  if (chunk.object === 'error' || chunk.type === 'error') return { code, type: chunk.type, message };
  if (Array.isArray(errors) && errors.length > 0) return errors[0];
  if (isObject(base) && base.status_code) return { code: base.status_code, message: base.status_msg };
  if (chunk.error_code) return { code: chunk.error_code, message: chunk.error_msg };
  return Array.isArray(choices) || isObject(message)
    ? statusIn(chunk)
    : (statusIn(chunk) ?? refusalIn(chunk));
}

/** A status of HTTP, under one of the names in use; other numbers say nothing of a failure by themselves. */
function statusIn(chunk: Json): unknown {
  const { code, status, statusCode, status_code, message, msg } = chunk;
  const found = [code, status, statusCode, status_code].find(
    (value) => value !== undefined && /^[45]\d\d$/.test(String(value)),
  );
  return found === undefined ? undefined : { code: found, message: message ?? msg };
}

/** Words in the place of an answer, with what makes a failure of them. A good envelope has words, too: `code: 0`. */
function refusalIn({ code, message, msg, detail, success, status, __type: type }: Json): unknown {
  if (typeof detail === 'string') return { code, message, detail };
  const words = message ?? msg;
  if (typeof words !== 'string' || words === '') return undefined;
  const isGood = success !== false && (code === undefined || /^(?:0|200|ok|success)$/i.test(String(code)));
  const isBad = type !== undefined || /^(?:error|fail)/i.test(String(status));
  return isGood && !isBad ? undefined : { code: code ?? type, message: words };
}

/** Some gateways write an error of empty fields beside every text. */
function ownFailureOf({ error }: Json): unknown {
  if (!error || saysNothing(error)) return undefined;
  // Under `event: error` some vendors send the whole body, which has an `error` of its own.
  if (isObject(error) && isObject(error.error) && !saysNothing(error.error)) return ownFailureOf(error);
  return error;
}

/** The first choice, which is all that is asked for; one server's own dialect has a message without a choice. */
function choicesOf(chunk: Json): Json[] {
  if (Array.isArray(chunk.choices)) {
    const first = chunk.choices.filter((choice) => isObject(choice) && Number(choice.index ?? 0) === 0);
    if (first.length > 0 || chunk.finish_reason === undefined) {
      return chunk.object === 'chat.completion' ? first.map(withReason) : first;
    }
  }
  const { message, response, done, done_reason: reason, finish_reason: own } = chunk;
  if (!isObject(message) && !isWritten(response)) return own === undefined ? [] : [{ finish_reason: own }];
  return [{ message, text: response, finish_reason: done === true ? (reason ?? 'stop') : own }];
}

/** A whole completion is over, whether it has a word for that or not. Some servers give their chunks its name. */
function withReason(choice: Json): Json {
  const isWhole = isObject(choice.message) && choice.delta === undefined && !choice.finish_reason;
  return isWhole ? { ...choice, finish_reason: 'stop' } : choice;
}

/** What is meant to be heard: not what a tool call repeats as content, nor reasoning that a server sends as content, too. */
function saidIn(message: Json = NOTHING, choice: Json): string {
  const { content, refusal, tool_calls: calls, reasoning, reasoning_content: longer, thinking } = message;
  if (isThought(message)) return '';
  if ((Array.isArray(calls) && calls.length > 0) || isObject(message.function_call)) return '';
  const text = textOf(content) || textOf(choice.text) || textOf(refusal);
  return text === reasoning || text === longer || text === thinking ? '' : text;
}

/** Google has sent the reason under its own spelling, with null under the other one. OpenRouter says `stop` to a host's failure. */
function reasonOf({ finish_reason, finishReason, native_finish_reason: native }: Json): string | undefined {
  const written = finish_reason ?? finishReason;
  const reason = written && typeof native === 'string' && isFailure(native) ? native : written;
  return typeof reason === 'string' && !/^(?:null|none)?$/i.test(reason) ? reason : undefined;
}

/** Text, or a token of it that one host writes as the number that it reads like: `6`. */
const isWritten = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

/** Content is a string; some servers send parts, of which text and refusals are said. */
function textOf(content: unknown): string {
  if (isWritten(content)) return String(content);
  if (Array.isArray(content)) return content.map(partText).join('');
  return partText(content);
}

function partText(part: unknown): string {
  if (typeof part === 'string') return part;
  const { type = 'text', text, refusal, thought } = objectOrEmpty(part);
  if (thought === true) return '';
  const said = type === 'refusal' ? refusal : type === 'text' || type === 'output_text' ? text : undefined;
  return typeof said === 'string' ? said : '';
}

/** Content that Google, or a gateway before it, marks as the model's thought. */
const isThought = ({ thought, extra_content: extra }: Json): boolean =>
  thought === true || objectOrEmpty(objectOrEmpty(extra).google).thought === true;

/** Reasoning beside the content, by whatever name, or as parts of it, or in its place. */
function hasReasoning(message: Json): boolean {
  const { reasoning, reasoning_content: longer, reasoning_text: text, thinking, content } = message;
  const { reasoning_details: details, thinking_blocks: blocks } = message;
  if (reasoning || longer || text || thinking || isFilled(details) || isFilled(blocks)) return true;
  return isThought(message) || (Array.isArray(content) && content.some(isReasoningPart));
}

const isFilled = (list: unknown): boolean => Array.isArray(list) && list.length > 0;
const isReasoningPart = (part: unknown): boolean =>
  isObject(part) && (part.thought === true || /think|reason/.test(String(part.type)));

/** OpenAI counts reasoning among the tokens of the completion, xAI and Google only in the total. */
function countsReasoning(usage: Json): boolean {
  const { reasoning_tokens: reasoning } = objectOrEmpty(usage.completion_tokens_details);
  const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = usage;
  const hidden = Number(total) - Number(prompt) - Number(completion);
  return Number(reasoning ?? usage.reasoning_tokens ?? 0) > 0 || hidden > 0;
}

function readUsage(usage: Json): LlmUsage {
  const count = (value: unknown) => (typeof value === 'number' ? value : undefined);
  const prompt = count(usage.prompt_tokens) ?? count(usage.prompt_eval_count);
  const details = objectOrEmpty(usage.prompt_tokens_details);
  const cached = count(details.cached_tokens) ?? count(usage.prompt_cache_hit_tokens);
  const completion = count(usage.completion_tokens) ?? count(usage.eval_count);
  return {
    ...(prompt !== undefined && { promptTokens: prompt }),
    ...(cached !== undefined && { cachedTokens: cached }),
    ...(completion !== undefined && { completionTokens: completion }),
  };
}
