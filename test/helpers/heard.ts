/**
 * What a caller really heard, read from the telephone's recording and not from Parley's own estimate.
 */
import { readFileSync } from 'node:fs';
import { decodeSample, FRAME_BYTES, FRAME_MS, SILENCE } from '../../actors/audio/mulaw.ts';
import type { CallRecord } from '../../sandbox/twilio/record/call-record.ts';
import type { SpokenLine } from '../../sandbox/voice/flite.ts';

/** Speech is louder than this, idle noise is not. The phone uses the same bound. */
const AUDIBLE_PEAK = 256;

const isAudible = (frame: Uint8Array): boolean =>
  frame.some((byte) => Math.abs(decodeSample(byte)) >= AUDIBLE_PEAK);

/** Milliseconds of audible frames between two points of a track. */
export function audibleMs(track: Uint8Array, fromMs = 0, toMs = Number.POSITIVE_INFINITY): number {
  let audible = 0;
  for (let at = 0; at + FRAME_BYTES <= track.length; at += FRAME_BYTES) {
    const ms = (at / FRAME_BYTES) * FRAME_MS;
    if (ms >= fromMs && ms < toMs && isAudible(track.subarray(at, at + FRAME_BYTES))) audible += FRAME_MS;
  }
  return audible;
}

/** The bytes of a track that are not silence, in order: a machine that is late leaves gaps between the frames that it sends. */
export const withoutSilence = (track: Uint8Array): Buffer =>
  Buffer.from(track.filter((byte) => byte !== SILENCE));

/** Where the first audible frame of a track at or after `fromMs` begins; undefined when there is none. */
function firstSoundMs(track: Uint8Array, fromMs = 0): number | undefined {
  for (let ms = fromMs; (ms * FRAME_BYTES) / FRAME_MS < track.length; ms += FRAME_MS) {
    if (audibleMs(track, ms, ms + FRAME_MS) > 0) return ms;
  }
  return undefined;
}

/** The words of `lines`, said one after the other, that the caller heard to their end. */
export function wordsHeard({ agent }: Pick<CallRecord, 'agent'>, lines: readonly SpokenLine[]): string[] {
  const said = Buffer.concat(lines.map(({ audio }) => audio));
  const begins = firstSoundMs(said) ?? 0;
  const from = (begins / FRAME_MS) * FRAME_BYTES;
  const found = Buffer.from(agent).indexOf(said.subarray(from, from + 4 * FRAME_BYTES));
  if (found < 0) return [];
  let bytes = from;
  while (bytes < said.length && agent[found - from + bytes] === said[bytes]) bytes += 1;
  const heardMs = (bytes / FRAME_BYTES) * FRAME_MS;
  let lineStartMs = 0;
  return lines.flatMap(({ words, audio }) => {
    const startMs = lineStartMs;
    lineStartMs += (audio.length / FRAME_BYTES) * FRAME_MS;
    return words.filter(({ endMs }) => startMs + endMs <= heardMs).map(({ text }) => text);
  });
}

export const wordsOf = (text: string | undefined): string[] => (text ?? '').split(/\s+/).filter(Boolean);

/** A recording that Parley ships with, as it sounds when no vendor's voice says the text. */
export const shippedClip = (name: 'apology' | 'out-of-order' | 'vad-only'): Uint8Array =>
  readFileSync(new URL(`../../agents/clips/${name}.ulaw`, import.meta.url));

/** Whether a track holds the beginning of this audio, byte for byte. */
export function holds(track: Uint8Array, audio: Uint8Array): boolean {
  const from = ((firstSoundMs(audio) ?? 0) / FRAME_MS) * FRAME_BYTES;
  return Buffer.from(track).includes(Buffer.from(audio.subarray(from, from + 10 * FRAME_BYTES)));
}
