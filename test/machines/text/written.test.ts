/** The words of a text as it is written, in any script, and how two texts of one speaker are put together. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countWords,
  joined,
  withoutStrayBlanks,
  writtenUnits,
  writtenWords,
} from '../../../machines/text/written.ts';

/** A line of each script that a text may be in, or hold among others. */
const LINES = [
  'It costs $29.95 — “yes”, at 9:30.',
  'こんにちは、ご時間をいただきありがとうございます。',
  'iPhone15を3台（三時に）買います。',
  '你好！我想预订明天下午的座位。',
  'สวัสดีครับ ผมอยากจองโต๊ะพรุ่งนี้',
  'सोमवार को मिलते हैं। ठीक है?',
  'مَرْحَبًا، كيف يمكنني مساعدتك؟',
  '안녕하세요. 무엇을 도와드릴까요?',
  'ສະບາຍດີຂ້ອຍຢາກຈອງ',
  'សួស្តីខ្ញុំចង់កក់តុ',
  '👨‍👩‍👧 ok 👍🏽',
];

describe('the words of a text', () => {
  it.each([
    ['It costs $29.95 — “yes”,', ['It ', 'costs ', '$29.95 ', '— ', '“yes”,']],
    ['Hello, how are you?', ['Hello, ', 'how ', 'are ', 'you?']],
    ['こんにちは、ご時間を', ['こんにちは、', 'ご', '時間', 'を']],
    ['「明日」の午後（三時）', ['「明日」', 'の', '午後', '（三', '時）']],
    ['iPhone15を（3台）', ['iPhone15', 'を', '（3', '台）']],
    ['3.5%です。example.comを', ['3.5%', 'です。', 'example.com', 'を']],
    ['สวัสดีครับ ผมอยาก', ['สวัสดี', 'ครับ ', 'ผม', 'อยาก']],
    ['नमस्ते, ठीक है।', ['नमस्ते, ', 'ठीक ', 'है।']],
    ['안녕하세요. 무엇을', ['안녕하세요. ', '무엇을']],
    ['', []],
    [' ', []],
  ])('of %j are %j', (text, words) => {
    expect(writtenWords(text)).toEqual(words);
  });

  it('are the whole text, and so are its units', () => {
    const text = fc
      .array(fc.oneof(fc.constantFrom(...LINES), fc.string({ unit: 'binary', maxLength: 5 })), {
        minLength: 1,
      })
      .map((parts) => parts.join(' '))
      .filter((whole) => whole.trim() !== '');
    fc.assert(
      fc.property(text, (whole) => {
        expect(writtenWords(whole).join('')).toBe(whole);
        expect(writtenUnits(whole).join('')).toBe(whole);
      }),
    );
  });

  it('are cut by a segmenter of any locale alike, so that one serves all', () => {
    const locales = ['ar', 'de', 'en', 'fi', 'fr', 'hi', 'ja', 'ko', 'sv', 'th', 'tr', 'zh'];
    for (const line of LINES) {
      const cuts = locales.map((locale) =>
        Array.from(new Intl.Segmenter(locale, { granularity: 'word' }).segment(line), ({ index }) => index),
      );
      for (const cut of cuts) expect(cut).toEqual(cuts[0]);
    }
  });

  it('are counted where no blank is', () => {
    expect(countWords('明日の午後に予約したいです。')).toBeGreaterThan(5);
    expect(countWords('…')).toBe(1);
    expect(countWords('')).toBe(0);
  });

  it.each([
    ['東京に行', ['東', '京', 'に', '行']],
    ['「はい」 yes', ['「は', 'い」 ', 'yes']],
    ['ที่นี่', ['ที่', 'นี่']],
    ['two words', ['two ', 'words']],
  ])('of %j, in units, are %j', (text, units) => {
    expect(writtenUnits(text)).toEqual(units);
  });
});

// huggingface hermes-agent PR#109868, pipecat #4515, OpenGlasses PR#274: a blank is added to Chinese or Japanese.
describe('two texts of one speaker', () => {
  it.each([
    ['Two, please.', 'No, three.', 'Two, please. No, three.'],
    ['你好', '世界', '你好世界'],
    ['そうですね。', '明日の午後', 'そうですね。明日の午後'],
    ['ครับ', 'ผม', 'ครับผม'],
    ['네, 내일', '오후에요', '네, 내일 오후에요'],
    ['iPhone', 'を買います', 'iPhoneを買います'],
    ['हाँ।', 'कल', 'हाँ। कल'],
    ['نعم،', 'غدًا', 'نعم، غدًا'],
    ['はい!', '明日', 'はい!明日'],
    ['one ', 'two', 'one two'],
    ['', 'two', 'two'],
    ['one', '', 'one'],
  ])('%j and %j are %j', (first, second, both) => {
    expect(joined(first, second)).toBe(both);
  });
});

// alphacep/vosk-api #1421, ideasman42/nerd-dictation #125: blanks between the words of a Japanese transcript.
describe('the blanks of a transcript', () => {
  it.each([
    ['毎日 夕方 に 買い物 に 行く', '毎日夕方に買い物に行く'],
    ['你 好 ， 世 界', '你好，世界'],
    ['你手里 拿的 是 Hypervolt Go 3 按摩枪', '你手里拿的是 Hypervolt Go 3 按摩枪'],
    ['ครับ ผม', 'ครับ ผม'],
    ['네 내일', '네 내일'],
    ['two words', 'two words'],
  ])('go from %j where nobody writes them: %j', (text, tidy) => {
    expect(withoutStrayBlanks(text)).toBe(tidy);
  });
});
