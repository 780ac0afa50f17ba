import { describe, expect, it } from 'vitest';
import { BYTES_PER_MS } from '../../../actors/audio/mulaw.ts';
import { AudioTimes } from '../../../actors/stt/audio-times.ts';
import type { Endpointing, NeededSilence } from '../../../actors/stt/endpointing.ts';
import { OwnEndpointing, type TranscribedTurn } from '../../../actors/stt/own-endpointing.ts';
import { SpeechActivity } from '../../../actors/vad/speech-activity.ts';

const SKIPPED_MS = 500;

/** A vendor that was sent 2,000 ms of audio, and nothing of the caller's first 500 ms. */
function startEndpointing(needed: NeededSilence = () => 300, trigger: OwnEndpointing['trigger'] = 'rule') {
  const activity = new SpeechActivity();
  const times = new AudioTimes();
  for (let sentMs = 20; sentMs <= 2_000; sentMs += 20)
    times.add({ audio: new Uint8Array(20 * BYTES_PER_MS), atMs: sentMs, endMs: SKIPPED_MS + sentMs });
  const own = new OwnEndpointing(trigger, needed, activity, times);
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
    times,
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

describe('the last word of a turn', () => {
  const lastResort = () => startEndpointing(() => 300, 'lastResort');

  it('keeps its place when that is too long ago to be asked for', () => {
    const { transcribes, isOver, times } = startEndpointing(() => 35_000);
    transcribes();
    for (let sentMs = 2_020; sentMs <= 37_000; sentMs += 20)
      times.add({ audio: new Uint8Array(20 * BYTES_PER_MS), atMs: sentMs, endMs: SKIPPED_MS + sentMs });
    transcribes({ transcribedMs: 35_980 });
    expect(isOver(SKIPPED_MS + 37_000)).toBe(false);
    transcribes({ transcribedMs: 36_000 });
    expect(isOver(SKIPPED_MS + 37_000)).toBe(true);
  });

  it.each([
    ['has no time', undefined],
    ['has a time that cannot be', 90_000],
  ])('ends where the audio sent by then ends, for the last resort, when it %s', (_, lastWordMs) => {
    const { transcribes, isOver } = lastResort();
    transcribes({ lastWordMs, transcribedMs: undefined });
    expect(isOver(SKIPPED_MS + 2_290)).toBe(false);
    expect(isOver(SKIPPED_MS + 2_300)).toBe(true);
  });

  it('without a time does not move while nothing more is said', () => {
    const { transcribes, isOver, times } = lastResort();
    transcribes({ lastWordMs: undefined, transcribedMs: undefined });
    times.add({ audio: new Uint8Array(200 * BYTES_PER_MS), atMs: 2_200, endMs: SKIPPED_MS + 2_200 });
    transcribes({ lastWordMs: undefined, transcribedMs: undefined });
    expect(isOver(SKIPPED_MS + 2_300)).toBe(true);
    transcribes({ text: 'When do you open? And', lastWordMs: undefined, transcribedMs: undefined });
    expect(isOver(SKIPPED_MS + 2_300)).toBe(false);
  });
});

describe('who ends the turns of a call', () => {
  const parts = [new SpeechActivity(), new AudioTimes()] as const;
  const usual = { rules: [], usual: {}, gate: 'none' } as const;

  it.each<[who: string, given: Partial<Endpointing>, trigger: string | undefined]>([
    ['our own rule, where there is one', { needed: () => 300, lastResort: () => 6_000 }, 'rule'],
    ['the vendor, and we as a last resort', { lastResort: () => 6_000 }, 'lastResort'],
    ['the vendor alone', {}, undefined],
  ])('is %s', (_, given, trigger) => {
    expect(OwnEndpointing.of({ ...usual, ...given }, ...parts)?.trigger).toBe(trigger);
  });
});
