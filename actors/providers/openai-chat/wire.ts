/**
 * The OpenAI-style chat stream, as facts: bytes of server-sent events in, text and endings out, synchronously.
 *
 *   bytes ──> lines ──> `data:` payload ──> readChunk ──> CompletionFact ──> one call of `onFact` each
 *
 * Pure and tolerant: empty `choices`, nulls and unknown fields are normal. Reasoning is never text.
 */
import { StringDecoder } from 'node:string_decoder';
import type { LlmUsage } from '../llm-provider.ts';

export type CompletionFact =
  /** Text of the model; after reasoning only, `text` is empty. */
  | { readonly kind: 'delta'; readonly text: string }
  /** The vendor's own word for why it stopped: stop, length, tool_calls, content_filter. */
  | { readonly kind: 'finished'; readonly reason: string }
  | { readonly kind: 'usage'; readonly usage: LlmUsage }
  /** The vendor reports a failure inside the stream. `code` is its short identifier, never its prose. */
  | { readonly kind: 'failed'; readonly code: string | undefined }
  /** Not a chunk at all. */
  | { readonly kind: 'garbage' }
  /** `[DONE]`: nothing follows. */
  | { readonly kind: 'done' };

/** A line longer than this is not a chat stream. */
const MAX_LINE_CHARS = 1_000_000;

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objectOrEmpty = (value: unknown): Json => (isObject(value) ? value : {});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The facts of one `data:` payload, in the order they apply. `extras`: see LlmEndpoint. */
function readChunk(data: string, extras: string): CompletionFact[] {
  if (data.startsWith('[DONE]')) return [{ kind: 'done' }];
  const chunk = parseJson(data);
  if (!isObject(chunk)) return [{ kind: 'garbage' }];
  const own = objectOrEmpty(chunk[extras]);
  const failure = chunk.error || own.error;
  if (failure) return [{ kind: 'failed', code: errorCode(failure) }];

  const facts: CompletionFact[] = [];
  const choice = objectOrEmpty(Array.isArray(chunk.choices) ? chunk.choices[0] : undefined);
  if (isObject(choice.delta)) facts.push({ kind: 'delta', text: textOf(choice.delta.content) });
  const usage = own.usage ?? chunk.usage;
  if (isObject(usage)) facts.push({ kind: 'usage', usage: readUsage(usage) });
  if (typeof choice.finish_reason === 'string' && choice.finish_reason !== '') {
    facts.push({ kind: 'finished', reason: choice.finish_reason });
  }
  return facts;
}

/** Short identifiers only: a vendor's message may quote the prompt or part of the key. */
export function errorCode(error: unknown): string | undefined {
  const { code, type } = objectOrEmpty(error);
  const found = [code, type].find((value) => typeof value === 'string' || typeof value === 'number');
  return found === undefined ? undefined : String(found).slice(0, 60);
}

/** Content is a string; some servers send parts, of which only `text` parts are spoken. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => (isObject(part) && part.type === 'text' && typeof part.text === 'string' ? part.text : ''))
    .join('');
}

function readUsage(usage: Json): LlmUsage {
  const count = (value: unknown) => (typeof value === 'number' ? value : undefined);
  const prompt = count(usage.prompt_tokens);
  const cached = count(objectOrEmpty(usage.prompt_tokens_details).cached_tokens);
  const completion = count(usage.completion_tokens);
  return {
    ...(prompt !== undefined && { promptTokens: prompt }),
    ...(cached !== undefined && { cachedTokens: cached }),
    ...(completion !== undefined && { completionTokens: completion }),
  };
}

/** Turns response bytes into facts; a fact is reported in the same tick as the byte that completed it. `extras`: see LlmEndpoint. */
export function createCompletionReader(
  onFact: (fact: CompletionFact) => void,
  extras = '',
): (bytes: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let buffered = '';
  let data: string[] = [];

  const readLine = (line: string) => {
    if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
    if (line !== '' || data.length === 0) return;
    const payload = data.join('\n');
    data = [];
    for (const fact of readChunk(payload, extras)) onFact(fact);
  };

  return (bytes) => {
    buffered += decoder.write(bytes);
    let start = 0;
    for (let end = buffered.indexOf('\n'); end >= 0; end = buffered.indexOf('\n', start)) {
      readLine(buffered.slice(start, buffered[end - 1] === '\r' ? end - 1 : end));
      start = end + 1;
    }
    buffered = buffered.slice(start);
    if (buffered.length > MAX_LINE_CHARS) {
      buffered = '';
      onFact({ kind: 'garbage' });
    }
  };
}

/** Removes `<think>…</think>`, also when a tag is split over deltas. Leading blanks of the reply go with it. */
export function createThinkFilter(): { push(delta: string): string; end(): string } {
  let held = '';
  let thinking = false;
  let started = false;

  const visible = (text: string) => {
    const shown = started ? text : text.trimStart();
    started ||= shown !== '';
    return shown;
  };

  return {
    push(delta) {
      held += delta;
      let out = '';
      for (;;) {
        const tag = thinking ? '</think>' : '<think>';
        const at = held.indexOf(tag);
        const cut = at >= 0 ? at : held.length - partialTagLength(held, tag);
        if (!thinking) out += held.slice(0, cut);
        held = held.slice(at >= 0 ? at + tag.length : cut);
        if (at < 0) return visible(out);
        thinking = !thinking;
      }
    },
    end() {
      const rest = thinking ? '' : held;
      held = '';
      return visible(rest);
    },
  };
}

/** How many last characters of `text` could be the beginning of `tag`. */
function partialTagLength(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (tag.startsWith(text.slice(-length))) return length;
  }
  return 0;
}
