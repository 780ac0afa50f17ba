/** The facts that AssemblyAI’s messages become, on one socket. */
import { describe, expect, it } from 'vitest';
import { turn } from '../../../fixtures/assemblyai.recording.ts';
import { factsOf } from './facts.ts';

const outline = (...parameters: Parameters<typeof factsOf>) =>
  factsOf(...parameters).map(({ kind, turnIndex, text }) => [kind, turnIndex, text]);

describe('the turns of AssemblyAI', () => {
  const spoken = (text: string, rest: Record<string, unknown> = {}) => turn(text, rest);
  const pause = (text: string) => spoken(text, { utterance: text });
  const end = (text: string, rest: Record<string, unknown> = {}) =>
    spoken(text, { end_of_turn: true, ...rest });

  it('are counted from 0 on every socket, wherever the vendor is', () => {
    expect(
      outline([
        spoken('one', { turn_order: 7 }),
        end('one', { turn_order: 7 }),
        end('two', { turn_order: 9 }),
      ]),
    ).toEqual([
      ['startOfTurn', 0, 'one'],
      ['endOfTurn', 0, 'one'],
      ['startOfTurn', 1, 'two'],
      ['endOfTurn', 1, 'two'],
    ]);
  });

  it('end once, though the vendor says so again when it has formatted the text', () => {
    expect(outline([spoken('hi'), end('hi'), end('Hi.', { turn_is_formatted: true })])).toEqual([
      ['startOfTurn', 0, 'hi'],
      ['endOfTurn', 0, 'hi'],
    ]);
  });

  it('are over early at a complete utterance only when that is asked for', () => {
    expect(outline([spoken('hi'), pause('hi')], { eager: false })).toEqual([
      ['startOfTurn', 0, 'hi'],
      ['update', 0, 'hi'],
    ]);
  });

  it('go on from an utterance only with more words, and may pause again', () => {
    expect(outline([pause('hi'), spoken('hi'), spoken('Hi,'), pause('hi there'), end('hi there')])).toEqual([
      ['startOfTurn', 0, 'hi'],
      ['eagerEndOfTurn', 0, 'hi'],
      ['update', 0, 'hi'],
      ['update', 0, 'Hi,'],
      ['turnResumed', 0, 'hi there'],
      ['eagerEndOfTurn', 0, 'hi there'],
      ['endOfTurn', 0, 'hi there'],
    ]);
  });

  it('resume before they end with more words than they were over with early', () => {
    expect(outline([pause('hi'), end('hi there')])).toEqual([
      ['startOfTurn', 0, 'hi'],
      ['eagerEndOfTurn', 0, 'hi'],
      ['turnResumed', 0, 'hi there'],
      ['endOfTurn', 0, 'hi there'],
    ]);
  });

  it('are no turns while they have no word', () => {
    expect(outline([spoken(''), end('', { turn_order: 1 }), spoken('hi', { turn_order: 2 })])).toEqual([
      ['update', 0, ''],
      ['startOfTurn', 0, 'hi'],
    ]);
  });

  it('forget what comes late for a turn that the vendor has left', () => {
    expect(outline([spoken('one'), spoken('two', { turn_order: 1 }), spoken('one and', {})])).toEqual([
      ['startOfTurn', 0, 'one'],
      ['startOfTurn', 1, 'two'],
    ]);
  });
});
