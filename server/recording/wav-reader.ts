/**
 * Reads a WAV file of telephone audio: mono, 16-bit PCM or mu-law, at 8 or 16 kHz. Pure.
 *
 *   RIFF ──> chunks by name ──> fmt gives the format ──> data as 16-bit samples
 *
 * Other chunks may stand anywhere. The error on any other file names its format and the expected one.
 */
import { decodeMulaw } from '../../actors/audio/mulaw.ts';

interface Sound {
  /** 8,000 or 16,000. */
  readonly rateHz: number;
  readonly samples: Int16Array;
}

const EXPECTED = 'expected a WAV file, mono, 16-bit PCM or mu-law, 8 or 16 kHz';
const PCM = 1;
const MULAW = 7;
/** WAVE_FORMAT_EXTENSIBLE: the format proper is the beginning of the GUID at byte 24 of the chunk. */
const EXTENSIBLE = 0xfffe;
/** Sizes of a plain `fmt ` chunk and of an extensible one. */
const FMT_BYTES = 16;
const EXTENSIBLE_BYTES = 40;

/** The sound of a WAV file; of a truncated file, its beginning. Throws with one sentence on any other file. */
export function readWav(bytes: Uint8Array): Sound {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE')
    throw new Error(`it does not begin as a WAV file does; ${EXPECTED}`);
  const chunks = chunksOf(file);
  const [fmt, data] = [chunks.get('fmt '), chunks.get('data')];
  if (!fmt || fmt.length < FMT_BYTES || !data)
    throw new Error(`it has no whole ${data ? 'fmt' : 'data'} chunk; ${EXPECTED}`);
  const format = formatOf(fmt);
  const [channels, rateHz, bits] = [fmt.readUInt16LE(2), fmt.readUInt32LE(4), fmt.readUInt16LE(14)];
  const isRead = (format === PCM && bits === 16) || (format === MULAW && bits === 8);
  if (!isRead || channels !== 1 || (rateHz !== 8_000 && rateHz !== 16_000))
    throw new Error(
      `it has ${channels} channel(s) of ${bits}-bit format ${format} at ${rateHz} Hz; ${EXPECTED}`,
    );
  return { rateHz, samples: format === MULAW ? decodeMulaw(data) : pcmOf(data) };
}

/**
 * The first chunk of each name. A chunk of odd size is followed by a padding byte. A program that writes to a pipe knows no size: it
 * gives the largest number or, of file and sound, 0 (rs1729/RS#39). Then the sound goes to the end of the file.
 */
function chunksOf(file: Buffer): ReadonlyMap<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  const isOpen = file.readUInt32LE(4) + 8 < file.length;
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString('latin1', at, at + 4);
    const given = file.readUInt32LE(at + 4);
    const size = given === 0 && name === 'data' && isOpen ? file.length : given;
    if (!chunks.has(name)) chunks.set(name, file.subarray(at + 8, at + 8 + size));
    at += 8 + size + (size % 2);
  }
  return chunks;
}

function formatOf(fmt: Buffer): number {
  const format = fmt.readUInt16LE(0);
  return format === EXTENSIBLE && fmt.length >= EXTENSIBLE_BYTES ? fmt.readUInt16LE(24) : format;
}

function pcmOf(data: Buffer): Int16Array {
  const samples = new Int16Array(data.length >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = data.readInt16LE(2 * i);
  return samples;
}
