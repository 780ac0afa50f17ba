/**
 * docs/races.md, read and checked: every race once and in order, each with tests that exist or a "not yet" that says more.
 *
 *   page, titlesOf(file) ──> what is wrong with the page, one line each
 */

/** `machines/barge-in.test.ts › stops a reply right after its first token`. */
interface Citation {
  readonly file: string;
  readonly title: string;
}

interface RaceRow {
  readonly number: number;
  readonly cells: readonly string[];
  readonly heldBy: string;
  readonly citations: readonly Citation[];
  readonly isNotYet: boolean;
}

/** The titles of a file's tests, as written in the source; undefined when there is no such file. */
type TitlesOf = (file: string) => ReadonlySet<string> | undefined;

const RACES = 91;
const COLUMNS = 4;
const NOT_YET = '**not yet**';
const CITATION = /`([\w./-]+\.test\.ts) › ([^`]+)`/g;
const ONLY_CITATIONS = /^`[^`]+ › [^`]+`(<br>`[^`]+ › [^`]+`)*$/;

/** The faults of the page, as sentences; empty when it is right. */
export function problemsOf(page: string, titlesOf: TitlesOf): string[] {
  const rows = rowsOf(page);
  return [
    ...orderProblems(rows.map(({ number }) => number)),
    ...rows.flatMap((row) => rowProblems(row, titlesOf)),
    ...summaryProblems(page, rows),
  ];
}

export const rowsOf = (page: string): RaceRow[] =>
  page
    .split('\n')
    .filter((line) => /^\|\s*\d+\s*\|/.test(line))
    .map((line) => {
      const cells = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      const heldBy = cells[COLUMNS - 1] ?? '';
      const citations = [...heldBy.matchAll(CITATION)].map(([, file = '', title = '']) => ({ file, title }));
      return { number: Number(cells[0]), cells, heldBy, citations, isNotYet: heldBy.startsWith(NOT_YET) };
    });

function orderProblems(numbers: readonly number[]): string[] {
  const problems: string[] = [];
  for (let race = 1; race <= RACES; race++) {
    const times = numbers.filter((number) => number === race).length;
    if (times === 0) problems.push(`race ${race} is missing`);
    if (times > 1) problems.push(`race ${race} is there ${times} times`);
  }
  for (const [i, number] of numbers.entries()) {
    if (number < 1 || number > RACES) problems.push(`race ${number} is none of the ${RACES}`);
    if (number < (numbers[i - 1] ?? 0)) problems.push(`race ${number} comes after race ${numbers[i - 1]}`);
  }
  return problems;
}

function rowProblems({ number, cells, heldBy, citations, isNotYet }: RaceRow, titlesOf: TitlesOf): string[] {
  const problems: string[] = [];
  if (cells.length !== COLUMNS || cells.includes(''))
    problems.push(`race ${number} has an empty or extra cell`);
  if (isNotYet && !/\w/.test(heldBy.slice(NOT_YET.length)))
    problems.push(`race ${number} does not say what happens today`);
  if (!isNotYet && !ONLY_CITATIONS.test(heldBy))
    problems.push(`race ${number} names neither its tests nor ${NOT_YET}`);
  for (const { file, title } of citations) {
    const titles = titlesOf(file);
    if (titles === undefined) problems.push(`race ${number} names ${file}, which is no file of tests`);
    else if (!titles.has(title))
      problems.push(`race ${number} names a test that ${file} does not have: ${title}`);
  }
  if (heldBy.split(' › ').length - 1 !== citations.length)
    problems.push(`race ${number} names a test in a form that is not read`);
  return problems;
}

function summaryProblems(page: string, rows: readonly RaceRow[]): string[] {
  const notYet = rows.filter(({ isNotYet }) => isNotYet).length;
  const right = `${rows.length - notYet} of ${RACES} held by tests, ${notYet} not yet.`;
  return page.split('\n').includes(right) ? [] : [`the summary has to read: ${right}`];
}

/** The title in `it(` or `it.each(…)(`; tests that are skipped, still to be written or commented out are left out. */
const TITLE = /\bit(?:\(|\.each(?:<[^>]*>)?\([\s\S]*?\)\()\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1\s*,/g;

export function titlesIn(source: string): Set<string> {
  const code = source.replace(/^\s*(\/\/|\/?\*).*$/gm, '');
  return new Set([...code.matchAll(TITLE)].map(([, , title = '']) => title.replace(/\\(.)/g, '$1')));
}
