/** A model’s text, cut into pieces where a speaker would pause. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSpeechChunker } from '../../../actors/text/speech-chunker.ts';
import { clean } from './clean.ts';

/** The pieces, each with the blank that stood before it. */
const cut = (deltas: Iterable<string>, locale = 'en') => {
  const chunker = createSpeechChunker({ locale });
  const pieces: string[] = [];
  for (const delta of deltas) pieces.push(...chunker.push(delta));
  return [...pieces, ...chunker.end()];
};
const chunk = (deltas: Iterable<string>, locale?: string) =>
  cut(deltas, locale).map((piece) => piece.trimStart());

/** A letter at a time: no sentence is ever joined to the next, so every boundary shows. */
const spell = (text: string, locale?: string) => chunk(text, locale);

describe('a sentence', () => {
  it.each<[string, string[]]>([
    ['Hello there. How are you?', ['Hello there.', 'How are you?']],
    ['Mr. Lee owes $29.95. He pays 3.5 percent.', ['Mr. Lee owes $29.95.', 'He pays 3.5 percent.']],
    ['Dr. No is in. No. I cannot. See No. 5.', ['Dr. No is in.', 'No.', 'I cannot.', 'See No. 5.']],
    ['Bring some, e.g. Your card. Yes.', ['Bring some, e.g. Your card.', 'Yes.']],
    ['We close at 5 p.m. Then we leave.', ['We close at 5 p.m.', 'Then we leave.']],
    ['Come at 10 a.m. Monday. Or at 10 a.m. EST.', ['Come at 10 a.m. Monday.', 'Or at 10 a.m. EST.']],
    ['It is at 4 St. James St. The door is open.', ['It is at 4 St. James St.', 'The door is open.']],
    [
      'She is in the U.S. Senate. I like the U.S. We all do.',
      ['She is in the U.S. Senate.', 'I like the U.S.', 'We all do.'],
    ],
    ['J. K. Rowling wrote it. Read it.', ['J. K. Rowling wrote it.', 'Read it.']],
    [
      'It is on Jan. 5. It is the 1st. We open in 2024. Call us.',
      ['It is on Jan. 5.', 'It is the 1st.', 'We open in 2024.', 'Call us.'],
    ],
    [
      'Ask Acme Inc. The rest is easy. Ask Acme Corp. Tokyo.',
      ['Ask Acme Inc.', 'The rest is easy.', 'Ask Acme Corp. Tokyo.'],
    ],
    ['Well… maybe. Wait... what? Done… Really.', ['Well… maybe.', 'Wait... what?', 'Done…', 'Really.']],
    ['One moment. What?! No way!', ['One moment.', 'What?!', 'No way!']],
    // livekit/agents#930, jambonz-feature-server#1176: sentences within marks wait for no other
    [
      'He said "Stop." Then he left (quickly.) “Why?” Nobody knows.',
      ['He said "Stop."', 'Then he left (quickly.)', '“Why?”', 'Nobody knows.'],
    ],
    ['See example.com for version 2.0. It is new.', ['See example.com for version 2.0.', 'It is new.']],
    // microsoft/BlingFire#165
    [
      'hi there. we open at 9 a.m. on mon. or so. what can i do for you? wait... yes.',
      ['hi there.', 'we open at 9 a.m. on mon. or so.', 'what can i do for you?', 'wait... yes.'],
    ],
    // jyooi/agent-simple-english PR#37
    [
      'Ring at Apt. B.\nSee Fig. A, then No. I cannot.',
      ['Ring at Apt. B.', 'See Fig. A, then No.', 'I cannot.'],
    ],
    // languagetool-org/languagetool#2340
    [
      'It is here. Yahoo! is not to blame. I hate it! It is late. So (yes!) iPhone.',
      ['It is here.', 'Yahoo! is not to blame.', 'I hate it!', 'It is late.', 'So (yes!) iPhone.'],
    ],
    ['We have it! iPhone 15 is here? eBay is.', ['We have it!', 'iPhone 15 is here?', 'eBay is.']],
    // diasks2/pragmatic_segmenter#27
    [
      'Ok. I put it there and -- voila! -- you have it. Ok.',
      ['Ok.', 'I put it there and -- voila! -- you have it.', 'Ok.'],
    ],
    ['1. Apples\n2. Pears\n\nThat is all.', ['1. Apples', '2. Pears', 'That is all.']],
    // livekit/agents#1811
    ['1.) Apples\n2.) Pears', ['1.) Apples', '2.) Pears']],
    ['a. Apples\nb. Pears', ['a. Apples', 'b. Pears']],
    // pnnbao97/VieNeu-TTS#177: chapters
    ['I. Hours\nII. Prices\nIV. Contact', ['I. Hours', 'II. Prices', 'IV. Contact']],
    ['You and I. We go. Ask Henry VIII. He knows.', ['You and I.', 'We go.', 'Ask Henry VIII.', 'He knows.']],
    ['a. Apples b. Pears c. Plums', ['a. Apples b. Pears c. Plums']],
    ['你好。我是你的助手。', ['你好。', '我是你的助手。']],
  ])('%j ends where a speaker would pause', (text, pieces) => {
    expect(spell(text)).toEqual(pieces);
  });

  it.each([
    ['Hello there. How are you?', ['Hello there.', ' How are you?']],
    ['Sure! One moment, please.', ['Sure!', ' One moment, please.']],
    ['Really?Yes.', ['Really?', 'Yes.']],
    ['你好。我是你的助手。', ['你好。', '我是你的助手。']],
    ['你好。 我是你的助手。', ['你好。', ' 我是你的助手。']],
    ['First.\n\nSecond.', ['First.', ' Second.']],
  ])('of %j keeps the blank that stood before it', (text, pieces) => {
    expect(cut(text).join('|')).toBe(pieces.join('|'));
  });

  it('knows ordinals where a dot makes them', () => {
    expect(spell('Das ist gut. Am 3. Oktober ist zu.', 'de')).toEqual([
      'Das ist gut.',
      'Am 3. Oktober ist zu.',
    ]);
  });

  it('is spoken with the next when it is very short and the next is there', () => {
    expect(chunk(['I see. Yes. No. Okay, then I will call you back tomorrow.\n'])).toEqual([
      'I see.',
      'Yes. No. Okay, then I will call you back tomorrow.',
    ]);
  });
});

