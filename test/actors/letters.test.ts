/** Letters are counted alike in what was sent and in what a voice has timed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countLetters, extendsLetter, isSyllable } from '../../actors/letters.ts';

describe('the letters and digits of a text', () => {
  it.each([
    ['It costs $29.95.', 11],
    ['नमस्ते', 4],
    ['สวัสดี', 4],
    ['مـَرْحَبًا', 5],
    ['한국', 2],
    ['ㅋㅋ', 2],
    ['ガラス', 3],
    ['𠮷野家', 3],
    ['Hawaiʻi', 6],
    ['👨‍👩‍👧 👍🏽 …', 0],
  ])('of %j are %i', (text, letters) => {
    expect(countLetters(text)).toBe(letters);
  });

  it.each(['sí, café', '한국어 문장', 'ガラス', 'đặt bàn', 'नमस्ते', 'أهلا وسهلا', 'שָׁלוֹם'])(
    'of %j are as many when it is decomposed',
    (text) => {
      expect(countLetters(text.normalize('NFD'))).toBe(countLetters(text.normalize('NFC')));
    },
  );

  it('are the sum of those of its characters, however it is cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect([...text].reduce((sum, char) => sum + countLetters(char), 0)).toBe(countLetters(text));
      }),
    );
  });
});

describe('a sign without a letter of its own', () => {
  it.each(['\u0301', 'े', 'ี', '\u11AB', 'ﾞ'])('belongs to the letter before it: %j', (sign) => {
    expect(extendsLetter(sign)).toBe(true);
    expect(countLetters(sign)).toBe(0);
  });

  it.each([' ', '.', '。', 'a', '—', '👍'])('is not %j', (char) => {
    expect(extendsLetter(char)).toBe(false);
  });
});

it('is a syllable in Chinese, Japanese and Korean', () => {
  expect(['明', 'あ', 'ガ', '한'].every(isSyllable)).toBe(true);
  expect(['a', 'é', 'न', 'ส', '5', '。'].some(isSyllable)).toBe(false);
});
