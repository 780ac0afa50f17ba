/** When each word of a line is spoken, from the phones that the synthesizer reports. */
import { describe, expect, it } from 'vitest';
import { parsePhones, placeWords } from '../../../sandbox/voice/word-times.ts';

describe('word times', () => {
  const phones = parsePhones('pau:0.1 hh:0.2 ay:0.3 pau:0.4 dh:0.5 eh:0.6 r:0.7 pau:0.8 ');

  it('follow the phones when a word is said as it is alone', () => {
    expect(
      placeWords(phones, [
        ['hh', 'ay'],
        ['dh', 'eh', 'r'],
      ]),
    ).toEqual([
      { startMs: 100, endMs: 300 },
      { startMs: 400, endMs: 700 },
    ]);
  });

  it('follow the phones that were spoken when the context changed a word', () => {
    expect(placeWords(phones, [['hh', 'ay', 'z'], [], ['dh', 'er']])).toEqual([
      { startMs: 100, endMs: 300 },
      { startMs: 300, endMs: 300 },
      { startMs: 400, endMs: 700 },
    ]);
  });
});
