import { describe, expect, it } from 'vitest';
import { encodeMulaw, silence } from '../../../../actors/audio/mulaw.ts';
import { stereoWav } from '../../../../sandbox/twilio/record/recording.ts';

const HEADER_BYTES = 44;
const sampleAt = (wav: Buffer, index: number) => ({
  left: wav.readInt16LE(HEADER_BYTES + index * 4),
  right: wav.readInt16LE(HEADER_BYTES + index * 4 + 2),
});

describe('a stereo recording', () => {
  it('is a 16-bit PCM WAV file at 8 kHz with two channels', () => {
    const wav = stereoWav(silence(20), silence(20));
    expect(wav.toString('ascii', 0, 4)).toBe('RIFF');
    expect(wav.toString('ascii', 8, 16)).toBe('WAVEfmt ');
    expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
    expect([wav.readUInt16LE(20), wav.readUInt16LE(22)]).toEqual([1, 2]);
    expect([wav.readUInt32LE(24), wav.readUInt32LE(28)]).toEqual([8_000, 32_000]);
    expect([wav.readUInt16LE(32), wav.readUInt16LE(34)]).toEqual([4, 16]);
    expect(wav.readUInt32LE(40)).toBe(160 * 4);
    expect(wav).toHaveLength(HEADER_BYTES + 160 * 4);
  });

  it('has the caller on the left and the agent on the right', () => {
    const wav = stereoWav(encodeMulaw(Int16Array.of(1_000, 0)), encodeMulaw(Int16Array.of(-1_000, 0)));
    expect(sampleAt(wav, 0)).toEqual({ left: 988, right: -988 });
    expect(sampleAt(wav, 1)).toEqual({ left: 0, right: 0 });
  });

  it('lets the shorter side end in silence', () => {
    const wav = stereoWav(new Uint8Array(0), encodeMulaw(Int16Array.of(32_124)));
    expect(sampleAt(wav, 0)).toEqual({ left: 0, right: 32_124 });
  });

  it('of an empty call is only a header', () => {
    expect(stereoWav(new Uint8Array(0), new Uint8Array(0))).toHaveLength(HEADER_BYTES);
  });
});
