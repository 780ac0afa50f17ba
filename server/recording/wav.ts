/**
 * The header of a stereo WAV file in mu-law at 8 kHz, which has half the size of PCM. Pure.
 */
import { SAMPLE_RATE_HZ } from '../../actors/audio/mulaw.ts';

const CHANNELS = 2;
/** WAVE_FORMAT_MULAW. Formats other than PCM give the number of samples in a `fact` chunk. */
const FORMAT_MULAW = 7;
export const WAV_HEADER_BYTES = 58;

/** The header for `samples` of each side. The sides' bytes alternate after it, left first. */
export function wavHeader(samples: number): Uint8Array {
  const dataBytes = samples * CHANNELS;
  const head = Buffer.alloc(WAV_HEADER_BYTES);
  head.write('RIFF', 0, 'ascii');
  head.writeUInt32LE(WAV_HEADER_BYTES - 8 + dataBytes, 4);
  head.write('WAVEfmt ', 8, 'ascii');
  head.writeUInt32LE(18, 16); // size of the fmt chunk
  head.writeUInt16LE(FORMAT_MULAW, 20);
  head.writeUInt16LE(CHANNELS, 22);
  head.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  head.writeUInt32LE(SAMPLE_RATE_HZ * CHANNELS, 28); // bytes per second
  head.writeUInt16LE(CHANNELS, 32); // bytes per sample of both sides
  head.writeUInt16LE(8, 34); // bits per sample
  head.writeUInt16LE(0, 36); // no extension
  head.write('fact', 38, 'ascii');
  head.writeUInt32LE(4, 42); // size of the fact chunk
  head.writeUInt32LE(samples, 46);
  head.write('data', 50, 'ascii');
  head.writeUInt32LE(dataBytes, 54);
  return head;
}
