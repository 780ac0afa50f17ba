import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpeechTimeline } from '../../../actors/tts/speech-timeline.ts';
import { CHAR_MS, REST_MS, synthesized } from '../../helpers/fakes/fake-voice.ts';

/** A timeline on which each piece was spoken as the fake voice does: 60 ms a character, a rest after the piece. */
const spoken = (...pieces: string[]): SpeechTimeline => {
  const timeline = new SpeechTimeline();
  for (const piece of pieces) {
    timeline.addText(piece);
    timeline.addAudio(synthesized(piece.trimStart()));
  }
  return timeline;
};

const endOf = (text: string): number => text.length * CHAR_MS;

describe('the words heard', () => {
  it('are none before the first word is complete', () => {
    const timeline = spoken('Hello there.');
    for (const ms of [0, 60, endOf('Hello') - 1]) {
      expect(timeline.heard(ms, false)).toMatchObject({ text: '', rest: 'Hello there.', estimated: false });
    }
  });

  it('end at a word, never in one', () => {
    const timeline = spoken('Hello there, friend.');
    expect(timeline.heard(endOf('Hello'), false).text).toBe('Hello');
    expect(timeline.heard(endOf('Hello ther'), false).text).toBe('Hello');
    expect(timeline.heard(endOf('Hello there'), false)).toMatchObject({
      text: 'Hello there,',
      rest: 'friend.',
      estimated: false,
    });
  });

  it('run on over the pieces they were spoken in', () => {
    const timeline = spoken('We open at nine.', ' We close at six.');
    const second = endOf('We open at nine.') + REST_MS;
    expect(timeline.heard(second, false).text).toBe('We open at nine.');
    expect(timeline.heard(second + endOf('We close'), false)).toMatchObject({
      text: 'We open at nine. We close',
      rest: 'at six.',
      estimated: false,
    });
  });

  it('are all of them, in our own spelling, when the reply was heard to its end', () => {
    const timeline = spoken('It costs $29.95.');
    expect(timeline.heard(1, true)).toMatchObject({ text: 'It costs $29.95.', rest: '', estimated: false });
  });

  it('end where the last of them ends in the audio', () => {
    const timeline = spoken('Hello there, friend.');
    expect(timeline.heard(endOf('Hello ther'), false).untilMs).toBe(endOf('Hello'));
    expect(timeline.heard(60, false).untilMs).toBe(0);
    expect(timeline.heard(1, true).untilMs).toBe(timeline.audioMs);
  });

  it('hold a price whole or not at all', () => {
    const timeline = spoken('It costs $29.95 today.');
    expect(timeline.heard(endOf('It costs $29.9'), false).text).toBe('It costs');
    expect(timeline.heard(endOf('It costs $29.95'), false).text).toBe('It costs $29.95');
  });

  it('are found though the voice spaces and marks the text in its own way', () => {
    const timeline = new SpeechTimeline();
    timeline.addText('Well — “yes”, of course…');
    timeline.addAudio(synthesized(' Well, yes of course ... '));
    expect(timeline.heard(endOf(' Well, yes'), false).text).toBe('Well — “yes”,');
  });

  it('are counted in any script', () => {
    const timeline = spoken('Grüße aus Köln, 你好 朋友.');
    expect(timeline.heard(endOf('Grüße aus Köln, 你好'), false)).toMatchObject({
      text: 'Grüße aus Köln, 你好',
      rest: '朋友.',
      estimated: false,
    });
  });

  it('do not include a mark before the first word', () => {
    expect(spoken('— Hello.').heard(0, false).text).toBe('');
    expect(spoken('… “Hello.”').heard(0, false).text).toBe('');
  });

  it('are known only as far as text was sent', () => {
    const timeline = spoken('Hello.');
    timeline.addText(' Never spoken.');
    expect(timeline.heard(10_000, false)).toMatchObject({
      text: 'Hello.',
      rest: 'Never spoken.',
      estimated: false,
    });
  });

  it('and the rest are the whole text, wherever it is cut', () => {
    const word = fc.constantFrom('Hello', 'it', 'costs', '$29.95', '—', 'o’clock,', 'A.', '“yes”');
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 10 }), fc.nat(8_000), (words, ms) => {
        const timeline = spoken(words.join(' '));
        const { text, rest } = timeline.heard(ms, false);
        expect([text, rest].filter(Boolean).join(' ')).toBe(words.join(' '));
      }),
    );
  });

  it('only grow with time', () => {
    const timeline = spoken('We open at nine.', ' We close at six — sharp.');
    let length = 0;
    for (let ms = 0; ms <= timeline.audioMs; ms += 10) {
      const heard = timeline.heard(ms, false).text.length;
      expect(heard).toBeGreaterThanOrEqual(length);
      length = heard;
    }
    expect(length).toBe(timeline.text.length);
  });
});

