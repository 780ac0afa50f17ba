/**
 * Which models reason before they answer, and what follows from it for a request and for reading its reply.
 */

/** Models that write their reasoning as channels; the words that remain of stripped channels are looked for in them only. */
const CHANNELS = /gpt-?oss/i;
/**
 * Models whose chat template opens the reasoning in the prompt, unless they are told not to reason: where the server
 * does not take it out, only its end is in the text.
 */
const OPENS_IN_PROMPT =
  /deepseek[-_]?r1|r1-distill|\br1-1776|qwq|[-_]thinking\b|nemotron[^/]*[-_]reasoning|think-(?:7|32)b|qwen-?3\.[5-9]|minimax-?m2|glm-?5|apriel[^/]*thinker/i;
/** Models that reason unless they are told not to. */
const REASONS =
  /(?:^|\/)o[1-9]\b|gpt-[5-9](?!.*chat)|gpt-?oss|deepseek[-_]?(?:r\d|v[3-9]\.[1-9]|v[4-9]|reasoner)|r1-distill|qwq|qwen-?3|[-_]thinking\b|magistral|glm-(?:4\.[5-9]|[5-9])|minimax-m|kimi-k2(?:[.-](?:thinking|[5-9])|$)|kimi-k[3-9]|grok-(?:3-mini|4|5)|gemini-(?:2\.5|[3-9])|nemotron|reasoning|seed-oss|hunyuan|exaone-deep|phi-4[^/]*reasoning|apriel[^/]*thinker/i;
const DOES_NOT = /non-?reasoning|no-?think|instruct-2507|[-_]instruct$|qwen3?-(?:coder|vl)/i;

/**
 * Tokens to add to the limit of a reply, because the vendor counts reasoning against it: a reply of 150 tokens is
 * otherwise clipped, or never begins. `effort`: the request's `reasoning_effort`, as far as it has one; `isSeen`: the
 * endpoint has reasoned, whatever its model is called. Reports have 112 to 1,408 tokens of reasoning for a short answer
 * (covan-ai/covan PR#112, BerriAI/litellm-docs PR#559).
 */
export function reasoningHeadroom(model: string, effort?: unknown, isSeen = false): number {
  const isKnown = effort !== 'none' && !DOES_NOT.test(model) && REASONS.test(model);
  if (!isKnown && !isSeen) return 0;
  return effort === 'low' || effort === 'minimal' || effort === 'none' ? 512 : 4_096;
}

/** Whether what is left of stripped channels is looked for in a model's text. */
export const writesChannels = (model: string): boolean => CHANNELS.test(model);

/**
 * What is known of an endpoint's replies, one for each provider, kept between its turns.
 *
 *   unknown ──a reply with only the end of its reasoning──> unopened
 *   presumed ──the same──> unopened;   ──a whole reply without──> unknown
 */
export interface ReasoningHabit {
  /** `presumed`: by the model's name; `unopened`: seen once, and true from then on. */
  opening: 'unknown' | 'presumed' | 'unopened';
  /** A reply had reasoning, in a field or in its text. */
  reasons: boolean;
}

/** `effort`: as for the headroom. */
export const createReasoningHabit = (model: string, effort?: unknown): ReasoningHabit => ({
  opening: effort !== 'none' && OPENS_IN_PROMPT.test(model) && !DOES_NOT.test(model) ? 'presumed' : 'unknown',
  reasons: false,
});
