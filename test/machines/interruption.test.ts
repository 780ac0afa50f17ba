import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlapKindOf, type StopSpeaking } from '../../machines/interruption.ts';
import { STOP_SPEAKING } from '../helpers/start/start-call.ts';

const plan = (more: Partial<StopSpeaking> = {}): StopSpeaking => ({ ...STOP_SPEAKING, ...more });

describe('what a caller says while the agent speaks', () => {
  it.each([
    ['uh-huh', 'acknowledgement'],
    ['Uh huh.', 'acknowledgement'],
    ['Okay, yeah. Uh-huh!', 'acknowledgement'],
    ['Yeah but what about Sunday', 'interruption'],
    ['Sunday', 'interruption'],
    ['okay wait', 'interruption'],
    ['', 'nothing'],
    ['…', 'nothing'],
  ] as const)('%j is %s', (text, overlap) => {
    expect(overlapKindOf(text, plan())).toBe(overlap);
  });

  it.each([
    ['Sunday', 'tooLittle'],
    ['On Sunday', 'tooLittle'],
    ['What about Sunday', 'interruption'],
    ['Stop', 'interruption'],
    ['please stop', 'interruption'],
    ['okay', 'acknowledgement'],
    ['okay yeah okay', 'acknowledgement'],
  ] as const)('with three words wanted, %j is %s', (text, overlap) => {
    expect(overlapKindOf(text, plan({ numWords: 3 }))).toBe(overlap);
  });

  it('knows phrases of several words, whole, and whatever their case and marks', () => {
    const german = plan({ acknowledgements: ['alles klar', 'ach so'], interruptions: ['einen Moment'] });
    expect(overlapKindOf('Ach so, alles klar.', german)).toBe('acknowledgement');
    expect(overlapKindOf('alles', german)).toBe('interruption');
    expect(overlapKindOf('Äh, einen moment!', { ...german, numWords: 9 })).toBe('interruption');
    expect(overlapKindOf('einen', { ...german, numWords: 9 })).toBe('tooLittle');
  });

  it('takes what may yet become an acknowledgement for one, and an interruption at once for what it is', () => {
    const english = plan({ acknowledgements: ['i see', 'of course', 'uh-huh'] });
    for (const text of ['I', 'Uh', 'I see of', 'i see. Of course, uh'])
      expect(overlapKindOf(text, english, true)).toBe('acknowledgement');
    for (const text of ['I want', 'I see off', 'stop', 'of course not'])
      expect(overlapKindOf(text, english, true)).toBe('interruption');
    expect(overlapKindOf('I', english)).toBe('interruption');
  });

  it('ignores apostrophes, since STT vendors write words with and without them', () => {
    const french = plan({ acknowledgements: ["d'accord"] });
    expect(overlapKindOf('d’accord', french)).toBe('acknowledgement');
    expect(overlapKindOf('daccord', french)).toBe('acknowledgement');
  });

  // livekit/agents PR#2263, #1985: one sentence of Japanese was one word.
  it.each([
    ['明日の午後に予約したいのですが', 'interruption'],
    ['日曜日', 'tooLittle'],
    ['我想预订明天下午的座位', 'interruption'],
    ['ผมอยากจองโต๊ะพรุ่งนี้', 'interruption'],
    ['내일 오후에 예약하고 싶어요', 'interruption'],
    ['खाता', 'tooLittle'],
    ['मैं कल आना चाहता हूँ', 'interruption'],
    ['、。…', 'nothing'],
  ] as const)('with three words wanted, and blanks or none between them, %j is %s', (text, overlap) => {
    expect(overlapKindOf(text, plan({ numWords: 3 }))).toBe(overlap);
  });

  it.each([
    ['Sí', 'acknowledgement', 'si\u0301 with a combining accent', 'Si\u0301.'],
    ['はい', 'acknowledgement', 'Japanese marks', 'はい、はい。'],
    ['わかりました', 'acknowledgement', 'a phrase that a dictionary cuts', 'はい、わかりました。'],
    ['わかりました', 'acknowledgement', 'blanks that the vendor adds', 'はい 、 わかり まし た'],
    ['嗯嗯', 'acknowledgement', 'Chinese marks', '嗯嗯，好的。'],
    ['是的', 'acknowledgement', 'phrases that a dictionary cuts across', '是的是的，好的好的'],
    ['はいはい', 'acknowledgement', 'a sound that is held', 'はいーはいー'],
    ['行', 'tooLittle', 'a word that begins alike', '行不行'],
    ['हाँ', 'acknowledgement', 'a danda', 'हाँ।'],
    ['نعم', 'acknowledgement', 'an Arabic comma and vowel signs', 'نَعَم، نعم.'],
    ['네', 'acknowledgement', 'decomposed Hangul', '네, 네.'.normalize('NFD')],
    ['vâng', 'acknowledgement', 'decomposed Vietnamese', 'Vâng.'.normalize('NFD')],
    ['TAMAM', 'acknowledgement', 'Turkish letters', 'Tamam.'],
    ['ＯＫ', 'acknowledgement', 'full-width letters', 'ok'],
    ['¿cómo?', 'interruption', 'a Spanish question', '¡Cómo!'],
    ['待って', 'interruption', 'a phrase inside a sentence', 'ちょっと待ってください。'],
    ['等一下', 'interruption', 'a phrase inside a sentence', '对，等一下！'],
    ['เดี๋ยวก่อน', 'interruption', 'a phrase inside a sentence', 'ครับ เดี๋ยวก่อนครับ'],
    ['HAYIR', 'interruption', 'a Turkish dotless i', 'tamam hayır'],
    ['İptal', 'interruption', 'a Turkish dotted i', 'iptal'],
    ['لا', 'interruption', 'an Arabic question mark', 'نعم، لا؟'],
  ] as const)('knows the phrase %j, %s, with %s: %j', (phrase, overlap, _, text) => {
    const acknowledgements = ['はい', '嗯嗯', '好的', ...(overlap === 'acknowledgement' ? [phrase] : [])];
    const interruptions = overlap === 'interruption' ? [phrase] : [];
    expect(overlapKindOf(text, plan({ acknowledgements, interruptions, numWords: 9 }))).toBe(overlap);
  });

  // livekit/agents PR#3850, pipecat #984, VivaDicta PR#237: a listener’s sounds, as long as vendors write them.
  it.each([
    ['Mmm.', 'acknowledgement'],
    ['Mhmm.', 'acknowledgement'],
    ['Hmmmm', 'acknowledgement'],
    ['Mmm-hmmm, okayyy', 'acknowledgement'],
    ['Ohhh', 'acknowledgement'],
    ['Ummm', 'acknowledgement'],
    ['umm okay stop', 'interruption'],
    ['Noooo', 'interruption'],
    ['Хмм, даааа', 'acknowledgement'],
    ['Ooh.', 'acknowledgement'],
    ['Mmmhm, oooh', 'acknowledgement'],
    ['M', 'tooLittle'],
    ['to see off', 'tooLittle'],
  ] as const)('takes long sounds for short ones: %j is %s', (text, overlap) => {
    const acknowledgements = ['mm', 'mhm', 'hmm', 'mm-hmm', 'okay', 'oh', 'um', 'of course', 'хм', 'да'];
    expect(overlapKindOf(text, plan({ acknowledgements, interruptions: ['stop', 'no'], numWords: 9 }))).toBe(
      overlap,
    );
  });

  it('does not find a phrase inside another word', () => {
    const short = plan({ acknowledgements: [], interruptions: ['no', 'いえ'], numWords: 9 });
    expect(overlapKindOf('nobody knows', short)).toBe('tooLittle');
    expect(overlapKindOf('いいえ', short)).toBe('tooLittle');
  });

  it('takes the beginning of an acknowledgement without blanks for one, too', () => {
    const japanese = plan({ acknowledgements: ['なるほど'], interruptions: [], numWords: 0 });
    expect(overlapKindOf('なる', japanese, true)).toBe('acknowledgement');
    expect(overlapKindOf('なる', japanese)).toBe('interruption');
    const english = plan({ acknowledgements: ['okay'], interruptions: [] });
    expect(overlapKindOf('o', english, true)).toBe('interruption');
  });

  it('is never less than it was when more is said without taking words back', () => {
    const rank = { nothing: 0, acknowledgement: 1, tooLittle: 1, interruption: 2 };
    const words = fc.array(fc.constantFrom('uh-huh', 'okay', 'stop', 'Sunday', 'the'), { maxLength: 8 });
    fc.assert(
      fc.property(words, fc.nat(4), (said, numWords) => {
        const overlaps = said.map(
          (_, i) => rank[overlapKindOf(said.slice(0, i + 1).join(' '), plan({ numWords }))],
        );
        expect([...overlaps].sort()).toEqual(overlaps);
      }),
    );
  });
});
