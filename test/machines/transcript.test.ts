import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinTranscripts, restOf, sameWords, wordsBeyond } from '../../machines/transcript.ts';

const word = fc.constantFrom('I', 'would', 'like', 'a', 'table', 'for', 'two', 'Two,', 'LIKE', '—', '…');
const sentence = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean);
const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Whether `part` runs through `whole` as one uninterrupted stretch, apart from case and marks. */
function contains(whole: string, part: string): boolean {
  const wholeWords = wordsOf(whole).map(bare);
  const partWords = wordsOf(part).map(bare);
  return wholeWords.some((_, at) => partWords.every((text, i) => wholeWords[at + i] === text));
}

describe('joining what two connections transcribed of one turn', () => {
  it.each([
    ['I would like', 'would like a table', 'I would like a table'],
    ['I would like', 'a table', 'I would like a table'],
    ['I would Like,', 'like a table', 'I would like a table'],
    ['a table', 'a table', 'a table'],
    ['', 'a table', 'a table'],
    ['a table', '', 'a table'],
    ['no no', 'no no no', 'no no no'],
    ['', '', ''],
    ['明日の午後に行', '午後に行きたいです。', '明日の午後に行きたいです。'],
    ['予約です', 'すみません', '予約ですすみません'],
    ['我想预订', '想预订座位', '我想预订座位'],
    ['ผมอยากจอง', 'อยากจองโต๊ะ', 'ผมอยากจองโต๊ะ'],
    ['네, 내일', '내일 오후에요', '네, 내일 오후에요'],
    ['मैं कल', 'कल आऊँगा।', 'मैं कल आऊँगा।'],
    ['si\u0301, la mesa', 'La mesa grande', 'si\u0301, La mesa grande'],
  ])('reads "%s" and "%s" as "%s"', (kept, next, whole) => {
    expect(joinTranscripts(kept, next)).toBe(whole);
  });

  it.each([
    ['I would like a table', 'I would like', 'I would like', 'a table'],
    ['I would like a table for two', 'would Like', 'I would like', 'a table for two'],
    ['we are two, we are', 'we are', 'we are two, we are', ''],
    ['two and two and four', 'two and', 'two and two and', 'four'],
    ['yes I would like a table', 'yes', 'yes I would like a table yes', ''],
    ['明日の午後に行きたい', '明日の午後', '明日の午後', 'に行きたい'],
    ['はい、行きます', 'はい', 'はい、行きますはい', ''],
  ])(
    'takes of "%s" what its successor ends with "%s", and leaves the rest to come',
    (kept, next, whole, rest) => {
      expect(joinTranscripts(kept, next)).toBe(whole);
      expect(restOf(kept, next)).toBe(rest);
    },
  );

  it('loses no word of either', () => {
    fc.assert(
      fc.property(sentence, sentence, (kept, next) => {
        const whole = joinTranscripts(kept, next);
        expect(kept.trim() === '' || contains(`${whole} ${restOf(kept, next)}`, kept)).toBe(true);
        expect(next.trim() === '' || contains(whole, next)).toBe(true);
      }),
    );
  });

  it('says no word more often than both together', () => {
    fc.assert(
      fc.property(sentence, sentence, (kept, next) => {
        const length = wordsOf(joinTranscripts(kept, next)).length;
        expect(length).toBeLessThanOrEqual(wordsOf(kept).length + wordsOf(next).length);
      }),
    );
  });

  it('adds nothing when the successor transcribed the same again', () => {
    fc.assert(
      fc.property(sentence, (text) => {
        expect(sameWords(joinTranscripts(text, text), text)).toBe(true);
      }),
    );
  });
});

describe('whether two transcripts say the same', () => {
  it.each([
    ['What time?', 'what time', true],
    ['What  time', ' what time ', true],
    ['What time', 'What times', false],
    ['', '', true],
    ['', '…', true],
    ['Grüße, 2 Stück', 'grüße 2 stück', true],
    ['ice cream', 'icecream', false],
    ['sí', 'si\u0301', true],
    ['はい、そうです。', 'はい そう です', true],
    ['खाता', 'खाती', false],
    ['HAYIR', 'hayır', true],
    ['ＯＫです', 'okです', true],
  ])('compares "%s" and "%s"', (a, b, same) => {
    expect(sameWords(a, b)).toBe(same);
  });

  it('asks in either order alike', () => {
    fc.assert(fc.property(sentence, sentence, (a, b) => sameWords(a, b) === sameWords(b, a)));
  });
});

describe('what a text says beyond what is known', () => {
  it.each([
    ['I have a story', 'I have a story to tell', 'to tell'],
    ['I have a story.', 'i have a story, to tell', 'to tell'],
    ['I have a story', 'I have a story', ''],
    ['I would like a', 'I would like another table', 'another table'],
    ['a', 'another table', 'another table'],
    ['', 'a table', 'a table'],
    ['a table', '', ''],
    ['I have two', 'You have three', 'three'],
    ['Well yes', 'Well — yes, of course', 'of course'],
    ['Well — yes', 'Well yes, of course', 'of course'],
    ['私の名前は', '私の名前は、田中です。', '田中です。'],
    ['नाम राम', 'नाम राम है', 'है'],
  ])('of "%s" in "%s" is "%s"', (known, text, beyond) => {
    expect(wordsBeyond(known, text, true)).toBe(beyond);
  });

  it.each([
    ['My name is Jon', 'My name is John.', ''],
    ['a table for tree people', 'A table for three people, please', 'please'],
    ['I have two', 'You have three', ''],
    ['I would like', 'I would like a table', 'a table'],
  ])('of "%s", which was not cut, in "%s" is "%s"', (known, text, beyond) => {
    expect(wordsBeyond(known, text, false)).toBe(beyond);
  });

  it('is exactly what was added', () => {
    fc.assert(
      fc.property(sentence, sentence, (known, added) => {
        const text = `${known} ${added}`;
        expect(sameWords(`${known} ${wordsBeyond(known, text, true)}`, text)).toBe(true);
      }),
    );
  });
});
