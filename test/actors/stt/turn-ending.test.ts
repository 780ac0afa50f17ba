import { describe, expect, it } from 'vitest';
import { isTurnOver, type OpenTurn } from '../../../actors/stt/turn-ending.ts';
import { SpeechActivity } from '../../../actors/vad/speech-activity.ts';

/** A turn of one sentence, whose last word ends at 1,000 ms, and 300 ms of silence wanted. */
function start(speech: Partial<SpeechActivity> = {}) {
  const activity = Object.assign(new SpeechActivity(), speech);
  const turn = (more: Partial<OpenTurn> = {}): OpenTurn => ({
    neededMs: 300,
    lastWordMs: 1_000,
    transcribedMs: 1_300,
    reportsProgress: true,
    isLastResort: false,
    ...more,
  });
  return {
    activity,
    isOver: (positionMs: number, more?: Partial<OpenTurn>) => isTurnOver(turn(more), activity, positionMs),
  };
}

describe('with a voice activity detector, a turn', () => {
  const spoken = { isKnown: true, lastSpeechMs: 1_050, judgedMs: 1_350 };

  it('ends after enough silence, counted from the last sound', () => {
    expect(start({ ...spoken, judgedMs: 1_340 }).isOver(1_350)).toBe(false);
    expect(start(spoken).isOver(1_350)).toBe(true);
  });

  it('does not end while speech is detected', () => {
    expect(start({ ...spoken, isSpeaking: true }).isOver(1_350)).toBe(false);
  });

  it('ends in a noise that never stops, once no word has come for long', () => {
    const noisy = { ...spoken, isSpeaking: true };
    expect(start(noisy).isOver(3_000, { transcribedMs: 2_700 })).toBe(false);
    expect(start(noisy).isOver(3_000, { transcribedMs: 2_850 })).toBe(true);
  });

  it('does not end before the vendor has transcribed all of the speech', () => {
    const late = start({ ...spoken, lastSpeechMs: 1_600, judgedMs: 2_000 });
    expect(late.isOver(2_000, { transcribedMs: 1_200 })).toBe(false);
    expect(late.isOver(2_000, { transcribedMs: 1_500 })).toBe(true);
  });

  it('ends without the vendor when it has nothing more to say', () => {
    const late = start({ ...spoken, lastSpeechMs: 1_600, judgedMs: 2_900 });
    expect(late.isOver(2_850, { transcribedMs: 1_200 })).toBe(false);
    expect(late.isOver(2_900, { transcribedMs: 1_200 })).toBe(true);
  });
});

describe('without one, a turn', () => {
  it('ends after so much silence was sent to a vendor that reports only words', () => {
    expect(start().isOver(1_290, { transcribedMs: 1_000, reportsProgress: false })).toBe(false);
    expect(start().isOver(1_300, { transcribedMs: 1_000, reportsProgress: false })).toBe(true);
  });

  it('ends after so much silence as the vendor has judged', () => {
    expect(start().isOver(2_000, { transcribedMs: 1_290 })).toBe(false);
    expect(start().isOver(2_000, { transcribedMs: 1_300 })).toBe(true);
  });
});

describe('as a last resort, a turn', () => {
  const silent: Partial<SpeechActivity> = { isKnown: true, lastSpeechMs: 1_050, judgedMs: 8_000 };
  const speaking: Partial<SpeechActivity> = { ...silent, isSpeaking: true };
  const unknown: Partial<SpeechActivity> = {};
  const onlyWords = { reportsProgress: false, transcribedMs: 1_000 };

  it.each<
    [what: string, speech: Partial<SpeechActivity>, turn: Partial<OpenTurn>, atMs: number, isOver: boolean]
  >([
    [
      'ends after enough silence in audio that the vendor has judged',
      silent,
      { transcribedMs: 7_050 },
      8_000,
      true,
    ],
    [
      'does not end in audio that a late vendor has not judged',
      silent,
      { transcribedMs: 7_040 },
      60_000,
      false,
    ],
    [
      'does not end before the detector has judged so much',
      { ...silent, judgedMs: 7_040 },
      { transcribedMs: 8_000 },
      8_000,
      false,
    ],
    [
      'does not end while the detector hears someone speak',
      speaking,
      { transcribedMs: 60_000 },
      60_000,
      false,
    ],
    [
      'counts from the last speech, without words too',
      { ...silent, lastSpeechMs: 3_000 },
      { transcribedMs: 8_000 },
      8_000,
      false,
    ],
    [
      'counts from words that the detector has missed',
      silent,
      { lastWordMs: 3_000, transcribedMs: 8_000 },
      8_000,
      false,
    ],
    ['ends where the vendor reports only words', silent, onlyWords, 8_000, true],
    [
      'waits a second for a vendor that may still have words',
      { ...silent, lastSpeechMs: 1_500 },
      onlyWords,
      8_000,
      false,
    ],
    [
      'waits no longer for it than that',
      { ...silent, lastSpeechMs: 1_500, judgedMs: 9_000 },
      onlyWords,
      8_500,
      true,
    ],
    ['has no sound but words without a detector', unknown, { transcribedMs: 7_000 }, 7_000, true],
    [
      'ends, without a detector, only in audio that the vendor has judged',
      unknown,
      { transcribedMs: 6_990 },
      60_000,
      false,
    ],
    ['ends, with neither, after so much audio without a word', unknown, onlyWords, 7_000, true],
    ['goes on, with neither, as long as that', unknown, onlyWords, 6_990, false],
  ])('%s', (_, speech, more, positionMs, isOver) => {
    expect(start(speech).isOver(positionMs, { neededMs: 6_000, isLastResort: true, ...more })).toBe(isOver);
  });
});
