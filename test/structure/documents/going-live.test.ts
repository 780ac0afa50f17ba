/** docs/going-live.md explains every check of the doctor, and every code of a vendor that the source knows. */
import { describe, expect, it } from 'vitest';
import { filesBelow, read } from '../repository.ts';

const page = read('docs/going-live.md');
const table = page.slice(page.indexOf('## What an error of a vendor means'));
/** Spans of codes, `4000 to 4104`. */
const spans = [...table.matchAll(/\b(\d{4}) to (\d{4})\b/g)].map(([, from, to]) => [
  Number(from),
  Number(to),
]);

const isExplained = (code: string): boolean =>
  new RegExp(`\\b${code}\\b`).test(table) ||
  spans.some(([from = 0, to = 0]) => Number(code) >= from && Number(code) <= to);

/** The keys of the table in a source that begins with these words. */
function keysIn(file: string, beginning: string): string[] {
  const source = read(file);
  const body = source.slice(source.indexOf(beginning)).split(/^};/m)[0] ?? '';
  return [...body.matchAll(/^ {2}'?([A-Z]*-?\d{3,6})'?:/gm)].map(([, code = '']) => code);
}

describe('what an error of a vendor means', () => {
  it.each([
    ['server/twilio/refusals.ts', 'const REFUSALS', 30],
    ['actors/providers/assemblyai/errors.ts', 'const MEANINGS', 20],
    ['actors/providers/deepgram/transport.ts', 'const REMEDIES', 6],
    ['actors/providers/deepgram/transport.ts', 'const CLOSES', 3],
  ])('is written for each code of %s, %s', (file, beginning, least) => {
    const codes = keysIn(file, beginning);
    expect(codes.length).toBeGreaterThanOrEqual(least);
    expect(codes.filter((code) => !isExplained(code))).toEqual([]);
  });
});

describe('the checks of the doctor', () => {
  it('are each in its table', () => {
    const sources = [...filesBelow('server/doctor'), 'server/twilio/account.ts'];
    const named = sources.flatMap((file) =>
      [...read(file).matchAll(/'((?:stt|llm|tts|carrier|public|machine|settings)\.[a-z]+|vad)'/g)].map(
        ([, check = '']) => check,
      ),
    );
    const checks = new Set(named.filter((check) => check !== 'stt.trial'));
    expect(checks.size).toBeGreaterThan(20);
    expect([...checks].filter((check) => !page.includes(check))).toEqual([]);
  });
});
