import { describe, expect, it } from 'vitest';
import { BYTES_PER_MS } from '../../../actors/audio/mulaw.ts';
import { AudioTimes } from '../../../actors/stt/audio-times.ts';
import type { NeededSilence } from '../../../actors/stt/endpointing.ts';
import { OwnEndpointing, type TranscribedTurn } from '../../../actors/stt/own-endpointing.ts';
import { SpeechActivity } from '../../../actors/vad/speech-activity.ts';

const SKIPPED_MS = 500;

/** A vendor that was sent 2,000 ms of audio, and nothing of the caller's first 500 ms. */
function startEndpointing(needed: NeededSilence = () => 300) {
  const activity = new SpeechActivity();
  const times = new AudioTimes();
  for (let sentMs = 20; sentMs <= 2_000; sentMs += 20)
    times.add({ audio: new Uint8Array(20 * BYTES_PER_MS), atMs: sentMs, endMs: SKIPPED_MS + sentMs });
  const own = new OwnEndpointing(needed, activity, times);
  const turn = (more: Partial<TranscribedTurn> = {}): TranscribedTurn => ({
    turnIndex: 0,
    text: 'When do you open?',
    confidence: undefined,
    asked: '',
    lastWordMs: 1_000,
    transcribedMs: 1_000,
    ...more,
  });
  return {
    activity,
    own,
    transcribes: (more?: Partial<TranscribedTurn>) => own.follow(turn(more)),
    isOver: (positionMs: number, asked = '') => own.isOver(0, positionMs, asked),
  };
}

describe('a turn that our own rule ends', () => {
  it('is over after the silence that its words need, counted in the caller’s audio', () => {
    const { transcribes, isOver } = startEndpointing();
    transcribes({ transcribedMs: 1_290 });
    expect(isOver(SKIPPED_MS + 2_000)).toBe(false);
    transcribes({ transcribedMs: 1_300 });
    expect(isOver(SKIPPED_MS + 2_000)).toBe(true);
  });

  it('is judged by all that is known of it', () => {
    const judged: unknown[] = [];
    const { transcribes, isOver } = startEndpointing((known) => {
      judged.push({ text: known.text, confidence: known.confidence, asked: known.asked });
      return 0;
    });
    transcribes({ confidence: 0.4, asked: 'What is your name?' });
    isOver(SKIPPED_MS + 1_000, 'What is your name?');
    expect(judged).toEqual([{ text: 'When do you open?', confidence: 0.4, asked: 'What is your name?' }]);
  });

  it('is judged anew once it is known what the agent has asked', () => {
    const { transcribes, isOver } = startEndpointing(({ asked }) => (asked === '' ? 2_000 : 100));
    transcribes({ transcribedMs: 1_200 });
    expect(isOver(SKIPPED_MS + 1_500)).toBe(false);
    expect(isOver(SKIPPED_MS + 1_500, 'Is that all?')).toBe(true);
  });

  it('of a vendor that reports no progress counts as transcribed as far as audio was sent with its last word', () => {
    const { transcribes, isOver, activity } = startEndpointing();
    Object.assign(activity, {
      isKnown: true,
      lastSpeechMs: SKIPPED_MS + 2_000,
      judgedMs: SKIPPED_MS + 2_400,
    });
    transcribes({ transcribedMs: undefined });
    expect(isOver(SKIPPED_MS + 2_400)).toBe(true);
    transcribes({ transcribedMs: 1_500 });
    expect(isOver(SKIPPED_MS + 2_400)).toBe(false);
  });

  it('is over in the silence that the detector has judged', () => {
    const { transcribes, isOver, activity } = startEndpointing();
    Object.assign(activity, { isKnown: true, lastSpeechMs: SKIPPED_MS + 1_100 });
    transcribes({ transcribedMs: 1_100 });
    activity.judgedMs = SKIPPED_MS + 1_390;
    expect(isOver(SKIPPED_MS + 1_500)).toBe(false);
    activity.judgedMs = SKIPPED_MS + 1_400;
    expect(isOver(SKIPPED_MS + 1_500)).toBe(true);
  });
});

describe('a turn that is not over', () => {
  it('is one of which the vendor has said nothing', () => {
    expect(startEndpointing(() => 0).isOver(SKIPPED_MS + 2_000)).toBe(false);
  });

  it('is one whose last word has no place in the audio', () => {
    const { transcribes, isOver } = startEndpointing(() => 0);
    transcribes({ lastWordMs: undefined });
    transcribes({ lastWordMs: 90_000 });
    expect(isOver(SKIPPED_MS + 2_000)).toBe(false);
  });

  it('is the next one: what was said of the last turn ends no other', () => {
    const { transcribes, own } = startEndpointing(() => 0);
    transcribes({ turnIndex: 0 });
    expect(own.isOver(0, SKIPPED_MS + 2_000, '')).toBe(true);
    expect(own.isOver(1, SKIPPED_MS + 2_000, '')).toBe(false);
    expect(own.isOver(undefined, SKIPPED_MS + 2_000, '')).toBe(false);
  });
});
