/**
 * docs/decisions: each decision has number, date, status and successor, the index lists it, and mentions elsewhere are of decisions in force.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesBelow, ROOT, read } from '../repository.ts';
import { readSources } from '../source-files.ts';
import { type DecisionFile, isSuperseded, problemsOf, readDecision } from './decisions-page.ts';
import { readDocuments } from './documents.ts';

const FOLDER = 'docs/decisions';
const files: DecisionFile[] = filesBelow(FOLDER)
  .map((path) => ({ name: path.slice(FOLDER.length + 1), text: read(path) }))
  .filter(({ name }) => name !== 'README.md');
const index = read(`${FOLDER}/README.md`);
const decisions = files.map(readDecision);

const MENTION = /\b[Dd]ecisions? (\d{4})\b|docs\/decisions\/(\d{4})/g;
const mentionsIn = (text: string): string[] => [...text.matchAll(MENTION)].map(([, a, b]) => a ?? b ?? '');

describe('decisions', () => {
  it('have number, date, status and successor, are short, and stand in the index', () => {
    expect(problemsOf(files, index)).toEqual([]);
  });

  it('are found', () => {
    expect(decisions.length).toBeGreaterThan(20);
    expect(decisions.flatMap(({ successors }) => successors).length).toBeGreaterThan(3);
  });

  it('that sources and documents mention are in force', () => {
    const inForce = new Set(decisions.filter((one) => !isSuperseded(one)).map(({ number }) => number));
    const texts = [
      ...readDocuments().filter(({ path }) => !path.startsWith(`${FOLDER}/`)),
      ...readSources().map(({ path }) => ({ path, text: readFileSync(`${ROOT}/${path}`, 'utf8') })),
    ];
    const mentions = texts.flatMap(({ path, text }) => mentionsIn(text).map((number) => ({ path, number })));
    expect(mentions.length).toBeGreaterThan(10);
    expect(
      mentions.filter(({ number }) => !inForce.has(number)).map(({ path, number }) => `${path}: ${number}`),
    ).toEqual([]);
  });
});

describe('the packages of package.json', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  const versions = { ...dependencies, ...devDependencies };
  const inForce = files.filter((file) => !isSuperseded(readDecision(file))).map(({ text }) => text);

  it('are each chosen by a decision that is in force', () => {
    const chosen = (name: string) => {
      const word = new RegExp(`(?<![\\w@/-])${name}(?![\\w/-])`);
      return inForce.some((text) => word.test(text));
    };
    const unexplained = Object.keys(versions).filter((name) => !name.startsWith('@types/') && !chosen(name));
    expect(unexplained).toEqual([]);
  });

  it('are pinned where a decision says so', () => {
    const pinned = inForce.flatMap((text) =>
      [...text.matchAll(/`([^`]+)`, pinned/g)].map(([, name = '']) => name),
    );
    expect(pinned.length).toBeGreaterThan(5);
    expect(pinned.filter((name) => !/^\d/.test(versions[name] ?? ''))).toEqual([]);
  });
});

describe('the form of a decision', () => {
  const page = (number: string, head: string, body = '**Decision.** Yes.') => ({
    name: `${number}-a-title.md`,
    text: `# ${number} A title\n\n${head}\n\n${body}\n`,
  });
  const head = (status: string, more = '') => `**Date:** 2026-11-30\n**Status:** ${status}${more}`;
  const BOTH = [
    page('0001', head('superseded by [0002](0002-a-title.md)')),
    page('0002', head('accepted', '\n**Supersedes:** [0001](0001-a-title.md)')),
  ] as const;
  const row = (number: string, status: string) =>
    `| [${number}](${number}-a-title.md) | A title | 2026-11-30 | ${status} |`;
  const ROWS = [row('0001', 'superseded by [0002](0002-a-title.md)'), row('0002', 'accepted')];
  const table = (...rows: readonly string[]) =>
    ['| number | d | date | status |', '|---|---|---|---|', ...rows].join('\n');

  it('is right as it is described', () => {
    expect(problemsOf(BOTH, table(...ROWS))).toEqual([]);
    const inPart = 'accepted, in part superseded by [0002](0002-a-title.md)';
    const [first, second] = [page('0001', head(`${inPart}: the number`)), BOTH[1]];
    expect(problemsOf([first, second], table(row('0001', inPart), ROWS[1] ?? ''))).toEqual([]);
  });

  it('may have its fields on one line', () => {
    const oneLine = page('0001', '**Date:** 2026-11-30, **Status:** accepted');
    expect(problemsOf([oneLine], table(row('0001', 'accepted')))).toEqual([]);
  });

  it.each<[what: string, file: DecisionFile, problem: string]>([
    ['no date', page('0003', '**Status:** accepted'), 'no line "**Date:**'],
    ['a day that is none', page('0003', '**Date:** 2026-13-01\n**Status:** accepted'), 'no line "**Date:**'],
    ['no status', page('0003', '**Date:** 2026-11-30'), 'no line "**Status:**'],
    ['a status of its own', page('0003', head('decided')), 'no line "**Status:**'],
    ['a date further down', page('0003', '**Context.** None.', head('accepted')), 'no line "**Date:**'],
    ['a successor without a link', page('0003', head('superseded by 0002')), 'no line "**Status:**'],
    [
      'a successor that is not there',
      page('0003', head('superseded by [0009](0009-no.md)')),
      '0009-no.md, which is not there',
    ],
    [
      'a successor that does not know it',
      page('0003', head('superseded by [0002](0002-a-title.md)')),
      '0002-a-title.md has no line "**Supersedes:** [0003]',
    ],
    [
      'itself as its successor',
      page('0003', head('superseded by [0003](0003-a-title.md)')),
      'which is not later',
    ],
    [
      'a predecessor that does not know it',
      page('0003', head('accepted', '\n**Supersedes:** [0002](0002-a-title.md)')),
      'supersedes 0002-a-title.md, whose status',
    ],
    [
      'another number in its title',
      { ...page('0004', head('accepted')), name: '0003-a-title.md' },
      'does not begin with "# 0003 "',
    ],
    [
      'a number that is taken',
      { ...page('0002', head('accepted')), name: '0002-b.md' },
      'has the number 0002 of another',
    ],
    [
      'a name of its own',
      { ...page('0003', head('accepted')), name: 'Third.md' },
      'is not named NNNN-title.md',
    ],
    ['60 lines', page('0003', head('accepted'), '\n'.repeat(54).concat('end')), 'has 60 lines'],
    [
      'no row in the index',
      page('0003', head('accepted')),
      `README.md has no line ${row('0003', 'accepted')}`,
    ],
  ])('does not pass with %s', (_what, file, problem) => {
    expect(problemsOf([...BOTH, file], table(...ROWS)).join('\n')).toContain(problem);
  });

  it.each([
    ['a row too many', [...ROWS, row('0007', 'accepted')], 'lists 0007-a-title.md, which is not there'],
    ['the newest first', [...ROWS].reverse(), 'lists 0001-a-title.md out of order'],
    [
      'a row with another date',
      [ROWS[0] ?? '', (ROWS[1] ?? '').replace('2026', '2025')],
      'README.md has no line',
    ],
  ])('does not pass with %s in the index', (_what, rows, problem) => {
    expect(problemsOf(BOTH, table(...rows)).join('\n')).toContain(problem);
  });
});
