/**
 * A phone number in ITU-T E.164: plus, country code, at most fifteen digits. Which numbers a country has is its own matter, but
 * what people write from habit is known: a 0 that is dialled inside the country only, and numbers of +1 that are cut short.
 */

/** Its form. */
export const E164 = /^\+[1-9]\d{6,14}$/;

/** Countries where the number behind the code never begins with 0; in others, such as Italy, it may. */
const WITHOUT_ZERO = '20|27|31|32|33|40|41|43|44|46|49|55|60|61|62|63|64|66|81|82|84|86|90|91|92|94|98';

/** What is wrong with a number, by the first rule that it breaks. */
const RULES: readonly (readonly [breaks: RegExp, problem: string])[] = [
  [/^$/, 'it is empty'],
  [/^(sip|sips|client|tel|whatsapp):/i, 'it is an address: only a telephone number can be called'],
  [/[^\x20-\x7e]/, 'it has characters that are not ASCII'],
  [/^\d\.\d+e\+\d+$/i, 'a program took it for a figure: write quotation marks around it there'],
  [/[a-z]/i, 'it has letters'],
  [/[^+\d]/, 'it has blanks or punctuation'],
  [/^00/, 'it begins with 00: write + instead'],
  [/^[^+]/, 'it has no + and no country code'],
  [/.\+/, 'it has a + inside'],
  [/^\+0/, 'a country code does not begin with 0'],
  [/^\+\d{16,}$/, 'it has more than 15 digits'],
  [/^\+\d{0,6}$/, 'it has fewer than 7 digits'],
  [/^\+1(?![2-9]\d{9}$)/, 'behind +1 there are ten digits, of which the first is 2 to 9'],
  [
    new RegExp(`^\\+(?:${WITHOUT_ZERO})0`),
    'the 0 behind the country code is dialled inside the country only',
  ],
];

/** What an operator reads about a number that is not in E.164; undefined for one that is. */
export function e164Problem(text: string): string | undefined {
  const [, problem] = RULES.find(([breaks]) => breaks.test(text)) ?? [];
  return problem && `a number in E.164, such as +15551234567: ${problem}`;
}
