/** Text cut into the pieces that a model streams. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitTokens } from '../../../sandbox/groq/tokens.ts';

describe('tokens', () => {
  it('split prices and abbreviations as a tokenizer does', () => {
    expect(splitTokens('Mr. Lee: $29.95')).toEqual(['Mr', '.', ' Lee', ':', ' $', '29', '.', '95']);
  });

  it('always join back to the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => splitTokens(text).join('') === text));
  });
});
