/** The scoreboard's flags, and its answers to anything else. */
import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../bench/turns/options.ts';

describe('the scoreboard’s flags', () => {
  it('choose everything unless they say otherwise', () => {
    const { strategies, profiles, callers, only, faults } = readOptions([]);
    expect(strategies).toHaveLength(7);
    expect(profiles).toEqual(['fast', 'balanced', 'patient']);
    expect([callers, only, faults]).toEqual([22, '', false]);
  });

  it('choose some, in the scoreboard’s own order', () => {
    const { strategies, profiles } = readOptions(['--strategies', 'nova,flux', '--profiles=patient']);
    expect(strategies).toEqual(['flux', 'nova']);
    expect(profiles).toEqual(['patient']);
  });

  it.each([
    [['--strategies', 'flux,whisper'], '--strategies whisper: choose from flux, '],
    [['--profiles', 'slow'], '--profiles slow: choose from fast, balanced, patient'],
    [['--callers', 'many'], '--callers many: expected a whole number from 1 to 100'],
    [['--callers', '0'], '--callers 0: expected'],
    [['--help'], "Unknown option '--help'; choose from --strategies, "],
    [['flux'], "Unexpected argument 'flux'"],
  ])('%j are refused in one line', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
    try {
      readOptions(args);
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });
});