describe('the first piece', () => {
  const firstPieceAfter = (text: string) => {
    const chunker = createSpeechChunker();
    return [...text].findIndex((char) => chunker.push(char).length > 0) + 1;
  };

  it('leaves with its question or exclamation mark', () => {
    expect(firstPieceAfter('Sure! I can')).toBe('Sure!'.length);
  });

  it('leaves with the letter that proves its full stop', () => {
    expect(firstPieceAfter('Okay. I can')).toBe('Okay. I'.length);
  });

  it('leaves with a comma after three words, not after two', () => {
    expect(firstPieceAfter('I can help, of course')).toBe('I can help,'.length);
    expect(firstPieceAfter('Of course, I can help; now')).toBe('Of course, I can help;'.length);
  });

  it.each(['I can help — sure', 'I can help: like', 'I can help – sure', 'I can help - sure'])(
    'leaves at the clause end of %j',
    (text) => {
      expect(spell(text)).toHaveLength(2);
    },
  );

  // The last three: vellum-ai/vellum-assistant#40313 and its kind, full-width marks between two digits.
  // DrewThomasson/ebook2audiobook#1711 and its kind: a year by itself is read as a number, half a range as none.
  it.each([
    'We met there on July 4, 2025 at noon',
    'We are open 9 - 5 today',
    'Call us at 555 – 123 – 4567 now',
    'It costs about $10 - $20 here',
    'It is 5:30 now',
    'That is 1,000 dollars',
    'So he said (yes, or no',
    'Look at a/b?c=1 there',
    'これは長い導入文です１，０００円です',
    '試合は今夜の１９：３０です',
    '届くまで３、４日かかります',
  ])('is not cut inside %j', (text) => {
    expect(spell(text)).toEqual([text]);
  });

  it('leaves at a mark behind a digit when no figure follows', () => {
    expect(firstPieceAfter('We met on July 4, and left')).toBe('We met on July 4, a'.length);
    expect(spell('We are open at 9 - so come by')).toEqual(['We are open at 9 -', 'so come by']);
  });

  it('leaves at a full-width mark behind a digit when no digit follows', () => {
    expect(spell('成交额放大 +8.3%，价格是１００，谢谢')).toEqual([
      '成交额放大 +8.3%，',
      '价格是１００，谢谢',
    ]);
    expect(spell('今天的价格是１００，谢谢')).toEqual(['今天的价格是１００，', '谢谢']);
  });
});

