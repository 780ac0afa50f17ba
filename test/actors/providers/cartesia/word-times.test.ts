import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignWords } from '../../../../actors/providers/cartesia/word-times.ts';

const ends = ({ startsMs, durationsMs }: ReturnType<typeof alignWords>) =>
  startsMs.map((startMs, i) => startMs + (durationsMs[i] ?? 0));

describe('the time of a word', () => {
  it('is shared by its letters; marks take none of it', () => {
    expect(alignWords([{ text: '“Hi.”', startMs: 100, endMs: 300 }])).toEqual({
      chars: [' ', '“', 'H', 'i', '.', '”'],
      startsMs: [100, 100, 100, 200, 300, 300],
      durationsMs: [0, 0, 100, 100, 0, 0],
    });
  });

  it('comes with a space before every word', () => {
    const words = ['Well,', 'yes'].map((text, i) => ({ text, startMs: i * 500, endMs: i * 500 + 400 }));
    expect(alignWords(words).chars.join('')).toBe(' Well, yes');
  });

  it('has no length when the word is all marks', () => {
    expect(alignWords([{ text: '—', startMs: 100, endMs: 300 }])).toEqual({
      chars: [' ', '—'],
      startsMs: [100, 100],
      durationsMs: [0, 0],
    });
  });

  it('holds characters outside the basic plane whole', () => {
    expect(alignWords([{ text: '𝒜b', startMs: 0, endMs: 100 }]).chars).toEqual([' ', '𝒜', 'b']);
  });

  it('only grows, and ends with its word', () => {
    const word = fc.record({
      text: fc.constantFrom('Hello', 'it', '$29.95', '—', 'o’clock,', 'A.', '你好'),
      lengthMs: fc.nat(800),
      gapMs: fc.nat(200),
    });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 10 }), (spoken) => {
        let atMs = 0;
        const words = spoken.map(({ text, lengthMs, gapMs }) => {
          const startMs = atMs + gapMs;
          atMs = startMs + lengthMs;
          return { text, startMs, endMs: atMs };
        });
        const endsMs = ends(alignWords(words));
        expect(endsMs.every((ms, i) => ms >= (endsMs[i - 1] ?? 0) - 1e-6)).toBe(true);
        expect(Math.max(0, ...endsMs)).toBeLessThanOrEqual(atMs + 1e-6);
      }),
    );
  });
});
