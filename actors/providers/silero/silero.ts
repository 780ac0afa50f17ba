/**
 * Silero as a call's voice activity detector.
 *
 *   mu-law of any length ──> samples, -1 to 1 ──> the process's one model ──> windows of 32 ms, in order
 *
 * model.ts, batches.ts and stream.ts have the model, its batches and each stream's memory; the sandbox's recognizers
 * use them, too.
 */
import { decodeSample } from '../../audio/mulaw.ts';
import type { VadProvider } from '../vad-provider.ts';
import type { SileroModel } from './model.ts';

const DECODED = Float32Array.from({ length: 256 }, (_, byte) => decodeSample(byte) / 32_768);

function decode(mulaw: Uint8Array): Float32Array {
  const samples = new Float32Array(mulaw.length);
  for (let i = 0; i < mulaw.length; i++) samples[i] = DECODED[mulaw[i] as number] as number;
  return samples;
}

export const createSilero = ({ name, threshold, open }: SileroModel): VadProvider => ({
  name,
  threshold,
  open(handlers) {
    const stream = open(handlers);
    return {
      send: (audio) => stream.send(decode(audio)),
      close: () => stream.close(),
    };
  },
});
