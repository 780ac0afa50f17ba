import { describe, expect, it } from 'vitest';
import { NovaTurns } from '../../../../actors/providers/deepgram/nova.turns.ts';
import { parseNovaMessage } from '../../../../actors/providers/deepgram/nova.wire.ts';
import {
  CALL,
  FINAL,
  results,
  SPEECH_FINAL,
  utteranceEnd,
  word,
} from '../../../fixtures/deepgram-nova.recording.ts';

const I = word('I', 0.7, 0.8);
const need = word('need', 0.8, 1);
const help = word('help.', 1.1, 1.4);
const now = word('Now.', 3.1, 3.4);

function listen(endsTurns = true) {
  const caller = { isSpeaking: false };
  const turns = new NovaTurns(endsTurns, () => caller.isSpeaking);
  const receive = (...messages: unknown[]) =>
    messages.flatMap((message) => turns.accept(parseNovaMessage(message)));
  /** The facts in short: kind, turn, text and trigger. */
  const reported = (...messages: unknown[]) =>
    receive(...messages).map(({ kind, turnIndex, text, trigger }) =>
      trigger === undefined ? [kind, turnIndex, text] : [kind, turnIndex, text, trigger],
    );
  return { turns, caller, receive, reported };
}

describe('turns made of what Nova says', () => {
  it('are its final spans and the one that is not final yet', () => {
    expect(listen().receive(...CALL)).toEqual([
      { kind: 'startOfTurn', turnIndex: 0, text: 'I', speechEndMs: 800, transcribedMs: 1_000 },
      { kind: 'update', turnIndex: 0, text: 'I need help', speechEndMs: 1_424, transcribedMs: 2_000 },
      { kind: 'update', turnIndex: 0, text: 'I need help', speechEndMs: 1_424, transcribedMs: 2_100 },
      { kind: 'update', turnIndex: 0, text: 'I need help', speechEndMs: 1_424, transcribedMs: 3_100 },
      {
        kind: 'endOfTurn',
        turnIndex: 0,
        text: 'I need help now.',
        speechEndMs: 3_480,
        transcribedMs: 3_800,
        trigger: 'speechFinal',
      },
      { kind: 'update', turnIndex: 1, text: '', transcribedMs: 7_000 },
    ]);
  });

  it('start and end at once when the first results are the last', () => {
    expect(listen().reported(results([0, 2], [I, need, help], SPEECH_FINAL))).toEqual([
      ['startOfTurn', 0, 'I need help.'],
      ['endOfTurn', 0, 'I need help.', 'speechFinal'],
    ]);
  });

  it('end when the silence is reported after the last words, and not when nothing was said', () => {
    const { reported } = listen();
    const silent = results([2, 2.5], [], SPEECH_FINAL);
    expect(reported(results([0, 2], [], SPEECH_FINAL))).toEqual([['update', 0, '']]);
    expect(reported(results([0, 2], [I, need], FINAL), silent)).toEqual([
      ['startOfTurn', 0, 'I need'],
      ['endOfTurn', 0, 'I need', 'speechFinal'],
    ]);
    expect(reported(silent)).toEqual([['update', 1, '']]);
  });

  it('keep the words that only an interim result had when an UtteranceEnd ends them', () => {
    const { reported } = listen();
    reported(results([0, 1], [I, need], FINAL), results([1, 2.4], [help]));
    expect(reported(utteranceEnd(1.4))).toEqual([['endOfTurn', 0, 'I need help.', 'utteranceEnd']]);
  });

  it.each<[source: string, again: readonly ReturnType<typeof word>[], text: string]>([
    ['livekit/agents PR#5505: a span that begins again', [need, help, now], 'I need help. Now.'],
    ['vercel/ai PR#17070, of its kind: the same span', [I, need, help], 'I need help.'],
    ['rounded times', [word('help.', 1.12, 1.42), now], 'I need help. Now.'],
    ['a word that begins before the last one ends', [word('Now.', 1.35, 1.7)], 'I need help. Now.'],
  ])('have each word once: %s', (_source, again, text) => {
    const { reported } = listen();
    reported(results([0, 2], [I, need, help], FINAL));
    expect(reported(results([0.8, 3], [...again]))).toEqual([['update', 0, text]]);
    expect(reported(results([0.8, 3], [...again], SPEECH_FINAL))).toEqual([
      ['endOfTurn', 0, text, 'speechFinal'],
    ]);
  });

  it('say nothing twice and lose nothing when the span of an ended turn comes again', () => {
    const { reported } = listen();
    reported(results([0, 2.4], [I, need, help]), utteranceEnd(1.4));
    expect(reported(results([0, 3], [I, need, help]))).toEqual([['update', 1, '']]);
    expect(reported(results([0, 3.5], [I, need, help, now], SPEECH_FINAL))).toEqual([
      ['startOfTurn', 1, 'Now.'],
      ['endOfTurn', 1, 'Now.', 'speechFinal'],
    ]);
  });

  it('go on when an UtteranceEnd comes late, knowing an earlier word as the last', () => {
    const { reported } = listen();
    reported(results([0, 2], [I, need, help], SPEECH_FINAL));
    expect(reported(utteranceEnd(1.4))).toEqual([]);
    reported(results([2, 3.5], [now]));
    expect(reported(utteranceEnd(1.4))).toEqual([]);
    expect(reported(utteranceEnd(-1))).toEqual([['endOfTurn', 1, 'Now.', 'utteranceEnd']]);
  });

  it.each([
    ['an end of the span', results([0, 2], [], FINAL)],
    ['an end of the speech', results([0, 2], [], SPEECH_FINAL)],
    ['an UtteranceEnd', utteranceEnd(-1)],
  ])('end without words, and say so, when Nova takes back all it had before %s', (_what, end) => {
    const { reported } = listen();
    expect(reported(results([0, 1], [I]), results([0, 2], []), end)).toEqual([
      ['startOfTurn', 0, 'I'],
      ['update', 0, ''],
      ['endOfTurn', 0, '', 'noWords'],
    ]);
  });

  it('keep final words behind which an empty span ends the speech (jambonz-feature-server#998, #1368)', () => {
    const { reported } = listen();
    expect(reported(results([0, 2], [], SPEECH_FINAL))).toEqual([['update', 0, '']]);
    reported(results([2, 4], [I, need, help], FINAL));
    expect(reported(results([4, 5], [], SPEECH_FINAL))).toEqual([
      ['endOfTurn', 0, 'I need help.', 'speechFinal'],
    ]);
  });

  // bolna PR#952, openclaw PR#117663: it measures the time between words, in which a caller may hesitate audibly.
  it.each<[then: string, audible: boolean, next: unknown, facts: unknown]>([
    ['goes on', true, results([2, 3.5], [now]), [['update', 0, 'I need help. Now.']]],
    ['is silent', false, results([2, 3], []), [['endOfTurn', 0, 'I need help.', 'utteranceEnd']]],
    ['is still audible', true, results([2, 3], []), [['update', 0, 'I need help.']]],
    ['is audible too long', true, results([2, 3.6], []), [['endOfTurn', 0, 'I need help.', 'utteranceEnd']]],
  ])('wait after an UtteranceEnd for a caller who is audible, and then %s', (_then, audible, next, facts) => {
    const { caller, reported } = listen();
    reported(results([0, 2], [I, need, help], FINAL));
    caller.isSpeaking = true;
    expect(reported(utteranceEnd(1.4))).toEqual([]);
    caller.isSpeaking = audible;
    expect(reported(next)).toEqual(facts);
  });

  it('end when the word that kept an UtteranceEnd waiting was taken back', () => {
    const { caller, reported } = listen();
    reported(results([0, 2], [I, need, help], FINAL));
    caller.isSpeaking = true;
    reported(utteranceEnd(1.4), results([2, 3.5], [now]));
    caller.isSpeaking = false;
    expect(reported(results([2, 3.5], [now]))).toEqual([['update', 0, 'I need help. Now.']]);
    expect(reported(results([2, 4], []))).toEqual([['endOfTurn', 0, 'I need help.', 'utteranceEnd']]);
  });

  it('end with an UtteranceEnd also when the last word was taken back', () => {
    const { reported } = listen();
    reported(results([0, 2], [I, need, help], FINAL), results([2, 3], [now]), results([2, 4], []));
    expect(reported(utteranceEnd(1.4))).toEqual([['endOfTurn', 0, 'I need help.', 'utteranceEnd']]);
  });
});

describe('turns that our own rules end', () => {
  it('are only transcribed', () => {
    expect(
      listen(false)
        .reported(...CALL)
        .map(([kind]) => kind),
    ).toEqual(['startOfTurn', 'update', 'update', 'update', 'update', 'update']);
  });

  it('end when we say so, and the rest of their span is the next', () => {
    const { turns, reported } = listen(false);
    reported(results([0, 1], [I]), results([0, 2], [I, need, help]));
    turns.endTurn();
    expect(reported(results([0, 2.1], [I, need, help], SPEECH_FINAL))).toEqual([['update', 1, '']]);
    expect(reported(results([2.1, 3.5], [now]))).toEqual([['startOfTurn', 1, 'Now.']]);
  });

  it('leave the next turn the words of the same final span that they did not have', () => {
    const { turns, reported } = listen(false);
    reported(results([0, 1.2], [I, need]));
    turns.endTurn();
    expect(reported(results([0, 2], [I, need, help], FINAL))).toEqual([['startOfTurn', 1, 'help.']]);
  });

  it('are not ended where none is open', () => {
    const { turns, reported } = listen(false);
    turns.endTurn();
    expect(reported(results([0, 1], [I]))).toEqual([['startOfTurn', 0, 'I']]);
  });
});
