/**
 * A recording as telephone audio: an even level, little silence at its ends, whole mu-law frames.
 */
import { BYTES_PER_MS, encodeSample, FRAME_BYTES, SILENCE } from '../../actors/audio/mulaw.ts';

/** Loudest sample after levelling: -3 dBFS. */
export const PEAK = Math.round(32_767 * 10 ** (-3 / 20));
/** Silence kept before the first and after the last sound, in ms. */
export const MARGIN_MS = 40;
/** Samples below this share of the peak are silence: -40 dB. */
const QUIET = 0.01;

interface LineAudio {
  /** Mu-law at 8 kHz, padded with silence to whole 20 ms frames. */
  readonly audio: Uint8Array;
  /** Silence cut from the front, in ms: time `t` of the recording is `t - cutMs` in `audio`. */
  readonly cutMs: number;
}

/** `samples` at 8 kHz, any level. A silent recording gives no audio. */
export function toTelephoneLine(samples: Float64Array): LineAudio {
  const peak = samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
  const isSound = (sample: number) => Math.abs(sample) > peak * QUIET;
  const firstSound = samples.findIndex(isSound);
  if (firstSound < 0) return { audio: new Uint8Array(0), cutMs: 0 };

  const margin = MARGIN_MS * BYTES_PER_MS;
  const from = Math.max(0, firstSound - margin);
  const until = Math.min(samples.length, samples.findLastIndex(isSound) + 1 + margin);
  const audio = new Uint8Array(Math.ceil((until - from) / FRAME_BYTES) * FRAME_BYTES).fill(SILENCE);
  const gain = PEAK / peak;
  for (let at = from; at < until; at++) {
    audio[at - from] = encodeSample(Math.round((samples[at] as number) * gain));
  }
  return { audio, cutMs: from / BYTES_PER_MS };
}
