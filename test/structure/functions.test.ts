/** A function is read on one screen: it has at most sixty lines, or a sentence that says why it has more. */
import { describe, expect, it } from 'vitest';
import { lengthFaults } from './long-functions.ts';
import { filesBelow, read } from './repository.ts';

/** A bench and a test are read from the top, like a page. */
const files = filesBelow('').filter((path) => /\.(tsx?|mjs)$/.test(path) && !/^(bench|test)\//.test(path));

const body = (lines: number): string => '  work();\n'.repeat(lines - 2);
const REASON = '/** Works. Longer than a screen: it is one list, read from the top. */\n';

describe('a function', () => {
  it('has at most sixty lines, or says why it has more', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(files.flatMap((path) => lengthFaults(path, read(path)))).toEqual([]);
  });

  it.each([
    ['a declaration', (n: number) => `export async function work() {\n${body(n)}}\n`],
    ['an arrow', (n: number) => `export const work = (at: number): void => {\n${body(n)}};\n`],
    ['an expression', (n: number) => `const work = function () {\n${body(n)}};\n`],
    [
      'an argument',
      (n: number) => `export const work = wrap<{ a: 1 }>(async (app) => {\n${body(n)}}, { b: 2 });\n`,
    ],
    ['a default', (n: number) => `export default function () {\n${body(n)}}\n`],
  ])('is noticed as %s of sixty-one lines, and is let pass with sixty or a reason', (_, source) => {
    expect(lengthFaults('a.ts', source(60))).toEqual([]);
    expect(lengthFaults('a.ts', source(61))).toEqual(['a.ts:1: 61 lines, and no reason']);
    expect(lengthFaults('a.ts', `${REASON}${source(61)}`)).toEqual([]);
  });

  it.each([
    ['a method', (doc: string) => `class A {\n${doc}  work() {\n${body(61)}}\n}\n`],
    ['a property', (doc: string) => `const a = {\n${doc}  work: () => {\n${body(61)}},\n};\n`],
    ['a method of an object', (doc: string) => `const a = {\n${doc}  work() {\n${body(61)}},\n};\n`],
    ['a field', (doc: string) => `class A {\n${doc}  readonly work = () => {\n${body(61)}};\n}\n`],
  ])('has its reason right before it when it is %s', (_, source) => {
    expect(lengthFaults('a.ts', source(''))).toEqual(['a.ts:2: 61 lines, and no reason']);
    expect(lengthFaults('a.ts', source(REASON))).toEqual([]);
  });

  it('within another needs a reason of its own', () => {
    const both = `${REASON}function outer() {\n  function inner() {\n${body(61)}}\n}\n`;
    expect(lengthFaults('a.ts', both)).toEqual(['a.ts:3: 61 lines, and no reason']);
  });

  it('of a component is found in JSX', () => {
    const component = `function View() {\n  return (\n    <ul>\n${'      <li />\n'.repeat(57)}    </ul>\n  );\n}\n`;
    expect(lengthFaults('a.tsx', component)).toEqual(['a.tsx:1: 63 lines, and no reason']);
  });

  it('is not excused by a comment that gives no reason, is no doc comment or stands elsewhere', () => {
    const long = `function work() {\n${body(61)}}\n`;
    const noReason = 'a.ts:2: 61 lines, and no reason';
    const needless = 'a.ts:1: a reason without a long function';
    expect(lengthFaults('a.ts', `/** Longer than a screen. */\n${long}`)).toEqual([noReason, needless]);
    expect(lengthFaults('a.ts', `// Longer than a screen: a list.\n${long}`)).toEqual([noReason, needless]);
    expect(lengthFaults('a.ts', `${REASON}const a = 1;\n${long}`)).toEqual([
      'a.ts:3: 61 lines, and no reason',
      needless,
    ]);
  });

  it('may break its reason over lines', () => {
    const doc = '/**\n * Works. Longer than a\n * screen: one list.\n */\n';
    expect(lengthFaults('a.ts', `${doc}function work() {\n${body(61)}}\n`)).toEqual([]);
  });

  it('that has become short has no reason any more', () => {
    expect(lengthFaults('a.ts', `${REASON}function work() {\n${body(60)}}\n`)).toEqual([
      'a.ts:1: a reason without a long function',
    ]);
  });

  it('is not found in text that does not parse', () => {
    expect(() => lengthFaults('a.ts', 'function work( {')).toThrow('a.ts does not parse');
  });
});
