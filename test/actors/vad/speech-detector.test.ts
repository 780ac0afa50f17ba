import { describe, expect, it } from 'vitest';
import { SpeechDetector, type SpeechDetectorSettings } from '../../../actors/vad/speech-detector.ts';

const WINDOW_MS = 32;

/** The changes found in windows with these probabilities, each as `kind@atMs in window`. */
function changesOf(
  probabilities: readonly number[],
  settings: Partial<SpeechDetectorSettings> = {},
): string[] {
  const detector = new SpeechDetector({ threshold: 0.5, ...settings });
  return probabilities.flatMap((probability, i) => {
    const change = detector.take({ endMs: (i + 1) * WINDOW_MS, probability });
    return change ? [`${change.kind}@${change.atMs} in ${i}`] : [];
  });
}
const times = (count: number, probability: number): number[] => Array(count).fill(probability);

describe('a start of speech', () => {
  it.each<[string, number[], string[]]>([
    ['is reported with the second window at the threshold', [0, 0, 0.5, 0.5], ['speechStarted@34 in 3']],
    ['is not reported for one window', [0, 0.9, 0, 0.9, 0], []],
    [
      'takes windows on end: one between the thresholds begins anew',
      [0.9, 0.4, 0.9, 0.9],
      ['speechStarted@34 in 3'],
    ],
    ['is reported once', times(20, 0.9), ['speechStarted@0 in 1']],
    ['is never before the audio', [0.9, 0.9], ['speechStarted@0 in 1']],
    ['is not reported just under the threshold', times(20, 0.499), []],
  ])('%s', (_, probabilities, changes) => {
    expect(changesOf(probabilities)).toEqual(changes);
  });

  it('takes as many windows as the minimum asks for', () => {
    expect(changesOf(times(4, 0.9), { minSpeechMs: 32 })).toEqual(['speechStarted@0 in 0']);
    expect(changesOf(times(4, 0.9), { minSpeechMs: 96 })).toEqual(['speechStarted@0 in 2']);
    expect(changesOf(times(4, 0.9), { minSpeechMs: 65 })).toEqual(['speechStarted@0 in 2']);
  });
});

describe('an end of speech', () => {
  const speech = times(4, 0.9);

  it.each<[string, number[], string[]]>([
    [
      'is where the silence began, reported when that has lasted',
      [...speech, ...times(6, 0.1)],
      ['speechEnded@158 in 8'],
    ],
    ['is not reported for a silence that is too short', [...speech, ...times(4, 0.1), ...speech], []],
    ['is not reported between the thresholds, for however long', [...speech, ...times(200, 0.36)], []],
    [
      'counts from the first silent window, though some between the thresholds follow it',
      [...speech, 0.1, 0.4, 0.4, 0.4, 0.1],
      ['speechEnded@158 in 8'],
    ],
    [
      'waits anew after one window of speech',
      [...speech, ...times(4, 0.1), 0.5, ...times(5, 0.1)],
      ['speechEnded@318 in 13'],
    ],
  ])('%s', (_, probabilities, changes) => {
    expect(changesOf(probabilities)).toEqual(['speechStarted@0 in 1', ...changes]);
  });

  it('comes with the first silent window when no silence is asked for', () => {
    expect(changesOf([...speech, 0.1], { minSilenceMs: 0, padMs: 0 })).toEqual([
      'speechStarted@0 in 1',
      'speechEnded@128 in 4',
    ]);
  });

  it('comes at a threshold so low that nothing could be below the other', () => {
    expect(changesOf([...speech, ...times(6, 0.001)], { threshold: 0.1 })).toContain('speechEnded@158 in 8');
  });
});

describe('what can be asked at any time', () => {
  it('is whether there is speech, and where it was last', () => {
    const detector = new SpeechDetector({ threshold: 0.5 });
    const seen = [0.9, 0.9, 0.4, 0.1, 0.4, ...times(5, 0.1), 0.9].map((probability, i) => {
      detector.take({ endMs: (i + 1) * WINDOW_MS, probability });
      return [detector.isSpeaking, detector.lastSpeechMs];
    });
    expect(seen).toEqual([
      [false, Number.NEGATIVE_INFINITY],
      [true, 64],
      [true, 96],
      [true, 96],
      [true, 96],
      [true, 96],
      [true, 96],
      [false, 96],
      [false, 96],
      [false, 96],
      [false, 96],
    ]);
  });
});
