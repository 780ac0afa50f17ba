import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_WORDS, type TurnFact } from '../../../actors/providers/stt-provider.ts';
import { TurnSequence } from '../../../actors/stt/turn-sequence.ts';

type Kind = TurnFact['kind'];
const fact = (kind: Kind, turnIndex: number, text: string): TurnFact => ({ kind, turnIndex, text });

/** A sequence, what it passed on as `start 0`, `end 0: Hello`, and what it repaired. */
function startSequence() {
  const turns = new TurnSequence();
  const repairs: string[] = [];
  const passed: TurnFact[] = [];
  const short = {
    startOfTurn: 'start',
    update: 'update',
    eagerEndOfTurn: 'eager',
    turnResumed: 'resumed',
    endOfTurn: 'end',
  };
  return {
    turns,
    repairs,
    passed,
    receives: (kind: Kind, turnIndex: number, text: string, more: Partial<TurnFact> = {}) => {
      passed.push(...turns.accept({ ...fact(kind, turnIndex, text), ...more }, (what) => repairs.push(what)));
    },
    endsNow: () => passed.push(...turns.endNow('limit', false)),
    reported: () =>
      passed.map(({ kind, turnIndex, text }) =>
        kind === 'startOfTurn' || kind === 'turnResumed'
          ? `${short[kind]} ${turnIndex}`
          : `${short[kind]} ${turnIndex}: ${text}`,
      ),
  };
}

describe('the turns of a well-behaved vendor', () => {
  it('pass as they are, without the updates', () => {
    const { receives, reported, repairs } = startSequence();
    receives('startOfTurn', 0, 'What');
    receives('update', 0, 'What time');
    receives('eagerEndOfTurn', 0, 'What time');
    receives('turnResumed', 0, 'What time do');
    receives('eagerEndOfTurn', 0, 'What time do you open?');
    receives('endOfTurn', 0, 'What time do you open?');
    receives('startOfTurn', 1, 'And');
    receives('endOfTurn', 1, 'And on Sundays?');

    expect(reported()).toEqual([
      'start 0',
      'eager 0: What time',
      'resumed 0',
      'eager 0: What time do you open?',
      'end 0: What time do you open?',
      'start 1',
      'end 1: And on Sundays?',
    ]);
    expect(repairs).toEqual([]);
  });

  it('have no blanks where their script has none, and those of ended turns are told from later words', () => {
    const { receives, endsNow, reported } = startSequence();
    receives('startOfTurn', 0, '明日 の 午後');
    endsNow();
    receives('update', 0, '明日 の 午後 に');
    receives('endOfTurn', 0, '明日の午後に行きます。');
    expect(reported()).toEqual(['start 0', 'end 0: 明日の午後', 'start 1', 'end 1: に行きます。']);
  });

  it('may hold no words in the end, when the vendor says that it takes them back', () => {
    const { receives, reported } = startSequence();
    receives('startOfTurn', 0, 'Uh');
    receives('endOfTurn', 0, '', { trigger: NO_WORDS });
    receives('startOfTurn', 1, 'Uh');
    receives('update', 1, '');
    receives('endOfTurn', 1, '');
    expect(reported()).toEqual(['start 0', 'end 0: ', 'start 1', 'end 1: ']);
  });

  /** Flux ends a turn with an empty transcript, its words having come before (cloudflare/agents#1454). */
  it.each<readonly [string, readonly (readonly [TurnFact['kind'], string])[], readonly string[]]>([
    ['the last update', [['update', 'Two please']], ['start 0', 'end 0: Two please']],
    [
      'the eager end',
      [['eagerEndOfTurn', 'Two please']],
      ['start 0', 'eager 0: Two please', 'end 0: Two please'],
    ],
    ['the start', [], ['start 0', 'end 0: Two']],
  ])('keep the words of %s when their end comes without any', (_what, facts, expected) => {
    const { receives, reported, passed } = startSequence();
    receives('startOfTurn', 0, 'Two', { speechEndMs: 400 });
    for (const [kind, text] of facts) receives(kind, 0, text);
    receives('endOfTurn', 0, '');
    expect(reported()).toEqual(expected);
    expect(passed.at(-1)).toMatchObject({ speechEndMs: 400 });
  });

  it('are not ended with words of the turn before, nor with those that were passed on', () => {
    const { receives, endsNow, reported } = startSequence();
    receives('startOfTurn', 0, 'One');
    endsNow();
    receives('update', 0, 'One more');
    receives('endOfTurn', 0, '');
    receives('startOfTurn', 1, '');
    receives('endOfTurn', 1, '');
    expect(reported()).toEqual(['start 0', 'end 0: One', 'start 1', 'end 1: more']);
  });

  it('give the words of the open one so far', () => {
    const { receives, turns } = startSequence();
    expect(turns.partial).toBe('');
    receives('startOfTurn', 0, 'What');
    receives('update', 0, 'What time');
    expect(turns.partial).toBe('What time');
    receives('endOfTurn', 0, 'What time?');
    expect(turns.partial).toBe('');
  });
});

