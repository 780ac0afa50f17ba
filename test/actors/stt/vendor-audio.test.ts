import { describe, expect, it } from 'vitest';
import { FRAME_BYTES } from '../../../actors/audio/mulaw.ts';
import { VendorAudio } from '../../../actors/stt/vendor-audio.ts';
import { SpeechActivity } from '../../../actors/vad/speech-activity.ts';

function startAudio(batchMs?: number, gate: 'none' | 'vad' = 'none') {
  const speech = Object.assign(new SpeechActivity(), { isKnown: true });
  const sent: Uint8Array[] = [];
  const audio = new VendorAudio(batchMs, gate, speech, (batch) => sent.push(batch));
  let endMs = 0;
  const frame = () => {
    endMs += 20;
    return { audio: new Uint8Array(FRAME_BYTES).fill(endMs / 20), atMs: endMs, endMs };
  };
  return {
    audio,
    speech,
    sent,
    adds: (frames: number, isVendorBusy = false) => {
      for (let i = 0; i < frames; i++) audio.add(frame(), isVendorBusy);
    },
    passes: (frames: number) => {
      for (let i = 0; i < frames; i++) audio.pass(frame());
    },
  };
}

const firstBytes = (batches: readonly Uint8Array[]) => batches.map((batch) => batch[0]);

describe('the audio that a vendor is sent', () => {
  it('comes in batches of 80 ms, in order', () => {
    const { adds, sent } = startAudio();
    adds(9);
    expect(sent.map(({ length }) => length)).toEqual([640, 640]);
    expect(firstBytes(sent)).toEqual([1, 5]);
  });

  it('comes in batches of the size that the vendor needs', () => {
    const { adds, sent } = startAudio(50);
    adds(5);
    expect(sent.map(({ length }) => length)).toEqual([400, 400]);
  });

  it('is known by the vendor’s time and by the caller’s', () => {
    const { adds, audio } = startAudio();
    adds(10);
    expect(audio.times.momentOf(100)).toEqual({ atMs: 100, positionMs: 100 });
    expect(audio.times.sentUpToMs).toBe(200);
  });
});

describe('without a gate', () => {
  it('everything is sent, and nothing is said to be saved', () => {
    const { adds, sent, audio } = startAudio(20);
    adds(500);
    expect(sent).toHaveLength(500);
    expect(audio.savedMs).toBeUndefined();
  });
});

describe('behind a gate', () => {
  it('silence is kept back and counted, and is no part of the vendor’s time', () => {
    const { adds, sent, audio, speech } = startAudio(20, 'vad');
    adds(250);
    expect(sent).toHaveLength(10);
    expect(audio.savedMs).toBe(5_000 - 200 - 600);
    speech.isSpeaking = true;
    adds(1);
    expect(audio.times.sentUpToMs).toBe(5_020);
    // 200 ms at first, 600 ms from before the speech, and the frame in which it is detected.
    expect(audio.times.momentOf(820)?.positionMs).toBe(5_020);
    expect(audio.times.momentOf(821)).toBeUndefined();
  });

  it('silence is sent while the vendor is in a turn', () => {
    const { adds, sent } = startAudio(20, 'vad');
    adds(10);
    adds(100, true);
    expect(sent).toHaveLength(110);
  });

  it('replayed audio passes, with or without speech', () => {
    const { passes, sent } = startAudio(20, 'vad');
    passes(100);
    expect(sent).toHaveLength(100);
  });
});
