import { describe, expect, it } from 'vitest';
import { type HeardTurn, isTurnOver } from '../../../actors/stt/turn-ending.ts';
import { VoiceActivity } from '../../../actors/vad/voice-activity.ts';

/** A turn of one sentence, whose last word ends at 1,000 ms, and 300 ms of silence wanted. */
function start(voice: Partial<VoiceActivity> = {}) {
  const activity = Object.assign(new VoiceActivity(), voice);
  const turn = (more: Partial<HeardTurn> = {}): HeardTurn => ({
    neededMs: 300,
    lastWordMs: 1_000,
    listenedMs: 1_300,
    tells: true,
    ...more,
  });
  return {
    activity,
    isOver: (positionMs: number, more?: Partial<HeardTurn>) => isTurnOver(turn(more), activity, positionMs),
  };
}

describe('with a voice activity detector, a turn', () => {
  const heard = { isKnown: true, lastSpeechMs: 1_050, judgedMs: 1_350 };

  it('ends after enough silence, counted from the last sound', () => {
    expect(start({ ...heard, judgedMs: 1_340 }).isOver(1_350)).toBe(false);
    expect(start(heard).isOver(1_350)).toBe(true);
  });

  it('does not end while a voice is heard', () => {
    expect(start({ ...heard, isSpeaking: true }).isOver(1_350)).toBe(false);
  });

  it('ends in a noise that never stops, once no word has come for long', () => {
    const noisy = { ...heard, isSpeaking: true };
    expect(start(noisy).isOver(3_000, { listenedMs: 2_700 })).toBe(false);
    expect(start(noisy).isOver(3_000, { listenedMs: 2_850 })).toBe(true);
  });

  it('does not end before the vendor has listened to all of the speech', () => {
    const late = start({ ...heard, lastSpeechMs: 1_600, judgedMs: 2_000 });
    expect(late.isOver(2_000, { listenedMs: 1_200 })).toBe(false);
    expect(late.isOver(2_000, { listenedMs: 1_500 })).toBe(true);
  });

  it('ends without the vendor when it has nothing more to say', () => {
    const late = start({ ...heard, lastSpeechMs: 1_600, judgedMs: 2_900 });
    expect(late.isOver(2_850, { listenedMs: 1_200 })).toBe(false);
    expect(late.isOver(2_900, { listenedMs: 1_200 })).toBe(true);
  });
});

describe('without one, a turn', () => {
  it('ends after so much silence as a vendor was sent that speaks only of words', () => {
    expect(start().isOver(1_290, { listenedMs: 1_000, tells: false })).toBe(false);
    expect(start().isOver(1_300, { listenedMs: 1_000, tells: false })).toBe(true);
  });

  it('ends after so much silence as the vendor has listened to', () => {
    expect(start().isOver(2_000, { listenedMs: 1_290 })).toBe(false);
    expect(start().isOver(2_000, { listenedMs: 1_300 })).toBe(true);
  });
});
