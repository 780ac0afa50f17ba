/**
 * Key terms against the limits of the vendor that gets them: an agent whose terms the vendor refuses would take no call.
 *
 * A vendor counts tokens of its own. Here they are estimated: a list is refused that is over the limit however the vendor counts, and one
 * that probably is over it is warned of.
 */
import type { KeytermLimits } from '../../actors/providers/stt-product.ts';

/** Characters of a token at the most, as an average over a list, and as they usually are (in English; UTF-8 bytes elsewhere). */
const LONGEST_TOKEN = 6;
const USUAL_TOKEN = 4;

const tokensOf = (terms: readonly string[], tokenLength: number): number =>
  terms.reduce((sum, term) => {
    const words = term.split(/\s+/).length;
    return sum + Math.max(words, Math.ceil(Buffer.byteLength(term) / tokenLength));
  }, 0);

interface KeytermFault {
  /** Which term; undefined: the whole list. */
  readonly index?: number;
  /** The allowed values. */
  readonly message: string;
}

export function faultsIn(terms: readonly string[], limits: KeytermLimits): KeytermFault[] {
  const faults = terms.flatMap((term, index): KeytermFault[] => {
    const message =
      faultOf(term, limits) ??
      (terms.indexOf(term) < index ? `once: it is term ${terms.indexOf(term)}, too` : undefined);
    return message === undefined ? [] : [{ index, message }];
  });
  if (terms.length > limits.most) faults.push({ message: `at most ${limits.most} of them` });
  const { mostTokens = Number.POSITIVE_INFINITY } = limits;
  const tokens = tokensOf(terms, LONGEST_TOKEN);
  if (tokens > mostTokens)
    faults.push({
      message: `at most ${mostTokens} tokens in all, of about four letters each: these are ${tokens} or more`,
    });
  return faults;
}

function faultOf(term: string, { longest = Number.POSITIVE_INFINITY }: KeytermLimits): string | undefined {
  if (term === '') return 'a word or a phrase, not blank';
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufffd]/u.test(term))
    return 'a word or a phrase on one line, without control characters';
  const { length } = [...term];
  return length > longest ? `at most ${longest} characters, not ${length}` : undefined;
}

/** What an operator may not have meant: a sentence each. */
export function doubtsAbout(
  terms: readonly string[],
  { mostTokens = Number.POSITIVE_INFINITY }: KeytermLimits,
): string[] {
  const doubts: string[] = [];
  const tokens = tokensOf(terms, USUAL_TOKEN);
  if (tokens > mostTokens && tokensOf(terms, LONGEST_TOKEN) <= mostTokens)
    doubts.push(
      `about ${tokens} tokens in all, and the vendor refuses every call with more than ${mostTokens}`,
    );
  const weighted = terms.filter((term) => /\p{L}:-?\d+(?:\.\d+)?$/u.test(term)).length;
  const lists = terms.filter((term) => /\p{L}\s*[,;]\s*\p{L}/u.test(term)).length;
  if (lists > 0) doubts.push(`${lists} of them have a comma inside: each term is an entry of its own`);
  if (weighted > 0)
    doubts.push(`${weighted} of them end in a number behind a colon: key terms have no weights`);
  return doubts;
}
