/** Tokens that stand for something without words: an emoji by its name, and in a parenthesis what somebody is written to do. */
import { isAct } from '../sounds.ts';
import { readSourceLinks, type TokenReader } from './inline-tokens.ts';
import { GAP } from './placeholders.ts';

/** `:)`, `;-)`, `:'(`, before a blank or the end of a sentence; and what may become one. */
const FACE = /^[:;]['’]?[-o^]?[()DPpOo/](?=[\s.,!?…])/;
const MAY_BE_FACE = /^[:;]['’]?[-o^]?[()DPpOo/]?$/;
/** A face in brackets, of marks alone: `(^_^)`. Some of them draw the eyes or the mouth. */
const BRACED_FACE = /^[(（](?=.*[\^_‿◡◠ω´｀•◕ᴗ])[^\p{L}\p{N}\s*#()（）]{2,8}[)）]$/u;
const MAY_BE_BRACED = /^[(（][^\p{L}\p{N}\s*#()（）]{0,8}$/u;

/** `:smile:`, `:+1:`, as chat programs write emoji; and the faces that keyboards write. */
export const readEmojiName: TokenReader = (held) => {
  const face = FACE.exec(held)?.[0];
  if (face !== undefined) return { said: GAP, rest: held.slice(face.length) };
  if (MAY_BE_FACE.test(held)) return 'more';
  if (/^:(?:[+-]1|[a-z][a-z0-9_+-]{1,30}):$/.test(held)) return { said: GAP, rest: '' };
  return /^:(?:[+-]1?|[a-z][a-z0-9_+-]{0,30})?$/.test(held) ? 'more' : 'none';
};

/** So many characters of a parenthesis wait for its end. */
const MAX_DIRECTION_CHARS = 30;

/** `(laughs softly)` */
const readStageDirection: TokenReader = (held) => {
  if (BRACED_FACE.test(held)) return { said: GAP, rest: '' };
  if (MAY_BE_BRACED.test(held)) return 'more';
  if (/[)）]$/.test(held)) return isAct(held.slice(1, -1)) ? { said: GAP, rest: '' } : 'none';
  return /^[(（][\p{L}\p{M} ]*$/u.test(held) && held.length <= MAX_DIRECTION_CHARS ? 'more' : 'none';
};

/** A parenthesis of nothing but sources, of what somebody does, or of a face. */
export const readParenthesis: TokenReader = (held) => {
  const reading = readSourceLinks(held);
  return reading === 'none' ? readStageDirection(held) : reading;
};
