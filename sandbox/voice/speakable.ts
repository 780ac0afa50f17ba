/**
 * Text as Flite can read it: plain ASCII, and the tokens for which word times are reported.
 */

/** The whitespace-separated tokens of a line, punctuation kept. */
export const tokensOf = (text: string): string[] => text.split(/\s+/).filter((token) => token !== '');

/** Accents dropped, typographic quotes and dashes made plain, everything else outside ASCII removed. */
export const toPlainText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u2010-\u2012]/g, '-')
    .replace(/[\u2013-\u2015]/g, ', ')
    .replace(/[^\x20-\x7e]+/g, (run) => (/\s/.test(run) ? ' ' : ''))
    .trim();

export const isSpeakable = (text: string): boolean => /[a-z0-9]/i.test(toPlainText(text));

/** A token alone, without the punctuation around it, as the key of its pronunciation. */
export const toWord = (token: string): string =>
  toPlainText(token)
    .replace(/^["'([{]+|["')\]}.,!?;:]+$/g, '')
    .toLowerCase();
