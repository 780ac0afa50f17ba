import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMulaw, encodeMulaw } from '../../../actors/audio/mulaw.ts';
import { readWav } from '../../../server/recording/wav-reader.ts';
import { chunk, extensibleFmt, fmt, mulawWav, pcm, pcmWav, riff } from '../../helpers/wav.ts';

const SAMPLES = Int16Array.of(0, 1_000, -1_000, 32_767, -32_768);
const PCM_8K = { format: 1, rateHz: 8_000 };

describe('a WAV file', () => {
  it.each<[string, Buffer, number, Int16Array]>([
    ['of PCM at 8 kHz', pcmWav(SAMPLES, 8_000), 8_000, SAMPLES],
    ['of PCM at 16 kHz', pcmWav(SAMPLES, 16_000), 16_000, SAMPLES],
    ['of mu-law, of an odd size', mulawWav(SAMPLES), 8_000, decodeMulaw(encodeMulaw(SAMPLES))],
    ['of nothing', pcmWav(new Int16Array(0), 8_000), 8_000, new Int16Array(0)],
    [
      'of nothing, before another chunk',
      riff(chunk('fmt ', fmt(PCM_8K)), chunk('data', pcm(new Int16Array(0))), chunk('LIST', pcm(SAMPLES))),
      8_000,
      new Int16Array(0),
    ],
    [
      'in the extensible format',
      riff(chunk('fmt ', extensibleFmt(PCM_8K)), chunk('data', pcm(SAMPLES))),
      8_000,
      SAMPLES,
    ],
    [
      'of mu-law in the extensible format',
      riff(chunk('fmt ', extensibleFmt({ ...PCM_8K, format: 7 })), chunk('data', encodeMulaw(SAMPLES))),
      8_000,
      decodeMulaw(encodeMulaw(SAMPLES)),
    ],
    [
      'with chunks of odd sizes before and after',
      riff(
        chunk('LIST', Buffer.from('INFOodd')),
        chunk('fmt ', fmt(PCM_8K)),
        chunk('junk', Buffer.from('x')),
        chunk('data', pcm(SAMPLES)),
        chunk('LIST', Buffer.from('INFO')),
      ),
      8_000,
      SAMPLES,
    ],
  ])('%s is read', (_, file, rateHz, samples) => {
    expect(readWav(file)).toEqual({ rateHz, samples });
  });

  it('that was cut off, or written to a pipe, gives what is there', () => {
    const file = pcmWav(SAMPLES, 8_000);
    expect(readWav(file.subarray(0, -3)).samples).toEqual(SAMPLES.slice(0, 3));
    file.writeUInt32LE(0xffffffff, 40);
    expect(readWav(file).samples).toEqual(SAMPLES);
    // rs1729/RS#39, afarhan/sbitx#16: neither size was known.
    file.writeUInt32LE(0, 4);
    file.writeUInt32LE(0, 40);
    expect(readWav(file).samples).toEqual(SAMPLES);
  });

  it.each<[string, Buffer, RegExp]>([
    ['empty', Buffer.alloc(0), /does not begin as a WAV file/],
    ['text', Buffer.from('# A heading and some more text'), /does not begin as a WAV file/],
    ['without sound', riff(chunk('fmt ', fmt(PCM_8K))), /no whole data chunk/],
    ['without a format', riff(chunk('data', pcm(SAMPLES))), /no whole fmt chunk/],
    [
      'with half a format',
      riff(chunk('fmt ', fmt(PCM_8K).subarray(0, 8)), chunk('data', pcm(SAMPLES))),
      /no whole fmt/,
    ],
    [
      'in stereo',
      riff(chunk('fmt ', fmt({ ...PCM_8K, channels: 2 })), chunk('data', pcm(SAMPLES))),
      /2 channel/,
    ],
    ['at 44.1 kHz', pcmWav(SAMPLES, 44_100), /44100 Hz/],
    ['of 24 bits', riff(chunk('fmt ', fmt({ ...PCM_8K, bits: 24 })), chunk('data', pcm(SAMPLES))), /24-bit/],
    [
      'of floats',
      riff(chunk('fmt ', fmt({ ...PCM_8K, format: 3, bits: 32 })), chunk('data', pcm(SAMPLES))),
      /format 3/,
    ],
  ])('that is %s says so, and what was expected', (_, file, what) => {
    expect(() => readWav(file)).toThrow(what);
    expect(() => readWav(file)).toThrow(/expected a WAV file, mono, 16-bit PCM or mu-law, 8 or 16 kHz/);
  });

  it('of any bytes is read or refused in words', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readWav(Buffer.concat([riff().subarray(0, 12), bytes]));
        } catch (error) {
          expect((error as Error).message).toMatch(/expected a WAV file/);
        }
      }),
    );
  });
});
