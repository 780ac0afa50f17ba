/** docs/races.md names for every race the tests that hold it, or says "not yet". */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problemsOf, rowsOf, titlesIn } from './races-page.ts';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('docs/races.md', root), 'utf8');

function titlesOf(file: string): Set<string> | undefined {
  const path = new URL(`test/${file}`, root);
  return existsSync(path) ? titlesIn(readFileSync(path, 'utf8')) : undefined;
}

/** The page with one line changed. */
const change = (find: string | RegExp, replacement: string): string => {
  const changed = page.replace(find, replacement);
  expect(changed).not.toBe(page);
  return changed;
};
const lineOf = (race: number): string =>
  page.split('\n').find((line) => line.startsWith(`| ${race} |`)) ?? expect.fail(`no race ${race}`);
const withHeldBy = (race: number, heldBy: string): string => {
  const line = lineOf(race);
  return change(line, `${line.split('|').slice(0, 4).join('|')}| ${heldBy} |`);
};

describe('docs/races.md', () => {
  it('has every race once and in order, each with tests that there are or with what happens today', () => {
    expect(problemsOf(page, titlesOf)).toEqual([]);
  });

  it.each<[what: string, broken: () => string, problem: string]>([
    ['a race that is missing', () => change(`${lineOf(36)}\n`, ''), 'race 36 is missing'],
    [
      'a race that is there twice',
      () => change(lineOf(36), `${lineOf(36)}\n${lineOf(36)}`),
      'race 36 is there 2 times',
    ],
    [
      'races out of order',
      () => change(`${lineOf(36)}\n${lineOf(37)}`, `${lineOf(37)}\n${lineOf(36)}`),
      'race 36 comes after race 37',
    ],
    [
      'a race of its own',
      () => change(/$/, '| 92 | a | b | **not yet**: c |\n'),
      'race 92 is none of the 91',
    ],
    [
      'an empty cell',
      () => change(lineOf(36), '| 36 | a | | **not yet**: c |'),
      'race 36 has an empty or extra',
    ],
    ['nothing that holds a race', () => withHeldBy(36, 'by design'), 'race 36 names neither'],
    [
      'a test in prose',
      () => withHeldBy(36, 'see `machines/call.machine/shuo-behaviours.test.ts › interrupts the agent`'),
      'neither',
    ],
    [
      'a "not yet" and no more',
      () => withHeldBy(36, '**not yet**:'),
      'race 36 does not say what happens today',
    ],
    [
      'a file that is not there',
      () => withHeldBy(36, '`machines/no.test.ts › a`'),
      'machines/no.test.ts, which',
    ],
    [
      'a title that is not there',
      () => withHeldBy(36, '`machines/call.machine/shuo-behaviours.test.ts › a`'),
      'does not have: a',
    ],
    [
      'a test cited from a file that lacks it',
      () => withHeldBy(84, '**not yet**: `shuo-behaviours.test.ts › a`'),
      'shuo-behaviours.test.ts,',
    ],
    ['a helper for a test', () => withHeldBy(36, '`helpers/advance.ts › a`'), 'in a form that is not read'],
    ['a wrong summary', () => change(/^\d+ of 91/m, '91 of 91'), 'the summary has to read: '],
  ])('would not pass with %s', (_what, broken, problem) => {
    expect(problemsOf(broken(), titlesOf).join('\n')).toContain(problem);
  });

  it('is read whole', () => {
    expect(rowsOf(page).flatMap(({ citations }) => citations).length).toBeGreaterThan(100);
  });
});

describe('the titles of a file of tests', () => {
  it('are those of its tests, templates as written, and of no test that does not run', () => {
    const source = `
      it('stops', () => {});
      it("is 'quoted'", () => {});
      it.each([1, 2])('has %s', () => {});
      it.each([['a (', f(1)]] as const)(
        'spans \\'lines\\'',
        () => {},
      );
      it.skip('is skipped', () => {});
      it.todo('is to come');
      // it('is commented out', () => {});
      describe('a group', () => {});
    `;
    expect([...titlesIn(source)]).toEqual(['stops', "is 'quoted'", 'has %s', "spans 'lines'"]);
  });
});
