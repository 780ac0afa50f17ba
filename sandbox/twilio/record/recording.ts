/**
 * A call as a stereo WAV file: the caller on the left, the agent on the right, 16-bit PCM at 8 kHz. Pure.
 */
import { decodeSample, SAMPLE_RATE_HZ, SILENCE } from '../../../actors/audio/mulaw.ts';

const CHANNELS = 2;
const SAMPLE_BYTES = 2;
const BLOCK_BYTES = CHANNELS * SAMPLE_BYTES;
const HEADER_BYTES = 44;

function header(dataBytes: number): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  head.write('RIFF', 0, 'ascii');
  head.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  head.write('WAVEfmt ', 8, 'ascii');
  head.writeUInt32LE(16, 16); // size of the fmt chunk
  head.writeUInt16LE(1, 20); // PCM
  head.writeUInt16LE(CHANNELS, 22);
  head.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  head.writeUInt32LE(SAMPLE_RATE_HZ * BLOCK_BYTES, 28);
  head.writeUInt16LE(BLOCK_BYTES, 32);
  head.writeUInt16LE(SAMPLE_BYTES * 8, 34);
  head.write('data', 36, 'ascii');
  head.writeUInt32LE(dataBytes, 40);
  return head;
}

/** Both tracks are mu-law from the same first sample; the shorter one ends in silence. */
export function stereoWav(left: Uint8Array, right: Uint8Array): Buffer {
  const samples = Math.max(left.length, right.length);
  const data = Buffer.alloc(samples * BLOCK_BYTES);
  for (let i = 0; i < samples; i++) {
    data.writeInt16LE(decodeSample(left[i] ?? SILENCE), i * BLOCK_BYTES);
    data.writeInt16LE(decodeSample(right[i] ?? SILENCE), i * BLOCK_BYTES + SAMPLE_BYTES);
  }
  return Buffer.concat([header(data.length), data]);
}
