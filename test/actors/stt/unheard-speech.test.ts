/**
 * A session that stays open and transcribes nothing more: gojargo/jargo#73, pipecat#2630, dograh-hq/dograh#766.
 * Its caller spoke on, and heard only whether anyone was still there.
 */
import { describe, expect, it } from 'vitest';
import { FRAME_BYTES, FRAME_MS } from '../../../actors/audio/mulaw.ts';
import {
  APART_MS,
  hearsNothing,
  UNHEARD_LIMIT_MS,
  UnheardSpeech,
} from '../../../actors/stt/unheard-speech.ts';
import { SpeechActivity } from '../../../actors/vad/speech-activity.ts';

/** A connection, and what it has made of so many ms of audio. */
function connection({ isFirst = true, isKnown = true } = {}) {
  const activity = new SpeechActivity();
  activity.isKnown = isKnown;
  const unheard = new UnheardSpeech(activity, isFirst);
  const frame = { audio: new Uint8Array(FRAME_BYTES) };
  return {
    heard: (text: string) => unheard.heard(text),
    /** Whether any of so much audio was too much. */
    hears: (ms: number, isSpeaking = true): boolean => {
      activity.isSpeaking = isSpeaking;
      let isTooMuch = false;
      for (let i = 0; i < ms / FRAME_MS; i++) isTooMuch = unheard.isTooMuch(frame) || isTooMuch;
      return isTooMuch;
    },
  };
}

describe('speech without a word', () => {
  it('is too much after ten seconds of it, with the pauses of somebody who waits for an answer', () => {
    const { hears } = connection();
    expect(hears(UNHEARD_LIMIT_MS / 2)).toBe(false);
    expect(hears(APART_MS - FRAME_MS, false)).toBe(false);
    expect(hears(UNHEARD_LIMIT_MS / 2 - FRAME_MS)).toBe(false);
    expect(hears(FRAME_MS)).toBe(true);
  });

  it('is not added up of noises that are far apart', () => {
    const { hears } = connection();
    for (let i = 0; i < 30; i++) {
      expect(hears(500)).toBe(false);
      hears(APART_MS, false);
    }
  });

  it('is counted anew after words, and not after a report without any', () => {
    const { hears, heard } = connection();
    hears(UNHEARD_LIMIT_MS - FRAME_MS);
    heard('Hello');
    expect(hears(UNHEARD_LIMIT_MS - FRAME_MS)).toBe(false);
    heard('');
    expect(hears(FRAME_MS)).toBe(true);
  });

  it('is no fault of a second connection that has not transcribed either, until it has', () => {
    const { hears, heard } = connection({ isFirst: false });
    expect(hears(60_000)).toBe(false);
    heard('Hello');
    expect(hears(UNHEARD_LIMIT_MS)).toBe(true);
  });

  it('is not known of without a detector', () => {
    expect(connection({ isKnown: false }).hears(60_000)).toBe(false);
  });

  it('loses the connection in a way that another may mend', () => {
    expect(hearsNothing('fake-stt')).toMatchObject({ code: 'STT_MUTE', retryable: true });
  });
});
