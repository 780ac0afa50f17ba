/**
 * The time of each word of a line, computed from phones.
 *
 *   phones of the line, with times  ─┐
 *   phones of each word, said alone ─┴─> closest alignment ──> start and end of each word
 *
 * Flite times phones, not words. A word spoken alone has nearly the phones that it has in the line, so the cheapest edit
 * path between the two assigns each phone to a word. Exact for plain prose; where context changes the pronunciation
 * ("Dr. Smith"), a border may be off by a phone or two.
 */
interface Phone {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

interface WordTime {
  readonly startMs: number;
  readonly endMs: number;
}

const PAUSE = 'pau';

/** A swapped phone costs more than a missing or an added one, so that the path follows the phones that match. */
const SWAP_COST = 3;
const SKIP_COST = 2;

/** Flite's `-psdur` line, `pau:0.164 hh:0.255`, where each number is the phone's end in seconds. */
export function parsePhones(printed: string): Phone[] {
  let startMs = 0;
  return [...printed.matchAll(/(\S+):([\d.]+)/g)].map(([, name = '', end]) => {
    const endMs = Number(end) * 1_000;
    const phone = { name, startMs, endMs };
    startMs = endMs;
    return phone;
  });
}

/** Flite's `-ps` lines, one utterance each, as phone names without pauses. */
export const parsePhoneNames = (printed: string): string[][] =>
  printed
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(' ').filter((name) => name !== '' && name !== PAUSE));

/** One time per word, in order and never overlapping. A word without phones in the line has no length. */
export function placeWords(phones: readonly Phone[], wordPhones: readonly (readonly string[])[]): WordTime[] {
  const spoken = phones.filter(({ name }) => name !== PAUSE);
  const expected = wordPhones.flatMap((names, word) => names.map((name) => ({ name, word })));
  const owners = ownersOf(spoken, expected);
  let lastMs = spoken[0]?.startMs ?? 0;
  return wordPhones.map((_, word) => {
    const first = owners.indexOf(word);
    if (first < 0) return { startMs: lastMs, endMs: lastMs };
    const startMs = spoken[first]?.startMs ?? lastMs;
    lastMs = spoken[owners.lastIndexOf(word)]?.endMs ?? lastMs;
    return { startMs, endMs: lastMs };
  });
}

/** The word that each spoken phone belongs to, by the cheapest edit path from `expected` to `spoken`. */
function ownersOf(spoken: readonly Phone[], expected: readonly { name: string; word: number }[]): number[] {
  const width = expected.length + 1;
  const costs = new Uint32Array((spoken.length + 1) * width);
  const cost = (row: number, column: number) => costs[row * width + column] as number;
  const swap = (row: number, column: number) =>
    cost(row - 1, column - 1) + (spoken[row - 1]?.name === expected[column - 1]?.name ? 0 : SWAP_COST);
  for (let row = 0; row <= spoken.length; row++) {
    for (let column = 0; column < width; column++) {
      costs[row * width + column] =
        row === 0 || column === 0
          ? (row + column) * SKIP_COST
          : Math.min(swap(row, column), cost(row - 1, column) + SKIP_COST, cost(row, column - 1) + SKIP_COST);
    }
  }

  const owners: number[] = new Array(spoken.length).fill(0);
  let column = expected.length;
  for (let row = spoken.length; row > 0; ) {
    if (column > 0 && cost(row, column) === swap(row, column)) owners[--row] = expected[--column]?.word ?? 0;
    else if (column > 0 && cost(row, column) === cost(row, column - 1) + SKIP_COST) column--;
    else owners[--row] = expected[Math.max(0, column - 1)]?.word ?? 0;
  }
  return owners;
}
