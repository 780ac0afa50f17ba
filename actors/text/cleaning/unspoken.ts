/** Tokens that are not said: emoji by name, emoticons, and stage directions in a parenthesis. */
import { isAct } from '../sounds.ts';
import { readSourceLinks, type TokenReader } from './inline-tokens.ts';
import { GAP } from './placeholders.ts';

/** `:)`, `;-)`, `:'(`, before a blank or the end of a sentence; and what may become one. */
const FACE = /^[:;]['’]?[-o^]?[()DPpOo/](?=[\s.,!?…])/;
const MAY_BE_FACE = /^[:;]['’]?[-o^]?[()DPpOo/]?$/;
/** A face in brackets, of marks alone: `(^_^)`. Some of them draw the eyes or the mouth. */
const FACE_OF_MARKS = /^.(?=.*[\^＾_＿‿◡◠´｀•◕ᴗ▽□﹏∀≧])[^\p{L}\p{N}\s#()（）]{2,10}.$/u;
/** Two eyes alike around a mouth, where letters draw either: `(ʘ‿ʘ)`, `(´・ω・)`, `(T_T)`, `(≧ω≦)`, `(ツ)`. */
const FACE_OF_LETTERS =
  /^.(?:ツ|[^\p{L}\p{N}\s()（）]{0,3}(?:([^\p{N}\s()（）])[‿◡◠▽□﹏ᴗ∀]\1|([^\p{L}\p{N}\s()（）]|[ToQ])[ωДoO_.]\2|≧\S≦|[>＞]\S[<＜])[^\p{L}\p{N}\s()（）]{0,3}).$/u;
const MAY_BE_BRACED = /^[(（](?!.*\p{L}{2})[^\p{N}\s#()（）]{0,10}$/u;
const isFace = (held: string): boolean =>
  /[)）]$/.test(held) && (FACE_OF_MARKS.test(held) || FACE_OF_LETTERS.test(held));
/** Without the backslashes, of which Markdown wants any number. */
const SHRUG = '¯_(ツ)_/¯';

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
  if (isFace(held)) return { said: GAP, rest: '' };
  if (MAY_BE_BRACED.test(held)) return 'more';
  if (/[)）]$/.test(held)) return isAct(held.slice(1, -1)) ? { said: GAP, rest: '' } : 'none';
  return /^[(（][\p{L}\p{M} ]*$/u.test(held) && held.length <= MAX_DIRECTION_CHARS ? 'more' : 'none';
};

/** `¯\\_(ツ)_/¯` */
export const readShrug: TokenReader = (held) => {
  const drawn = held.replaceAll('\\', '');
  if (drawn === SHRUG) return { said: GAP, rest: '' };
  return SHRUG.startsWith(drawn) && held.length < 2 * SHRUG.length ? 'more' : 'none';
};

/** A parenthesis of nothing but sources, a stage direction or an emoticon. */
export const readParenthesis: TokenReader = (held) => {
  const reading = readSourceLinks(held);
  return reading === 'none' ? readStageDirection(held) : reading;
};
