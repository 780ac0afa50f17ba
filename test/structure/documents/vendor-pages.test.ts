/** The pages of the vendors: each row has its source and what shows it, and each switch of a stand-in has its row. */
import { describe, expect, it } from 'vitest';
import { filesBelow, read } from '../repository.ts';

const PAGES = filesBelow('docs/vendors').filter((path) => path.endsWith('.md'));

interface Row {
  readonly page: string;
  readonly cells: ReadonlyMap<string, string>;
}

const cellsOf = (line: string): string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The rows of every table of a page, each cell under its column's name. */
function rowsOf(page: string): Row[] {
  let columns: string[] | undefined;
  return read(page)
    .split('\n')
    .flatMap((line): Row[] => {
      if (!line.startsWith('|')) {
        columns = undefined;
        return [];
      }
      if (columns === undefined) {
        columns = cellsOf(line);
        return [];
      }
      if (/^\|[-| ]+\|$/.test(line)) return [];
      const cells = cellsOf(line);
      return [{ page, cells: new Map(columns.map((name, i) => [name, cells[i] ?? ''])) }];
    });
}

const rows = PAGES.flatMap(rowsOf);
const lacking = (column: RegExp): string[] =>
  rows.flatMap(({ page, cells }) => {
    const name = [...cells.keys()].find((each) => column.test(each));
    return name !== undefined && cells.get(name) === '' ? [`${page}: ${[...cells.values()][0]}`] : [];
  });

/** The switches of a stand-in, and the page that has them. */
const SWITCHES: readonly (readonly [file: string, name: string, page: string])[] = [
  ['assemblyai/habits.ts', 'AssemblyAiHabits', 'assemblyai'],
  ['cartesia/habits.ts', 'CartesiaHabits', 'cartesia'],
  ['deepgram/habits.ts', 'DeepgramHabits', 'deepgram'],
  ['elevenlabs/habits.ts', 'ElevenLabsHabits', 'elevenlabs'],
  ['groq/refusals.ts', 'Refusals', 'openai'],
  ['groq/stream/habits.ts', 'StreamHabits', 'openai'],
  ['twilio/habits.ts', 'TwilioHabits', 'twilio'],
];

const keysOf = (file: string, name: string): string[] => {
  const [, body = ''] =
    new RegExp(`export interface ${name} \\{\\n([\\s\\S]*?)\\n\\}`).exec(read(`sandbox/${file}`)) ?? [];
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, key = '']) => key);
};

describe('a page of a vendor', () => {
  it('has the source of each row, and the switch, the fault or the test that shows it', () => {
    expect(rows.length).toBeGreaterThan(200);
    expect(lacking(/^source/)).toEqual([]);
    expect(lacking(/^(?:switch|stand-in)/)).toEqual([]);
  });

  it.each(SWITCHES)('has every switch of %s, %s', (file, name, page) => {
    const keys = keysOf(file, name);
    expect(keys.length).toBeGreaterThan(4);
    const text = read(`docs/vendors/${page}.md`);
    expect(keys.filter((key) => !text.includes(`\`${key}`))).toEqual([]);
  });
});
