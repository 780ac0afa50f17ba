/**
 * Turns told by hand: what a test says was said, filled out to what AssemblyAI would have reported.
 */
import type { ReportedWord, TurnReport } from './messages.ts';

export interface ScriptedTurn {
  /** The whole turn so far. */
  readonly transcript: string;
  /** Whether the message also completes an utterance. Default false. */
  readonly utterance?: boolean;
  /** Default false. */
  readonly endOfTurn?: boolean;
  /** With capitals and punctuation, after an end of turn was said without. Default false. */
  readonly formatted?: boolean;
  /** 0 to 1; a value that suits the message when absent. */
  readonly confidence?: number;
  /** The current turn when absent; numbering goes on from it. */
  readonly turnOrder?: number;
}

const WORD_MS = 300;

export function toReport(scripted: ScriptedTurn, atMs: number): TurnReport {
  const { transcript, utterance = false, endOfTurn = false, formatted = false } = scripted;
  const isSettled = utterance || endOfTurn;
  return {
    words: spread(transcript, atMs, isSettled),
    ...(isSettled && { transcript }),
    confidence: scripted.confidence ?? (endOfTurn ? 0.8 : 0.05),
    isEnd: endOfTurn,
    isFormatted: formatted,
    utterance: utterance ? transcript : '',
  };
}

/** The words of `transcript`, evenly spoken and ending at `endMs`, or sooner when less time has passed. */
function spread(transcript: string, endMs: number, isSettled: boolean): ReportedWord[] {
  const texts = transcript.split(/\s+/).filter((text) => text !== '');
  const wordMs = Math.min(WORD_MS, endMs / Math.max(1, texts.length));
  const firstMs = endMs - texts.length * wordMs;
  return texts.map((text, i) => ({
    text,
    startMs: firstMs + i * wordMs,
    endMs: firstMs + (i + 1) * wordMs,
    confidence: 0.98,
    isFinal: isSettled || i < texts.length - 1,
  }));
}