describe('a long sentence', () => {
  it('is cut at a clause once it is long', () => {
    const text = `Right. ${'The first part of it goes on for quite some time here, '.repeat(2)}and ends.`;
    const [, second, ...rest] = spell(text);
    expect(second).toBe('The first part of it goes on for quite some time here,');
    expect(rest).toHaveLength(1);
  });

  it('is cut at a word when it has no clauses', () => {
    const pieces = spell('word '.repeat(100));
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) {
      expect(piece.length).toBeLessThanOrEqual(200);
      expect(piece).toMatch(/^word( word)*$/);
    }
  });

  it('is cut anywhere when it is one endless word', () => {
    expect(spell('x'.repeat(1_000)).join('')).toBe('x'.repeat(1_000));
    expect(spell('x'.repeat(1_000)).length).toBeGreaterThan(1);
  });
});

describe('pieces without a word', () => {
  it.each(['', '   ', '...', '😀', '**', '---\n***', '!?'])('are never sent: %j', (text) => {
    expect(chunk([text])).toEqual([]);
  });

  it('go with their neighbour', () => {
    expect(spell('... Hello there. ... Bye.')).toEqual(['... Hello there. ...', 'Bye.']);
  });
});

/** Text as models write it, with every trap in it. */
const reply = fc
  .array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          'Hello',
          'the',
          'Mr.',
          'U.S.',
          'p.m.',
          'We',
          'No.',
          'e.g.',
          '3.5',
          '$29.95.',
        ),
      },
      {
        weight: 3,
        arbitrary: fc.constantFrom('. ', ', ', '? ', '!', '…', ' — ', ': ', '\n', '\n- ', '; ', '." ', ') '),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          ' ',
          '**',
          '_',
          '`',
          '[a](b)',
          '](',
          '![',
          '## ',
          '😀',
          '👨‍👩‍👧',
          '"',
          '(',
          '|',
        ),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
      { weight: 1, arbitrary: fc.lorem({ maxCount: 12 }) },
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

const cutUp = (text: string, cuts: readonly number[]) => {
  const edges = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  return edges.slice(1).map((edge, i) => text.slice(edges[i], edge));
};
const squeeze = (text: string) => text.replaceAll(/\s+/g, '');
/** Marks that trail the last word have no neighbour left to go with. */
const withoutTrailingMarks = (text: string) => squeeze(text).replace(/[^\p{L}\p{N}]+$/u, '');

describe('whatever the reply and however it is cut into deltas', () => {
  const cuts = fc.array(fc.nat(10_000), { maxLength: 30 });

  it('nothing is lost and nothing is said twice', () => {
    fc.assert(
      fc.property(reply, cuts, (text, at) => {
        const spoken = squeeze(chunk(cutUp(text, at)).join(''));
        const written = squeeze(clean(text));
        expect(written.startsWith(spoken)).toBe(true);
        expect(withoutTrailingMarks(spoken)).toBe(withoutTrailingMarks(written));
      }),
      { numRuns: 1_000 },
    );
  });

  it('the pieces are the text, with a blank only where some were', () => {
    const oneBlank = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
    fc.assert(
      fc.property(reply, cuts, (text, at) => {
        const spoken = oneBlank(cut(cutUp(text, at)).join(''));
        expect(oneBlank(clean(text)).startsWith(spoken)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('every piece can be spoken and none is endless', () => {
    fc.assert(
      fc.property(reply, cuts, (text, at) => {
        for (const piece of chunk(cutUp(text, at))) {
          expect(piece).toMatch(/[\p{L}\p{N}]/u);
          expect(piece.length).toBeLessThanOrEqual(420);
          expect(piece).toBe(piece.trim());
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('the pieces are those of its letters, joined at most', () => {
    fc.assert(
      fc.property(reply, cuts, (text, at) => {
        const spelled = spell(text);
        let rest = chunk(cutUp(text, at))
          .map((piece) => `${piece} `)
          .join('');
        for (const piece of spelled) {
          expect(rest.startsWith(`${piece} `)).toBe(true);
          rest = rest.slice(piece.length + 1);
        }
        expect(rest).toBe('');
      }),
      { numRuns: 1_000 },
    );
  });
});
