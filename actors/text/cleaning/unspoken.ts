/** Tokens that stand for something without words: an emoji by its name, and in a parenthesis what somebody is written to do. */
import { isAct } from '../sounds.ts';
import { readSourceLinks, type TokenReader } from './inline-tokens.ts';
import { GAP } from './placeholders.ts';

/** `:smile:`, `:+1:`, as chat programs write emoji. */
export const readEmojiName: TokenReader = (held) => {
  if (/^:(?:[+-]1|[a-z][a-z0-9_+-]{1,30}):$/.test(held)) return { said: GAP, rest: '' };
  return /^:(?:[+-]1?|[a-z][a-z0-9_+-]{0,30})?$/.test(held) ? 'more' : 'none';
};

/** So many characters of a parenthesis wait for its end. */
const MAX_DIRECTION_CHARS = 30;

/** `(laughs softly)` */
const readStageDirection: TokenReader = (held) => {
  if (/[)）]$/.test(held)) return isAct(held.slice(1, -1)) ? { said: GAP, rest: '' } : 'none';
  return /^[(（][\p{L}\p{M} ]*$/u.test(held) && held.length <= MAX_DIRECTION_CHARS ? 'more' : 'none';
};

/** A parenthesis of nothing but sources, or of what somebody does. */
export const readParenthesis: TokenReader = (held) => {
  const reading = readSourceLinks(held);
  return reading === 'none' ? readStageDirection(held) : reading;
};
