/**
 * The mouth of one context: lines are spoken in the order they came, at the pace a vendor streams them.
 *
 *   say(text) ──> synthesis ──> not before ttfb ──> pieces, faster than real time ──> onPiece ... onDrained
 *
 * Knows no frames and no contexts. After `stop()` nothing is called any more.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SpokenLine } from './flite.ts';

export interface Pace {
  /** From the text that asked for a line to its first audio, in ms. */
  readonly ttfbMs: number;
  /** How much faster than real time audio is sent. */
  readonly realtimeFactor: number;
}

/** A part of a line; `startMs` is when it begins, in ms from the start of the line. */
interface LinePiece {
  readonly startMs: number;
}

interface SpeechQueueOptions<Piece extends LinePiece> {
  readonly pace: Pace;
  speak(text: string): Promise<SpokenLine>;
  /** `text` is what the client sent, spaces included; `line` is how it was spoken. */
  cut(text: string, line: SpokenLine): readonly Piece[];
  /** Resolves at once, or when a stall is over. */
  ready(): Promise<void>;
  onPiece(piece: Piece): void;
  /** A line is spoken to its end. */
  onLineSpoken?(): void;
  /** Every line is spoken and `finish` was called. Called once. */
  onDrained(): void;
  onFailed(error: unknown): void;
}

export interface SpeechQueue {
  /** True while a line is being made or sent. */
  readonly isSpeaking: boolean;
  say(text: string): void;
  /** Promises that all lines up to here are spoken to their end, even after `finish`. */
  keep(): void;
  /** Drops the lines behind the one that is being made or sent, and promises that one. */
  dropRest(): void;
  /** No more lines: kept ones are spoken, of the others at most the piece already under way. */
  finish(): void;
  stop(): void;
}

interface Line {
  readonly text: string;
  readonly askedAtMs: number;
  readonly spoken: Promise<SpokenLine>;
  kept: boolean;
  /** Pieces that may still be sent. */
  allowance: number;
  started: boolean;
}

export function createSpeechQueue<Piece extends LinePiece>(options: SpeechQueueOptions<Piece>): SpeechQueue {
  const { pace, speak, cut, ready, onPiece, onLineSpoken, onDrained, onFailed } = options;
  const stopping = new AbortController();
  let lines: Line[] = [];
  let speaking = false;
  let finishing = false;

  const until = async (atMs: number) => {
    const leftMs = atMs - performance.now();
    if (leftMs > 0) await sleep(leftMs, undefined, { ref: false, signal: stopping.signal });
    await ready();
    stopping.signal.throwIfAborted();
  };

  const sayLine = async (line: Line) => {
    const spoken = await line.spoken;
    await until(line.askedAtMs + pace.ttfbMs);
    const startedAtMs = performance.now();
    for (const piece of cut(line.text, spoken)) {
      await until(startedAtMs + piece.startMs / pace.realtimeFactor);
      if (line.allowance-- <= 0) return;
      line.started = true;
      onPiece(piece);
    }
    onLineSpoken?.();
  };

  const run = async () => {
    speaking = true;
    try {
      for (let line = lines[0]; line; line = lines[0]) {
        await sayLine(line);
        lines.shift();
      }
      if (finishing) await until(0);
      speaking = false;
      if (finishing) onDrained();
    } catch (error) {
      speaking = false;
      if (!stopping.signal.aborted) onFailed(error);
    }
  };

  return {
    get isSpeaking() {
      return speaking;
    },

    say(text) {
      const spoken = speak(text);
      spoken.catch(() => {}); // sayLine reports it, when this line's turn comes
      lines.push({
        text,
        spoken,
        askedAtMs: performance.now(),
        kept: false,
        allowance: Infinity,
        started: false,
      });
      if (!speaking) void run();
    },

    keep() {
      for (const line of lines) line.kept = true;
    },

    dropRest() {
      lines = lines.slice(0, 1);
      for (const line of lines) line.kept = true;
    },

    finish() {
      finishing = true;
      const [current] = lines;
      if (current && !current.kept) current.allowance = current.started ? 1 : 0;
      lines = lines.filter((line) => line.kept || line === current);
      if (!speaking) void run();
    },

    stop: () => stopping.abort(),
  };
}
