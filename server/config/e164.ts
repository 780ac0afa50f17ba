/** A phone number in ITU-T E.164: plus, country code, at most fifteen digits. */
export const E164 = /^\+[1-9]\d{6,14}$/;

/** What is wrong with a number, by the first rule that it breaks. */
const RULES: readonly (readonly [breaks: RegExp, problem: string])[] = [
  [/^$/, 'it is empty'],
  [/^(sip|sips|client|tel):/i, 'it is an address: only a telephone number can be called'],
  [/[a-z]/i, 'it has letters'],
  [/[^+\d]/, 'it has blanks or punctuation'],
  [/^00/, 'it begins with 00: write + instead'],
  [/^[^+]/, 'it has no + and no country code'],
  [/.\+/, 'it has a + inside'],
  [/^\+0/, 'a country code does not begin with 0'],
  [/^\+\d{16,}$/, 'it has more than 15 digits'],
  [/^\+\d{0,6}$/, 'it has fewer than 7 digits'],
];

/** What an operator reads about a number that is not in E.164; undefined for one that is. */
export function e164Problem(text: string): string | undefined {
  if (E164.test(text)) return undefined;
  const [, problem = 'it is none'] = RULES.find(([breaks]) => breaks.test(text)) ?? [];
  return `a number in E.164, such as +15551234567: ${problem}`;
}
