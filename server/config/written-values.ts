/**
 * A value of the environment as its writer meant it, and the names that nearly are ours.
 *
 *   docker --env-file, a shell, .env, a web page ──> writtenValue ──> value
 *
 * Docker hands on quotation marks and carriage returns that other readers of the same file drop; text that was copied from a
 * page has blanks and marks that nobody sees. No value of ours has them on purpose.
 */

/** Characters without a visible form: zero-width blanks, direction marks, soft hyphens, byte order marks, variation selectors, fillers. */
export const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** Each kind of quotation mark that opens, with the one that closes. */
const QUOTES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '\u201c': '\u201d',
  '\u201d': '\u201d',
  '\u201e': '\u201c',
  '\u2018': '\u2019',
  '\u2019': '\u2019',
  '\u00ab': '\u00bb',
};

/** Without invisible characters, blanks around it, and one pair of quotation marks around it. */
export function writtenValue(raw: string): string {
  const text = raw.replace(INVISIBLE, '').trim();
  const closing = QUOTES[text.charAt(0)];
  return text.length > 1 && text.endsWith(closing ?? '\0') ? text.slice(1, -1).trim() : text;
}

const AROUND = /^[\s\p{Default_Ignorable_Code_Point}]+|[\s\p{Default_Ignorable_Code_Point}]+$/gu;

/** Keys whose values are patterns: a blank at the end is a part of one. */
const PATTERNS: ReadonlySet<string> = new Set(['regex']);

/**
 * An agent file with every value of one word as it was meant: a model `eleven_flash_v2_5` with a no-break space behind it is none of
 * the vendor's. Only the ends change, since inside of a text such characters may be meant.
 */
export function withBareWords(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return PATTERNS.has(key) ? value : bareWord(value);
  if (Array.isArray(value)) return value.map((each) => withBareWords(each, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withBareWords(each, name)]));
}

function bareWord(text: string): string {
  const bare = text.replace(AROUND, '');
  return bare === '' || /\s/.test(bare) ? text : bare;
}

/**
 * Whether this is the base64 of a text in one word, as Kubernetes has the data of its Secrets: encoded once too often. Of random
 * keys not one in a billion reads so by chance.
 */
export function isEncoded(value: string): boolean {
  if (value.length < 24 || value.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return false;
  return /^[\x21-\x7e]+\n?$/.test(Buffer.from(value, 'base64').toString('latin1'));
}

/** What stands for a value, and why it is none. */
const STANDS_FOR_ONE: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:encrypted:|ENC\[|\$ANSIBLE_VAULT;)/,
    'it must be the value itself, and this is encrypted: start Parley with the program that decrypts it',
  ],
  [
    /^\{\s*["']/,
    'it must be the value alone, and this is JSON with values in it: name the one that is meant where the secret is given',
  ],
  [
    /^(?:undefined|<nil>|<no value>|\[object Object\])$/,
    'it must be a value, and this is what a program writes that has none: leave it out',
  ],
  [
    /[\n\r]/,
    'it must be on one line: within double quotation marks, \\n stands for a line break, and within single ones for itself',
  ],
];

/** Keys whose values have commas between them. */
const LISTS: ReadonlySet<string> = new Set(['API_KEYS']);

/** Why this text cannot be a value: a rule for an operator. Undefined when it may be one. */
export function faultOf(key: string, value: string): string | undefined {
  if (value.startsWith(`${key}=`)) return `it must be the value alone, without "${key}=" in front`;
  const other = STANDS_FOR_ONE.find(([form]) => form.test(value));
  if (other) return other[1];
  const isOpen = value.charAt(0) in QUOTES;
  const isClosed = Object.values(QUOTES).includes(value.charAt(value.length - 1));
  if (value !== '' && isOpen !== isClosed) return 'it has a quotation mark without its partner';
  if (/\$\{\w+\}|\$\(|^\$\w+(?=$|[/\\])|\{\{|^%\w+%/.test(value))
    return 'it must be the value itself: variables are not filled in here';
  if (/(?:^|\s)#/.test(value))
    return 'it has a comment in it, which docker and systemd hand on: write comments on lines of their own';
  const [foreign] = (LISTS.has(key) ? /^=|;$/ : /^=|[,;]$/).exec(value) ?? [];
  return foreign && `it has a ${foreign} too many, from another kind of file`;
}

const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** How many mistakes a name of so many letters may have: HOST and POST are two words. */
const mistakesIn = (name: string): number => {
  if (name.length < 5) return 0;
  return name.length < 8 ? 1 : 2;
};

/** The name of `names` that `given` nearly is, but for case, separators and a mistake or two; undefined: there is none. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const written = bare(given);
  return names
    .map((name) => ({ name, mistakes: mistakesBetween(bare(name), written) }))
    .filter(({ name, mistakes }) => mistakes <= mistakesIn(bare(name)))
    .sort((a, b) => a.mistakes - b.mistakes)[0]?.name;
}

/** How many letters must be added, dropped or replaced, or swapped with their neighbour. */
function mistakesBetween(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      next[j] = Math.min(
        (next[j - 1] ?? 0) + 1,
        (row[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, row] = [row, next];
  }
  return row[other.length] ?? 0;
}
