/**
 * Whether a text is inside quotation marks or brackets. The same mark opens a quotation in one language and closes it in
 * another („so“, “so”, »so«, «so», ”so”), so that its place decides.
 */
const QUOTE = /["“”„‟«»‹›]/;
/** Opens wherever no quotation is open. */
const OPENING = /["“„‟«‹]/;
const BEFORE_OPENING = /^$|[\s(\p{Ps}–—-]/u;
const TITLE = { open: /[《〈]/g, close: /[》〉]/g };
const BRACKETS = { open: /[([{（「『《〈【［]/g, close: /[)\]}）」』》〉】］]/g };

const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;

/** Whether no quotation and no bracket is open at the end of the text. */
export function isBalanced(text: string): boolean {
  return count(text, BRACKETS.open) <= count(text, BRACKETS.close) && !isInQuotation(text);
}

/** Whether the title of a work is open: `《摔跤吧！爸爸》` is one name. */
export const isInTitle = (text: string): boolean => count(text, TITLE.open) > count(text, TITLE.close);

/** A parenthesis has begun behind a blank and goes on: `(incl. Tax)`. One that is long holds sentences. */
const IN_PARENTHESIS = /(?:^|\s)(?:\([^()]{1,60}|\[[^[\]]{1,60})$/;
export const isInParenthesis = (text: string): boolean => IN_PARENTHESIS.test(text);

function isInQuotation(text: string): boolean {
  let isOpen = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (!QUOTE.test(char) || (char === '"' && isInWord(text, at, isOpen))) continue;
    const isBehindGap = BEFORE_OPENING.test(text.charAt(at - 1)) && /\S/.test(text.charAt(at + 1));
    if (isOpen) isOpen = isBehindGap && char !== '"' && OPENING.test(char);
    else isOpen = OPENING.test(char) || isBehindGap;
  }
  return isOpen;
}

/** `ד"ר` in Hebrew, and inches: `a 15" screen`. */
const isInWord = (text: string, at: number, isOpen: boolean): boolean =>
  /\p{Script=Hebrew}"\p{Script=Hebrew}/u.test(text.slice(Math.max(0, at - 1), at + 2)) ||
  (!isOpen && /\p{N}/u.test(text.charAt(at - 1)));
