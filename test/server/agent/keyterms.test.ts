/** Key terms that a vendor would refuse are refused at the start, by name; those that it may refuse are warned of. */
import { describe, expect, it } from 'vitest';
import { doubtsAbout, faultsIn } from '../../../server/agent/keyterms.ts';

const TOKENS = { most: 100, mostTokens: 500 };
const many = (count: number, term: (n: number) => string): string[] =>
  Array.from({ length: count }, (_, n) => term(n));
const code = (n: number): string => `EZS${n + 100}AV`;

describe('key terms', () => {
  it.each([
    ['none', []],
    [
      'words and phrases, in any script',
      ['Parley', 'Jane Roe', 'Bücher', '支払い', "O'Neill & Sons", 'C++ #1?'],
    ],
    ['a hundred words', many(100, (n) => `word${n}`)],
    ['a number behind a colon', ['16:9', 'John 3:16']],
  ])('may be %s', (_, terms) => {
    expect([faultsIn(terms, TOKENS), doubtsAbout(terms, TOKENS)]).toEqual([[], []]);
  });

  it.each([
    [
      'a blank one (pipecat PR#5643)',
      ['Parley', ''],
      [{ index: 1, message: 'a word or a phrase, not blank' }],
    ],
    ['one that stands twice', ['a', 'b', 'a'], [{ index: 2, message: 'once: it is term 0, too' }]],
    [
      'one with a line break',
      ['a\nb'],
      [{ index: 0, message: 'a word or a phrase on one line, without control characters' }],
    ],
    [
      'half a character, which no URL can hold',
      ['a\ud800'],
      [{ index: 0, message: 'a word or a phrase on one line, without control characters' }],
    ],
    ['one too many', many(101, code), [{ message: 'at most 100 of them' }]],
    [
      'a hundred of forty characters (deepgram-python-sdk#503, pipecat#5637)',
      many(100, (n) => `${n}`.padEnd(40, 'x')),
      [{ message: 'at most 500 tokens in all, of about four letters each: these are 700 or more' }],
    ],
  ])('may not be %s', (_, terms, faults) => {
    expect(faultsIn(terms, TOKENS)).toEqual(faults);
  });

  it('may not be longer than the vendor takes (deepgram-python-sdk#616)', () => {
    const terms = ['x'.repeat(50), 'x'.repeat(51), '💬'.repeat(50)];
    expect(faultsIn(terms, { most: 100, longest: 50 })).toEqual([
      { index: 1, message: 'at most 50 characters, not 51' },
    ]);
  });

  it('that probably are too many tokens are doubted, and so are weights', () => {
    expect(
      doubtsAbout(
        many(100, (n) => `${code(n)} approaching Praha`),
        TOKENS,
      ),
    ).toEqual(['about 700 tokens in all, and the vendor refuses every call with more than 500']);
    expect(doubtsAbout(['Parley:2', 'Roe:-1.5'], TOKENS)).toEqual([
      '2 of them end in a number behind a colon: key terms have no weights',
    ]);
    expect(doubtsAbout(['rye, spelt; wheat', '1,000'], TOKENS)).toEqual([
      '1 of them have a comma inside: each term is an entry of its own',
    ]);
  });
});