describe('the turns of a careless vendor', () => {
  it('end once', () => {
    const { receives, reported, repairs } = startSequence();
    receives('startOfTurn', 0, 'Hello');
    receives('endOfTurn', 0, 'Hello');
    receives('endOfTurn', 0, 'Hello');
    expect(reported()).toEqual(['start 0', 'end 0: Hello']);
    expect(repairs).toEqual(['endOfTurn for a turn that is over']);
  });

  it('begin before they end, whatever is reported first', () => {
    for (const kind of ['update', 'eagerEndOfTurn', 'turnResumed', 'endOfTurn'] as const) {
      const { receives, reported, repairs } = startSequence();
      receives(kind, 0, 'Hello');
      expect(reported()[0]).toBe('start 0');
      expect(reported().slice(1)).toEqual(
        kind === 'eagerEndOfTurn' ? ['eager 0: Hello'] : kind === 'endOfTurn' ? ['end 0: Hello'] : [],
      );
      expect(repairs).toEqual([`${kind} without a start of turn`]);
    }
  });

  it('do not begin without words', () => {
    const { receives, reported } = startSequence();
    receives('startOfTurn', 0, '');
    receives('update', 0, '');
    receives('endOfTurn', 0, '');
    expect(reported()).toEqual([]);
  });

  it.each<readonly [string, string, readonly (readonly [Kind, string])[], readonly string[]]>([
    [
      'a click that is a full stop',
      'innate-inc/innate-os PR#752',
      [
        ['startOfTurn', '.'],
        ['endOfTurn', '.'],
      ],
      [],
    ],
    ...['[BLANK_AUDIO]', '[MUSIC PLAYING] (laughter)', '[inaudible].'].map(
      (text) =>
        [
          `a sound by name, ${text}`,
          'ggml-org/whisper.cpp#1240',
          [
            ['startOfTurn', text],
            ['endOfTurn', text],
          ],
          [],
        ] as const,
    ),
    [
      'what a vendor has redacted, which is words',
      'Deepgram: Redaction',
      [['endOfTurn', '[PHONE_NUMBER_1]']],
      ['start 0', 'end 0: [PHONE_NUMBER_1]'],
    ],
    [
      'words beside a sound',
      'ggml-org/whisper.cpp#1240',
      [['endOfTurn', 'Yes. [laughter]']],
      ['start 0', 'end 0: Yes. [laughter]'],
    ],
    [
      'a breath of several marks',
      'block/buzz PR#6497',
      [
        ['update', '?'],
        ['eagerEndOfTurn', ' . . .'],
        ['endOfTurn', '…!'],
      ],
      [],
    ],
    ['silence as dots', 'huggingface/chat-ui PR#2009', [['endOfTurn', '...']], []],
    [
      'marks of another script',
      'livekit/agents PR#6599',
      [
        ['startOfTurn', '。'],
        ['endOfTurn', '、'],
      ],
      [],
    ],
    [
      'words after all',
      'our own: a vendor that goes on',
      [
        ['startOfTurn', '-'],
        ['update', '- Hello'],
        ['endOfTurn', '- Hello.'],
      ],
      ['start 0', 'end 0: - Hello.'],
    ],
    [
      'an end without the words before it',
      'cloudflare/agents#1454',
      [
        ['startOfTurn', 'Two please'],
        ['endOfTurn', '.'],
      ],
      ['start 0', 'end 0: Two please'],
    ],
    ['a digit', 'block/buzz PR#6497', [['endOfTurn', '5.']], ['start 0', 'end 0: 5.']],
    ['a word of another script', 'block/buzz PR#6497', [['endOfTurn', '第九']], ['start 0', 'end 0: 第九']],
  ])('have words only where there is a letter or a digit: %s (%s)', (_what, _source, facts, expected) => {
    const { receives, reported } = startSequence();
    for (const [kind, text] of facts) receives(kind, 0, text);
    expect(reported()).toEqual(expected);
  });

  it('are not ended by what comes late for the one before', () => {
    const { receives, reported } = startSequence();
    receives('startOfTurn', 0, 'One');
    receives('endOfTurn', 0, 'One');
    receives('startOfTurn', 1, 'Two');
    receives('endOfTurn', 0, 'One more');
    expect(reported()).toEqual(['start 0', 'end 0: One', 'start 1']);
  });

  it('are ended by the next one, with the words they had', () => {
    const { receives, reported, repairs } = startSequence();
    receives('startOfTurn', 0, 'One');
    receives('update', 0, 'One two');
    receives('startOfTurn', 1, 'Three');
    expect(reported()).toEqual(['start 0', 'end 0: One two', 'start 1']);
    expect(repairs).toEqual(['startOfTurn for turn 1 while turn 0 is open']);
  });

  it('resume only what had seemed over', () => {
    const { receives, reported } = startSequence();
    receives('startOfTurn', 0, 'One');
    receives('turnResumed', 0, 'One');
    receives('eagerEndOfTurn', 0, 'One');
    receives('turnResumed', 0, 'One');
    receives('turnResumed', 0, 'One');
    expect(reported()).toEqual(['start 0', 'eager 0: One', 'resumed 0']);
  });
});

