/** A carrier is a folder and a line of the registry: no other code uses its terms or imports it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSources } from './source-files.ts';

/** Twilio's names, however they are written (`call-side` is a class of the page's), and an id of a call as Twilio makes them. */
const TWILIO = /twilio|twiml|(call|stream)[_-]?sid(?!e)/i;
const CALL_ID = /\bCA[[\d…]/;

/** Paths that are Twilio's by nature. Tests and benches play the carrier. */
const OF_THE_CARRIER = ['server/twilio/', 'sandbox/', 'web/phone/carrier-side.ts', 'bench/', 'test/'];
/** Elsewhere, each with its reason. */
const KNOWS_IT_ALL_THE_SAME = [
  'readings/journal-text.ts', // journals of earlier versions name their call so
  'server/carriers.ts', // the registry
  'server/routes/calls.ts', // `call_sid` in the answer of shuo's route, which its clients read
];

const sources = readSources();
const isOfTheCarrier = (path: string) => OF_THE_CARRIER.some((folder) => path.startsWith(folder));
const textOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('a carrier', () => {
  it('is named in its own files, and where there is a reason', () => {
    const speaks = sources.filter(({ path }) => {
      const text = textOf(path);
      return !isOfTheCarrier(path) && (TWILIO.test(text) || CALL_ID.test(text));
    });
    expect(speaks.map(({ path }) => path).sort()).toEqual(KNOWS_IT_ALL_THE_SAME);
  });

  it('is imported by the registry, and by tests', () => {
    const imports = sources.filter(
      ({ path, imports }) => !isOfTheCarrier(path) && imports.some((to) => to.startsWith('server/twilio/')),
    );
    expect(imports.map(({ path }) => path)).toEqual(['server/carriers.ts']);
  });

  it('may use any socket: a call knows none', () => {
    const calls = sources.filter(({ path }) => path.startsWith('call/'));
    expect(calls.length).toBeGreaterThan(8);
    expect(calls.filter(({ imports }) => imports.includes('ws'))).toEqual([]);
  });

  it('is known by these words where they are said', () => {
    expect(TWILIO.test(textOf('server/twilio/media.wire.ts'))).toBe(true);
    for (const word of ['callSid', 'CallSid', 'call_sid', 'data-call-sid', 'callSidOf', 'stream_sid']) {
      expect(TWILIO.test(word), word).toBe(true);
    }
    expect(TWILIO.test('call-side')).toBe(false);
    expect(CALL_ID.test(textOf('server/twilio/media.wire.ts'))).toBe(true);
  });
});
