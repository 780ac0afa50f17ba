/** Words in the form in which texts are compared and counted. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folded, spokenWords } from '../../../machines/text/words.ts';

describe('the spoken words of a text', () => {
  it.each([
    ['Uh-huh, I’m here!', ['uh', 'huh', 'im', 'here']],
    ["d'accord, aujourd’hui", ['daccord', 'aujourdhui']],
    ['¿Sí? ¡No!', ['sí', 'no']],
    ['はい、明日の午後。', ['はい', '明日', 'の', '午後']],
    ['「はい」…！', ['はい']],
    ['نعم، شكرًا؟', ['نعم', 'شكرا']],
    ['नमस्ते, ठीक है।', ['नमस्ते', 'ठीक', 'है']],
    ['안녕하세요, 네', ['안녕하세요', '네']],
    ['It is 9:30, $29.95', ['it', 'is', '9', '30', '29.95']],
    ['👍🏽 …', []],
    ['', []],
  ])('%j are %j', (text, words) => {
    expect(spokenWords(text)).toEqual(words);
  });

  it('of plain letters and marks are those that a segmenter finds', () => {
    const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
    const text = fc.string({ unit: fc.constantFrom(...'abZ09 .,:;_-$@/"!?\n'), maxLength: 24 });
    const check = fc.property(text, (said) => {
      const segments = Array.from(segmenter.segment(said.toLowerCase()), ({ segment }) => segment);
      expect(spokenWords(said)).toEqual(segments.filter((segment) => /[a-z0-9]/.test(segment)));
    });
    fc.assert(check, { numRuns: 2_000 });
  });
});

describe('the same word', () => {
  it.each([
    ['composed and decomposed', 'sí', 'si\u0301'],
    ['in Vietnamese', 'đặt bàn', 'đặt bàn'.normalize('NFD')],
    ['in Hangul syllables and jamo', '한국', '한국'.normalize('NFD')],
    ['in kana, half-width and full', 'ｶﾞﾗｽ', 'ガラス'],
    ['in full-width Latin', 'ＯＫ', 'ok'],
    ['in Turkish capitals with a dotless i', 'HAYIR', 'hayır'],
    ['in Turkish capitals with a dotted i', 'İYİ', 'iyi'],
    ['in German capitals', 'STRASSE', 'straße'],
    ['in Greek capitals', 'ΟΔΟΣ', 'οδος'],
    ['with and without Arabic vowel signs', 'مَرْحَبًا', 'مرحبا'],
    ['with and without tatweel', 'مـرحبا', 'مرحبا'],
    ['with and without a hamza', 'أهلا', 'اهلا'],
    ['with a final ya or an alef that looks like one', 'على', 'علي'],
    ['with a ta marbuta or the ha that many write', 'لحظة', 'لحظه'],
    ['in Persian letters and in Arabic ones', 'یک', 'يك'],
    ['with the Russian ё or the е that most write', 'ещё', 'еще'],
    ['with and without Hebrew points', 'שָׁלוֹם', 'שלום'],
    ['with a joiner', 'می\u200Cخواهم', 'میخواهم'],
  ])('%s', (_, one, other) => {
    expect(folded(one)).toBe(folded(other));
  });

  it.each([
    ['का', 'की'],
    ['ma', 'mà'],
    ['か', 'が'],
    ['si', 'sí'],
  ])('is not %s and %s: their signs are not optional', (one, other) => {
    expect(folded(one)).not.toBe(folded(other));
  });
});