describe('a turn we end ourselves', () => {
  const ended = (text: string) => {
    const sequence = startSequence();
    sequence.receives('startOfTurn', 0, text.split(' ')[0] as string);
    sequence.receives('update', 0, text);
    sequence.endsNow();
    return sequence;
  };

  it('ends with the words it had, and says who ended it', () => {
    const { passed, reported } = ended('I have a long story');
    expect(reported()).toEqual(['start 0', 'end 0: I have a long story']);
    expect(passed.at(-1)?.trigger).toBe('limit');
  });

  it('is nothing when no turn is open', () => {
    const { endsNow, passed } = startSequence();
    endsNow();
    expect(passed).toEqual([]);
  });

  it('is followed by the rest of it as the next turn', () => {
    const { receives, reported } = ended('I have a long story');
    receives('update', 0, 'I have a long story to tell');
    receives('endOfTurn', 0, 'I have a long story to tell you');
    expect(reported().slice(2)).toEqual(['start 1', 'end 1: to tell you']);
  });

  it('is not said again when nothing follows', () => {
    const { receives, reported } = ended('I have a long story');
    receives('endOfTurn', 0, 'I have a long story');
    expect(reported()).toHaveLength(2);
  });

  it('leaves the vendor’s next turn whole', () => {
    const { receives, reported } = ended('I have a long story');
    receives('endOfTurn', 0, 'I have a long story');
    receives('startOfTurn', 1, 'I');
    receives('endOfTurn', 1, 'I have a long story too');
    expect(reported().slice(2)).toEqual(['start 2', 'end 2: I have a long story too']);
  });

  it('can be ended again', () => {
    const { receives, reported, endsNow } = ended('One');
    receives('update', 0, 'One two');
    endsNow();
    receives('endOfTurn', 0, 'One two three');
    expect(reported()).toEqual(['start 0', 'end 0: One', 'start 1', 'end 1: two', 'start 2', 'end 2: three']);
  });

  it('is recognised when the vendor has changed its case or marks', () => {
    const { receives, reported } = ended('i have a long story.');
    receives('endOfTurn', 0, 'I have a long story, to tell');
    expect(reported().slice(2)).toEqual(['start 1', 'end 1: to tell']);
  });

  it('does not tear a word apart that turned out longer', () => {
    const { receives, reported } = ended('I would like a');
    receives('endOfTurn', 0, 'I would like another table');
    expect(reported().at(-1)).toBe('end 1: another table');
  });

  it('is not forgotten over something late from the turn before it', () => {
    const { receives, reported, endsNow } = startSequence();
    receives('startOfTurn', 0, 'Zero');
    receives('endOfTurn', 0, 'Zero');
    receives('startOfTurn', 1, 'One');
    endsNow();
    receives('endOfTurn', 0, 'Zero');
    receives('endOfTurn', 1, 'One two');
    expect(reported().slice(4)).toEqual(['start 2', 'end 2: two']);
  });
});

