/** WAV files as various programs write them. */
import { encodeMulaw } from '../../actors/audio/mulaw.ts';

export const chunk = (name: string, data: Uint8Array): Buffer => {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
};

export const riff = (...chunks: readonly Uint8Array[]): Buffer =>
  chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), ...chunks]));

interface WavFormat {
  /** 1 is PCM, 7 mu-law. */
  readonly format: number;
  readonly rateHz: number;
  readonly channels?: number;
  readonly bits?: number;
}

/** A `fmt ` chunk's 16 bytes. */
export function fmt({ format, rateHz, channels = 1, bits = format === 7 ? 8 : 16 }: WavFormat): Buffer {
  const data = Buffer.alloc(16);
  data.writeUInt16LE(format, 0);
  data.writeUInt16LE(channels, 2);
  data.writeUInt32LE(rateHz, 4);
  data.writeUInt32LE((rateHz * channels * bits) / 8, 8);
  data.writeUInt16LE((channels * bits) / 8, 12);
  data.writeUInt16LE(bits, 14);
  return data;
}

/** The 40 bytes of WAVE_FORMAT_EXTENSIBLE, with the format in the GUID. */
export function extensibleFmt(format: WavFormat): Buffer {
  const plain = fmt(format);
  const rest = Buffer.from('1600100004000000000000000000100080000000aa00389b71', 'hex').subarray(0, 24);
  rest.writeUInt16LE(22, 0);
  rest.writeUInt16LE(format.format, 8);
  plain.writeUInt16LE(0xfffe, 0);
  return Buffer.concat([plain, rest]);
}

export const pcm = (samples: Int16Array): Buffer => {
  const data = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, i) => {
    data.writeInt16LE(sample, 2 * i);
  });
  return data;
};

export const pcmWav = (samples: Int16Array, rateHz: number): Buffer =>
  riff(chunk('fmt ', fmt({ format: 1, rateHz })), chunk('data', pcm(samples)));

export const mulawWav = (samples: Int16Array, rateHz = 8_000): Buffer =>
  riff(
    chunk('fmt ', fmt({ format: 7, rateHz })),
    chunk('fact', Buffer.alloc(4)),
    chunk('data', encodeMulaw(samples)),
  );
