/**
 * A spoken line cut into audio pieces of uneven size, as vendors send them. Pure.
 */
import { BYTES_PER_MS } from '../../actors/audio/mulaw.ts';

export interface AudioPiece {
  readonly audio: Uint8Array;
  /** When the piece begins and ends, in ms from the start of its line. */
  readonly startMs: number;
  readonly endMs: number;
  readonly isLast: boolean;
}

/** The first piece is small, so that sound starts early; the sizes are odd, so that no client relies on whole frames. */
const PIECE_BYTES = [617, 1_489, 2_411, 1_973];

export function cutAudio(audio: Uint8Array): AudioPiece[] {
  const pieces: AudioPiece[] = [];
  for (let from = 0; from < audio.length; ) {
    const to = Math.min(from + (PIECE_BYTES[pieces.length % PIECE_BYTES.length] as number), audio.length);
    pieces.push({
      audio: audio.subarray(from, to),
      startMs: from / BYTES_PER_MS,
      endMs: to / BYTES_PER_MS,
      isLast: to === audio.length,
    });
    from = to;
  }
  return pieces;
}