describe('the last word of an open turn', () => {
  const at = (kind: Kind, turnIndex: number, speechEndMs?: number): TurnFact => ({
    ...fact(kind, turnIndex, 'Hello'),
    ...(speechEndMs !== undefined && { speechEndMs }),
  });

  it('ends where the vendor last said, until the turn is over', () => {
    const turns = new TurnSequence();
    turns.accept(at('startOfTurn', 0, 400));
    turns.accept(at('update', 0, 900));
    turns.accept(at('update', 0));
    expect(turns.lastWordMs).toBe(900);
    turns.accept(at('endOfTurn', 0, 950));
    expect(turns.lastWordMs).toBeUndefined();
    turns.accept(at('startOfTurn', 1));
    expect(turns.lastWordMs).toBeUndefined();
  });

  it('is reported by an end of ours as by the vendor’s', () => {
    const turns = new TurnSequence();
    turns.accept(at('startOfTurn', 0, 400));
    expect(turns.endNow('limit', true)).toEqual([{ ...at('endOfTurn', 0, 400), trigger: 'limit' }]);
    turns.accept(at('startOfTurn', 1));
    expect(turns.endNow('limit', true)).toEqual([{ ...at('endOfTurn', 1), trigger: 'limit' }]);
  });
});

describe('whatever a vendor sends', () => {
  const kind = fc.constantFrom<Kind>('startOfTurn', 'update', 'eagerEndOfTurn', 'turnResumed', 'endOfTurn');
  const text = fc.constantFrom('', 'a', 'a b', 'a b c', 'b');
  const anyFact = fc.record({ kind, turnIndex: fc.nat(3), text });
  const step = fc.oneof(
    { arbitrary: anyFact, weight: 6 },
    { arbitrary: fc.constant('endNow' as const), weight: 1 },
  );

  it('becomes start, then eager and resumed in turns, then end, in rising order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { receives, endsNow, passed } = startSequence();
        for (const one of steps) {
          if (one === 'endNow') endsNow();
          else receives(one.kind, one.turnIndex, one.text);
        }
        let open: number | undefined;
        let last = -1;
        let eager = false;
        for (const { kind: reported, turnIndex } of passed) {
          if (reported === 'startOfTurn') {
            expect(open).toBeUndefined();
            expect(turnIndex).toBeGreaterThan(last);
            [open, last, eager] = [turnIndex, turnIndex, false];
          } else {
            expect(turnIndex).toBe(open);
            if (reported === 'turnResumed') expect(eager).toBe(true);
            eager = reported === 'eagerEndOfTurn';
            if (reported === 'endOfTurn') open = undefined;
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('loses no word and repeats none, though our own rules end turns in between', () => {
    const words = fc.array(fc.constantFrom('a', 'table', 'tab', 'for', 'two'), {
      minLength: 1,
      maxLength: 8,
    });
    const turn = fc.record({ words, cuts: fc.array(fc.nat(8), { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(turn, { minLength: 1, maxLength: 4 }), (turns) => {
        const { receives, endsNow, passed } = startSequence();
        turns.forEach(({ words: all, cuts }, turnIndex) => {
          all.forEach((_, i) => {
            receives(i === 0 ? 'startOfTurn' : 'update', turnIndex, all.slice(0, i + 1).join(' '));
            if (cuts.includes(i)) endsNow();
          });
          receives('endOfTurn', turnIndex, all.join(' '));
        });
        const said = passed.filter((one) => one.kind === 'endOfTurn').map((one) => one.text);
        expect(said.join(' ')).toBe(turns.flatMap(({ words: all }) => all).join(' '));
      }),
      { numRuns: 300 },
    );
  });
});
