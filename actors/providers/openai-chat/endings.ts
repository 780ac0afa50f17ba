/**
 * What a vendor's word for the end of a reply means. Vendors have words of their own; one that is not known is a stop.
 */
import type { ErrorCode } from '../../../machines/errors.ts';
import { CLIPPED, emptyAnswer, type Refusal } from './refusal.ts';

export interface ReplyFault {
  readonly code: ErrorCode;
  /** What the vendor did, after its name. */
  readonly what: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  /** What the vendor said, or what the fault amounts to, where another request may help. */
  readonly refusal?: Refusal;
}

/** Whether the token limit, or the end of the model's context, cut the reply. */
const isCutBy = (reason: string): boolean =>
  /length|max_?(?:\w+_)?tokens|token_limit|context_window/i.test(reason);

/** Whether the last sentence may have no end: by a limit, a filter of what the model writes, or as it went round in circles. */
export const isBrokenOff = (reason: string): boolean =>
  isCutBy(reason) || FILTERED.test(reason) || /repetition/i.test(reason);
const FILTERED = /filter|safety|recitation|prohibited|blocklist|spii|sensitive|moderation|guardrail/i;

/** Whether the vendor broke the reply off. */
export const isFailure = (reason: string): boolean =>
  /error|abort|insufficient|cancel|time_?d?_?out|overload|unavailable|fail|malformed_response/i.test(reason);

/** A reply that ended without a word to say. `hasReasoned`: the model wrote something that is not said, seen or only counted. */
export function emptyReply(reason: string, hasReasoned: boolean): ReplyFault {
  const isCut = isCutBy(reason);
  const why = isCut
    ? 'reasoning may have used up maxTokens'
    : FILTERED.test(reason)
      ? 'its content filter stopped it'
      : /tool|function/i.test(reason)
        ? 'it called a tool, and has none'
        : hasReasoned
          ? 'it sent reasoning or a tool call, and no answer'
          : 'it sent none';
  const what = `finished without any text: ${why}`;
  const fault = { code: 'LLM_EMPTY', what, facts: { reason } } as const;
  // Cut without reasoning, it would be cut again.
  if (isCut && !hasReasoned) return fault;
  return { ...fault, refusal: emptyAnswer(isCut ? CLIPPED : reason) };
}
