import { describe, expect, it } from 'vitest';
import type { TimedFrame } from '../../../actors/audio/frame-ring.ts';
import { SpeechGate } from '../../../actors/stt/speech-gate.ts';
import { SpeechActivity } from '../../../actors/vad/speech-activity.ts';

function start() {
  const activity = Object.assign(new SpeechActivity(), { isKnown: true });
  const passed: number[] = [];
  const gate = new SpeechGate(activity, ({ endMs }) => passed.push(endMs));
  let endMs = 0;
  return {
    activity,
    gate,
    passed,
    sends: (ms: number, hasTurn = false) => {
      for (let sent = 0; sent < ms; sent += 20) {
        endMs += 20;
        if (activity.isSpeaking) activity.lastSpeechMs = endMs;
        const frame: TimedFrame = { audio: new Uint8Array(160), atMs: endMs, endMs };
        gate.add(frame, hasTurn);
      }
    },
    now: () => endMs,
  };
}

describe('the gate', () => {
  it('lets a moment of audio through, so that the vendor does not take us for gone, and keeps silence back and counts it', () => {
    const { sends, passed, gate } = start();
    sends(10_000);
    expect(passed.at(-1)).toBe(200);
    expect(passed).toHaveLength(200 / 20);
    expect(gate.savedMs).toBe(10_000 - 200 - 600);
  });

  it('opens with speech, and the audio just before it comes first', () => {
    const { sends, passed, activity } = start();
    sends(2_000);
    activity.isSpeaking = true;
    sends(100);
    const speech = passed.filter((endMs) => endMs > 200);
    expect(speech[0]).toBe(2_000 - 600 + 20);
    expect(speech).toHaveLength(600 / 20 + 5);
    expect(speech.every((endMs, i) => i === 0 || endMs === (speech[i - 1] as number) + 20)).toBe(true);
  });

  it('stays open while the vendor is in a turn, and some time after speech', () => {
    const { sends, passed, activity, now } = start();
    activity.isSpeaking = true;
    sends(500);
    activity.isSpeaking = false;
    sends(3_000, true);
    expect(passed.at(-1)).toBe(now());
    sends(40);
    expect(passed.at(-1)).toBe(now() - 40);

    activity.isSpeaking = true;
    sends(100);
    activity.isSpeaking = false;
    sends(1_400);
    expect(passed.at(-1)).toBe(now());
    sends(1_000);
    expect(passed.at(-1)).toBeLessThan(now() - 800);
  });

  /** amigniter/mod_audio_stream#94: packets are as long as a carrier's settings make them. */
  it.each([10, 30, 200, 400, 1_000])('keeps what speech may have begun in, of frames of %i ms', (frameMs) => {
    const { gate, activity, passed } = start();
    const adds = (endMs: number) =>
      gate.add({ audio: new Uint8Array(frameMs * 8), atMs: endMs, endMs }, false);
    for (let endMs = frameMs; endMs <= 6_000; endMs += frameMs) adds(endMs);
    const last = 6_000 - (6_000 % frameMs);
    passed.length = 0;
    // Of the last frame the detector says that someone speaks in it.
    activity.isSpeaking = true;
    activity.lastSpeechMs = last;
    adds(last + frameMs);
    expect((passed[0] as number) - frameMs).toBeLessThanOrEqual(last - 600);
    expect((passed[0] as number) - frameMs).toBeGreaterThan(last - 600 - frameMs);
    expect(passed).toHaveLength(Math.ceil(600 / frameMs) + 1);
  });

  it('loses nothing between two stretches of speech but what it counts', () => {
    const { sends, passed, activity, gate, now } = start();
    for (const [silentMs, voicedMs] of [
      [3_000, 400],
      [2_500, 1_000],
      [9_000, 200],
    ] as const) {
      sends(silentMs);
      activity.isSpeaking = true;
      sends(voicedMs);
      activity.isSpeaking = false;
    }
    expect(passed.length * 20 + gate.savedMs).toBe(now());
  });

  it('lets everything through without a detector', () => {
    const { sends, passed, activity, gate } = start();
    sends(300);
    activity.isKnown = false;
    sends(1_000);
    expect(passed).toHaveLength(65);
    expect(gate.savedMs).toBe(0);
  });
});
