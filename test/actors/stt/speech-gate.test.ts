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
