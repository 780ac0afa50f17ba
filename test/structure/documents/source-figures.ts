/**
 * Figures of the source and how documents write them.
 *
 *   figureIn('actors/playback', 'leadMs') ──> 300 ──> "300 ms", "three hundred …"
 *
 * A figure is found by its name below a path, exported or not, so that it may move within its room.
 */
import { filesBelow, read } from '../repository.ts';

/** Assignments such as `NAME = 1_500`, `name: 300` and `NAME = 12 * 3_600_000`. */
const assignment = (name: string): RegExp =>
  new RegExp(
    `(?<![\\w.])${name}(?:: number)?\\s*[=:]\\s*(\\d[\\d_]*(?:\\.\\d+)?(?:\\s*\\*\\s*\\d[\\d_]*)*)(?![\\w.])`,
    'g',
  );

const product = (written: string): number =>
  written
    .replaceAll('_', '')
    .split('*')
    .reduce((result, factor) => result * Number(factor), 1);

/** The values that the source files below a folder, or one file, give a name, each once, smallest first. */
function figuresIn(below: string, name: string): number[] {
  const paths = below.endsWith('.ts') ? [below] : filesBelow(below).filter((path) => path.endsWith('.ts'));
  const values = paths.flatMap((path) =>
    [...read(path).matchAll(assignment(name))].map(([, written = '']) => product(written)),
  );
  return [...new Set(values)].sort((a, b) => a - b);
}

/** The one value of that name. Throws when there is none, or another. */
export function figureIn(below: string, name: string): number {
  const [value, ...others] = figuresIn(below, name);
  if (value === undefined) throw new Error(`No figure is named ${name} below ${below}`);
  if (others.length > 0) throw new Error(`${name} has several values below ${below}: ${[value, ...others]}`);
  return value;
}

/** Milliseconds as seconds: `1.2 s` for 1,200. */
export const inSeconds = (ms: number): string => `${ms / 1_000} s`;

/** A number with commas between thousands: `1,500`. */
export const withCommas = (value: number): string => value.toLocaleString('en');

const UP_TO_NINETEEN =
  'nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** A whole number below 100 in words: `thirty-five`. Throws for any other. */
export function inWords(value: number): string {
  const word = UP_TO_NINETEEN[value];
  if (word !== undefined) return word;
  const ten = TENS[Math.floor(value / 10) - 2];
  if (ten === undefined || !Number.isInteger(value))
    throw new Error(`${value} is no whole number below 100, and has no word`);
  return value % 10 === 0 ? ten : `${ten}-${UP_TO_NINETEEN[value % 10]}`;
}

export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** How often something happens, in words: `twice`, `three times`. */
export const times = (value: number): string =>
  value === 1 ? 'once' : value === 2 ? 'twice' : `${inWords(value)} times`;
