/**
 * A spoken line cut the way the vendor cuts it: pieces of any size, each with the times of its own characters.
 *
 * Pure. Sizes are never whole 20 ms frames, and a character's times start at zero in every piece.
 */
import { BYTES_PER_MS } from '../../actors/audio/mulaw.ts';
import { cutAudio } from '../voice/audio-pieces.ts';
import type { SpokenLine } from '../voice/flite.ts';

/** Times in ms from the start of the piece; the keys are the vendor's. */
export interface WireAlignment {
  readonly chars: readonly string[];
  readonly charStartTimesMs: readonly number[];
  readonly charDurationsMs: readonly number[];
}

export interface SpeechPiece {
  readonly audio: Uint8Array;
  /** When the piece begins, in ms from the start of its line. */
  readonly startMs: number;
  /** Null where no character begins, unless every piece must carry one. */
  readonly alignment: WireAlignment | null;
  /** Every character of the line, from the start of the line. */
  readonly whole: WireAlignment;
  readonly isLast: boolean;
}

interface CharTime {
  readonly char: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** `text` is what the client sent, spaces included; `line` is how it was spoken. */
export function cutLine(text: string, line: SpokenLine, everyPieceAligned = false): SpeechPiece[] {
  const times = charTimes(text, line);
  const whole = alignPiece(times, 0, line.audio.length / BYTES_PER_MS, true);
  return cutAudio(line.audio).map(({ audio, startMs, endMs, isLast }) => {
    const alignment = alignPiece(times, startMs, endMs, isLast);
    const isEmpty = alignment.chars.length === 0 && !everyPieceAligned;
    return { audio, startMs, isLast, whole, alignment: isEmpty ? null : alignment };
  });
}

/** The line in one piece. */
export function wholeLine(text: string, line: SpokenLine): SpeechPiece {
  const whole = alignPiece(charTimes(text, line), 0, line.audio.length / BYTES_PER_MS, true);
  return { audio: line.audio, startMs: 0, isLast: true, whole, alignment: whole };
}

/** The characters that begin inside a piece. A character that outlasts the piece is cut at the end of the piece. */
function alignPiece(
  times: readonly CharTime[],
  startMs: number,
  endMs: number,
  isLast: boolean,
): WireAlignment {
  const inside = times.filter((time) => time.startMs >= startMs && (isLast || time.startMs < endMs));
  return {
    chars: inside.map(({ char }) => char),
    charStartTimesMs: inside.map((time) => Math.round(time.startMs - startMs)),
    charDurationsMs: inside.map((time) => Math.round(Math.min(time.endMs, endMs) - time.startMs)),
  };
}

/** Every character of `text` with its time: letters share the time of their word evenly, spaces the time of their gap. */
function charTimes(text: string, line: SpokenLine): CharTime[] {
  const endMs = line.audio.length / BYTES_PER_MS;
  let atMs = 0;
  let word = 0;
  return (text.match(/\s+|\S+/g) ?? []).flatMap((run) => {
    const chars = [...run];
    const isGap = run.trim() === '';
    const spoken = line.words[word];
    const startMs = atMs;
    const untilMs = (isGap ? spoken?.startMs : spoken?.endMs) ?? endMs;
    const fromMs = isGap ? startMs : Math.max(startMs, spoken?.startMs ?? startMs);
    if (!isGap) word++;
    atMs = untilMs;
    const shareMs = (untilMs - fromMs) / chars.length;
    return chars.map((char, at) => ({
      char,
      startMs: fromMs + at * shareMs,
      endMs: fromMs + (at + 1) * shareMs,
    }));
  });
}
