/** docs/errors.md and the catalogue of codes say the same, both ways. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../machines/errors.ts';
import { readSources } from '../source-files.ts';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('docs/errors.md', root), 'utf8');
const codes = Object.keys(ERROR_CODES);
/** Each `## CODE` with what is written under it. */
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split('\n')[0]?.trim() ?? '', section.slice(section.indexOf('\n')).trim()]),
);

describe('docs/errors.md', () => {
  it('explains every code there is, once, and no other', () => {
    const explained = [...page.matchAll(/^## +([A-Z][A-Z_]+)\s*$/gm)].map(([, code]) => code);
    expect(explained.sort()).toEqual([...codes].sort());
  });

  it.each(codes)('says more about %s than its name', (code) => {
    expect(sections.get(code)?.length ?? 0).toBeGreaterThan(40);
  });

  it.each(Object.entries(ERROR_CODES))('says of %s whether trying again can help', (code, { retryable }) => {
    expect(sections.get(code)?.startsWith('Retryable.')).toBe(retryable);
  });
});

describe('the catalogue', () => {
  it('has no code that nothing ever uses', () => {
    const source = readSources()
      .filter(({ path }) => /^(machines|actors|call|server)\//.test(path))
      .map(({ path }) =>
        readFileSync(new URL(path, root), 'utf8').replace(/^export const ERROR_CODES[\s\S]*?^}/m, ''),
      )
      .join('\n');
    expect(codes.filter((code) => !source.includes(`'${code}'`))).toEqual([]);
  });
});
