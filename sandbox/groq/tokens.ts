/**
 * Cuts a reply the way a language model's tokenizer does: a word with its leading space, punctuation on its own,
 * long words and numbers in pieces. "$29.95" and "Mr. Lee" arrive in parts, as from a real model.
 * The pieces always join back to the text.
 */
const PIECES = /\s?\p{L}[\p{L}\p{M}'’]*|\s?\p{N}{1,3}|\s?[^\s\p{L}\p{N}]+|\s+/gu;

/** Words longer than this come in two tokens. */
const LONG_WORD_CHARS = 10;

export function splitTokens(text: string): string[] {
  return (text.match(PIECES) ?? []).flatMap((piece) => {
    if (piece.length <= LONG_WORD_CHARS || !/^\s?\p{L}+$/u.test(piece)) return [piece];
    const middle = Math.ceil(piece.length / 2);
    return [piece.slice(0, middle), piece.slice(middle)];
  });
}

/** A prompt's size by the usual rule of thumb; only usage figures depend on it. */
export const estimateTokens = (text: string): number => Math.max(1, Math.ceil(text.length / 4));
