/**
 * How much of a conversation a model's prompt may hold, in tokens that are estimated without a tokenizer.
 *
 *   text ──by script──> tokens            messages over the budget ──> index of the first that stays
 *
 * Estimates are high rather than low: English has about 4 characters a token and counts as 3. A vendor's own count,
 * once it refuses a prompt, corrects them (remedies.ts).
 */

/** What a chat template adds to each message: role, separators. Llama 3 has the most, five. */
const TOKENS_PER_MESSAGE = 6;

/** Tokens for a character, by the length of its UTF-8 form: ASCII; Latin with accents, Greek, Cyrillic, Hebrew, Arabic; Indic, Thai, CJK; the rest. */
const TOKENS_BY_BYTES = [1 / 3, 2 / 3, 1.25, 3] as const;

/** The tokens of one message of this text, rounded up. */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Each half of a surrogate pair counts half of a four-byte character.
    if (code >= 0xd800 && code < 0xe000) tokens += TOKENS_BY_BYTES[3] / 2;
    else tokens += code < 0x80 ? TOKENS_BY_BYTES[0] : code < 0x800 ? TOKENS_BY_BYTES[1] : TOKENS_BY_BYTES[2];
  }
  return Math.ceil(tokens) + TOKENS_PER_MESSAGE;
}

/** Fits every model that a vendor's descriptor names as its default, and holds an hour of talk. */
export const DEFAULT_CONTEXT_TOKENS = 16_000;

/** What the history may take of a prompt, beside the system prompt and the reply; in estimated tokens. */
export const historyBudget = (model: {
  readonly systemPrompt: string;
  readonly maxTokens: number;
  readonly contextTokens?: number;
}): number =>
  (model.contextTokens ?? DEFAULT_CONTEXT_TOKENS) - model.maxTokens - estimateTokens(model.systemPrompt);

/** History is cut in blocks of this part of the budget: the beginning of the prompt stays the same for many turns. */
const BLOCKS = 4;

export interface Sized {
  readonly role: string;
  readonly tokens: number;
}

/**
 * The index of the first message that stays, so that the messages from there take at most `budget` tokens. Whole
 * exchanges go, oldest first and in blocks: what stays begins with the caller, and the last message always stays.
 */
export function firstKept(messages: readonly Sized[], budget: number): number {
  const total = messages.reduce((sum, { tokens }) => sum + tokens, 0);
  if (total <= budget) return 0;
  const block = Math.max(1, Math.floor(budget / BLOCKS));
  const due = Math.ceil((total - budget) / block) * block;
  let gone = 0;
  let kept = messages.length - 1;
  for (const [index, { role, tokens }] of messages.entries()) {
    if (gone >= due && role === 'user') {
      kept = index;
      break;
    }
    gone += tokens;
  }
  return Math.max(0, kept);
}
