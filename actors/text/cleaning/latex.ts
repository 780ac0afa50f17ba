/**
 * LaTeX that a model writes in the middle of a sentence, as the characters that it draws: `\frac{1}{2}` is `1/2`, `3 \times 4`
 * is `3 × 4`. Unlike words, characters need no language: a voice says `≤` in its own.
 */
import type { TokenReader } from './inline-tokens.ts';
import { raised } from './raised.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** What each command draws. */
const DRAWN: ReadonlyMap<string, string> = new Map([
  ...Object.entries({
    times: '×',
    cdot: '·',
    div: '÷',
    pm: '±',
    le: '≤',
    leq: '≤',
    ge: '≥',
    geq: '≥',
    ne: '≠',
    neq: '≠',
    approx: '≈',
    equiv: '≡',
    infty: '∞',
    sum: '∑',
    int: '∫',
    degree: '°',
    circ: '°',
    to: '→',
    rightarrow: '→',
    Rightarrow: '⇒',
    ldots: '…',
    cdots: '…',
    dots: '…',
    quad: ' ',
    qquad: ' ',
    left: '',
    right: '',
    displaystyle: '',
    alpha: 'α',
    beta: 'β',
    gamma: 'γ',
    delta: 'δ',
    epsilon: 'ε',
    theta: 'θ',
    lambda: 'λ',
    mu: 'μ',
    pi: 'π',
    rho: 'ρ',
    sigma: 'σ',
    tau: 'τ',
    phi: 'φ',
    omega: 'ω',
    Delta: 'Δ',
    Sigma: 'Σ',
    Omega: 'Ω',
  }),
  ...words('sin cos tan log ln exp min max').map((name): [string, string] => [name, name]),
]);
/** How many arguments a command has, in braces. */
const COUNTS: ReadonlyMap<string, number> = new Map([
  ...words('frac dfrac tfrac').map((name): [string, number] => [name, 2]),
  ...words('sqrt begin end text mathrm mathbf mathit textbf textit operatorname boxed').map(
    (name): [string, number] => [name, 1],
  ),
]);

const MAX_CHARS = 60;

/** A command's name, and what stands behind it. */
const COMMAND = /^\\([a-zA-Z]*)(.*)$/s;
const begins = (text: string, names: ReadonlyMap<string, unknown>): boolean =>
  [...names.keys()].some((name) => name.startsWith(text));

/** A command; its arguments are read again as text. */
export const readCommand: TokenReader = (held) => {
  if (held.length > MAX_CHARS) return 'none';
  const [, name = '', behind = ''] = COMMAND.exec(held) ?? [];
  if (behind === '') return begins(name, DRAWN) || begins(name, COUNTS) ? 'more' : 'none';
  const said = DRAWN.get(name);
  if (said !== undefined) return { said, rest: behind };
  const count = COUNTS.get(name);
  return count === undefined ? 'none' : readArguments(behind, count, (texts) => withArguments(name, texts));
};

/** A command with arguments: behind a letter, one without is a folder of a path, `C:\Users\pi`. */
export const readBracedCommand: TokenReader = (held) => {
  const [, name = '', behind = ''] = COMMAND.exec(held) ?? [];
  const isOne = behind === '' ? begins(name, COUNTS) : COUNTS.has(name);
  return isOne ? readCommand(held) : 'none';
};

/** What a command with these arguments stands for; `begin` and `end` only name a kind of formula. */
function withArguments(name: string, [first = '', second]: readonly string[]): string {
  if (second !== undefined) return `${asOne(first)}/${asOne(second)}`;
  if (name === 'sqrt') return `√${asOne(first)}`;
  return name === 'begin' || name === 'end' ? '' : first;
}

const asOne = (text: string): string => (/^(?:\\?[\p{L}\p{N}]+)$/u.test(text) ? text : `(${text})`);

function readArguments(held: string, count: number, write: (texts: readonly string[]) => string) {
  const texts: string[] = [];
  let depth = 0;
  let text = '';
  for (const char of held) {
    if (char === '\n' || (depth === 0 && char !== '{')) return 'none';
    if (char === '}') depth--;
    if (depth > 0) text += char;
    if (char === '{') depth++;
    if (depth > 0) continue;
    texts.push(text);
    text = '';
    if (texts.length === count) return { said: '', rest: write(texts) };
  }
  return 'more' as const;
}

/** `^2`, `^{10}`, `^{-3}`: a power. Behind a letter, a number or a bracket it is nothing else. */
export const readPower: TokenReader = (held) => {
  if (/^\^(?:[-−]?\d{0,2}|\{[-+−]?\d{0,2})$/.test(held)) return 'more';
  const [, inBraces, bare, rest = ''] = /^\^(?:\{([-+−]?\d+)\}|([-−]?\d+))([^\d]?)$/.exec(held) ?? [];
  const figure = inBraces ?? bare;
  return figure === undefined ? 'none' : { said: raised(figure), rest };
};
