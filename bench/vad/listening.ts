/** What the detector makes of sounds: their windows once, and the edges that any threshold reads from them. */
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

interface ToldEdge extends SpeechChange {
  /** When a call learns of it: with the carrier's 20 ms frame that completes the window. */
  readonly toldMs: number;
}

export function edgesIn(windows: readonly VadWindow[], threshold: number): ToldEdge[] {
  const detector = new SpeechDetector({ threshold });
  return windows.flatMap((window) => {
    const edge = detector.take(window);
    return edge ? [{ ...edge, toldMs: Math.ceil(window.endMs / FRAME_MS) * FRAME_MS }] : [];
  });
}