/** A timeline of one piece, which the voice has timed as these characters, 60 ms each. */
function timed(text: string, chars: readonly string[]): SpeechTimeline {
  const timeline = new SpeechTimeline();
  timeline.addText(text);
  const startsMs = chars.map((_, i) => i * CHAR_MS);
  const durationsMs = chars.map(() => CHAR_MS);
  timeline.addAudio({
    audio: new Uint8Array(chars.length * CHAR_MS * 8),
    alignment: { chars, startsMs, durationsMs },
  });
  return timeline;
}

// pipecat #4515, #2307, PR#4475, PR#5679; speech-swift PR#224 for combining marks.
describe('a reply in another script', () => {
  it.each([
    [
      'こんにちは、ご時間をいただきありがとうございます。',
      'こんにちは、ご時間',
      'をいただきありがとうございます。',
    ],
    ['你好，我想预订明天下午的座位。', '你好，我想预订', '明天下午的座位。'],
    ['สวัสดีครับ ผมอยากจองโต๊ะ', 'สวัสดีครับ', 'ผมอยากจองโต๊ะ'],
    ['안녕하세요. 무엇을 도와드릴까요?', '안녕하세요.', '무엇을 도와드릴까요?'],
    ['नमस्ते, मैं आपकी मदद करूँगा।', 'नमस्ते, मैं', 'आपकी मदद करूँगा।'],
    ['مرحبًا، كيف يمكنني مساعدتك؟', 'مرحبًا، كيف', 'يمكنني مساعدتك؟'],
    ['Đặt bàn cho hai người.', 'Đặt bàn', 'cho hai người.'],
  ])('%j keeps what was heard of it: %j', (text, heard, rest) => {
    const ends = Array.from(heard).length * CHAR_MS;
    expect(timed(text, Array.from(text)).heard(ends, false)).toMatchObject({ text: heard, rest });
    const decomposed = Array.from(text.normalize('NFD'));
    const inFull = Array.from(heard.normalize('NFD')).length * CHAR_MS;
    expect(timed(text, decomposed).heard(inFull, false)).toMatchObject({ text: heard, rest });
  });

  it('has the same words when the voice cuts characters into UTF-16 halves, even between two chunks', () => {
    const timeline = new SpeechTimeline();
    timeline.addText('𠮷野家 は 𝐇𝐢 です');
    for (const half of '𠮷野家 は 𝐇𝐢 です'.split('')) timeline.addAudio(synthesized(half));
    const halfMs = CHAR_MS + REST_MS;
    expect(timeline.heard(halfMs, false).text).toBe('');
    const heard = timeline.heard('𠮷野家 は 𝐇𝐢'.length * halfMs, false);
    expect(heard).toMatchObject({ text: '𠮷野家 は 𝐇𝐢', rest: 'です', estimated: false });
  });

  it('ends with the vowel sign of its last letter, not before', () => {
    const text = 'नमस्ते जी';
    const letters = Array.from('नमस्ते').length * CHAR_MS;
    expect(timed(text, Array.from(text)).heard(letters - 1, false).text).toBe('');
    expect(timed(text, Array.from(text)).heard(letters, false)).toMatchObject({
      text: 'नमस्ते',
      untilMs: letters,
    });
  });

  it('is found though the voice leaves out tatweel, vowel signs and emoji', () => {
    const timeline = timed('مـَرحبًا 👋 بك معنا', Array.from('مرحبا بك معنا'));
    expect(timeline.heard(Array.from('مرحبا بك').length * CHAR_MS, false)).toMatchObject({
      text: 'مـَرحبًا 👋 بك',
      rest: 'معنا',
    });
  });

  it('is put together as it was written, with blanks only where some were', () => {
    expect(spoken('そうですね。', '何かありますか。').text).toBe('そうですね。何かありますか。');
    expect(spoken('ครับ', ' ผมจองแล้ว').text).toBe('ครับ ผมจองแล้ว');
    expect(spoken('네.', ' 알겠습니다.').text).toBe('네. 알겠습니다.');
  });

  it('of syllables is guessed at slower, where a voice gives no times', () => {
    const guess = (text: string): number => {
      const timeline = new SpeechTimeline();
      timeline.addText(text);
      timeline.addAudio({ audio: new Uint8Array(8 * 8_000) });
      return timeline.heard(1_000, false).text.length;
    };
    expect(guess('明日午後三時予約席空東京駅前')).toBeLessThanOrEqual(6);
    expect(guess('a b c d e f g h i j k l m n o p q r')).toBe('a b c d e f g h i j k l m'.length);
  });
});

