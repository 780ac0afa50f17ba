/** Sounds as the VAD judges them: their windows, and the beginnings and ends of speech by any threshold. */
import { FRAME_BYTES, FRAME_MS } from '../../actors/audio/mulaw.ts';
import { WINDOW_SAMPLES } from '../../actors/providers/silero/stream.ts';
import type { VadProvider, VadWindow } from '../../actors/providers/vad-provider.ts';
import { type SpeechChange, SpeechDetector } from '../../actors/vad/speech-detector.ts';

/** All whole windows of a sound. */
export function windowsOf(vad: VadProvider, mulaw: Uint8Array): Promise<VadWindow[]> {
  const count = Math.floor(mulaw.length / WINDOW_SAMPLES);
  return new Promise((resolve, reject) => {
    const windows: VadWindow[] = [];
    const stream = vad.open({
      onWindow: (window) => {
        if (windows.push(window) === count) resolve(windows);
      },
      onFailed: reject,
    });
    for (let at = 0; at < mulaw.length; at += FRAME_BYTES) stream.send(mulaw.subarray(at, at + FRAME_BYTES));
  });
}

interface ReportedChange extends SpeechChange {
  /** The time at which a call learns of the change: with the carrier's 20 ms frame that completes the window. */
  readonly reportedMs: number;
}

export function changesIn(windows: readonly VadWindow[], threshold: number): ReportedChange[] {
  const detector = new SpeechDetector({ threshold });
  return windows.flatMap((window) => {
    const change = detector.take(window);
    return change ? [{ ...change, reportedMs: Math.ceil(window.endMs / FRAME_MS) * FRAME_MS }] : [];
  });
}