describe('a voice without alignment', () => {
  const guessed = () => {
    const timeline = new SpeechTimeline();
    timeline.addText('We open at nine in the morning.');
    timeline.addAudio(synthesized('We open at nine in the morning.', false));
    return timeline;
  };

  it('is guessed at, and said to be', () => {
    const { text, estimated } = guessed().heard(1_000, false);
    expect(estimated).toBe(true);
    expect('We open at nine in the morning.'.startsWith(text)).toBe(true);
    expect(text).not.toBe('');
  });

  it('makes every later guess a guess, once one piece lacked it', () => {
    const timeline = spoken('Hello.');
    timeline.addText(' And more.');
    timeline.addAudio(synthesized('And more.', false));
    expect(timeline.heard(500, false).estimated).toBe(true);
  });

  it('is not guessed at when everything was heard', () => {
    expect(guessed().heard(1, true)).toMatchObject({ estimated: false, rest: '' });
  });

  it('is guessed at as long as the times that it promised have not come', () => {
    const timeline = new SpeechTimeline();
    timeline.addText('We open at nine in the morning.');
    timeline.addAudio({
      audio: new Uint8Array(16_000),
      alignment: { chars: [], startsMs: [], durationsMs: [] },
    });
    expect(timeline.heard(1_000, false)).toMatchObject({ text: 'We open at nine', estimated: true });
    timeline.addAudio({
      audio: new Uint8Array(0),
      alignment: { chars: ['W', 'e'], startsMs: [-2_000, -1_500], durationsMs: [500, 100] },
    });
    expect(timeline.heard(1_000, false)).toMatchObject({ text: 'We', estimated: false, untilMs: 600 });
  });

  it('counts an alignment without audio, and audio of nothing, as no lack', () => {
    const timeline = spoken('Hello.');
    timeline.addAudio({ audio: new Uint8Array(0) });
    expect(timeline.heard(0, false).estimated).toBe(false);
  });
});

describe('a filler', () => {
  const FILLER = 'One moment.';
  const fillerMs = endOf(FILLER) + REST_MS;

  const filled = (aligned = true) => {
    const timeline = new SpeechTimeline();
    timeline.addFiller(synthesized(FILLER, aligned));
    return timeline;
  };

  it('is never said to have been heard', () => {
    const timeline = filled();
    expect(timeline.heard(10_000, false)).toMatchObject({ text: '', rest: '', estimated: false });
    expect(timeline.heard(10_000, true).text).toBe('');
    expect(timeline.text).toBe('');
  });

  it('moves the words behind it', () => {
    const timeline = filled();
    timeline.addText('We open at nine.');
    timeline.addAudio(synthesized('We open at nine.'));

    expect(timeline.heard(fillerMs, false).text).toBe('');
    expect(timeline.heard(fillerMs + endOf('We open'), false).text).toBe('We open');
  });

  it('moves the words behind it in a voice without alignment, too', () => {
    const timeline = filled(false);
    timeline.addText('We open at nine.');
    timeline.addAudio(synthesized('We open at nine.', false));

    expect(timeline.heard(fillerMs, false).text).toBe('');
    expect(timeline.heard(fillerMs + 2_000, false).text).toBe('We open at nine.');
  });

  it('puts the start of the reply behind all of its sound', () => {
    expect(new SpeechTimeline().replyStartMs).toBe(0);
    const timeline = filled();
    expect(timeline.replyStartMs).toBe(fillerMs);

    timeline.addText('We open at nine.');
    timeline.addAudio(synthesized('We open at nine.'));
    expect(timeline.replyStartMs).toBe(fillerMs);
    expect(timeline.audioMs).toBe(fillerMs + endOf('We open at nine.') + REST_MS);
  });
});

describe('every word', () => {
  it('ends where its last letter ends, and not yet where the voice has not timed it', () => {
    const timeline = spoken('Hello there.');
    timeline.addText(' Bye.');
    expect(timeline.words()).toEqual([
      { text: 'Hello ', endsMs: endOf('Hello') },
      { text: 'there. ', endsMs: endOf('Hello there') },
      { text: 'Bye.', endsMs: Number.POSITIVE_INFINITY },
    ]);
  });

  it('ends about there when the voice gives no times', () => {
    const timeline = new SpeechTimeline();
    timeline.addText('Hello there.');
    timeline.addAudio(synthesized('Hello there.', false));
    const [first, second] = timeline.words();
    expect(first?.endsMs).toBeGreaterThan(200);
    expect(second?.endsMs).toBeGreaterThan((first?.endsMs ?? 0) + 200);
  });
});
