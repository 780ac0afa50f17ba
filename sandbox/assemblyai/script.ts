/**
 * Scripted turns: the transcript that a test gives, filled out to the Turn that AssemblyAI would have sent.
 */
import { spreadWords } from '../recognition/scripted-words.ts';
import type { ReportedWord, TurnReport } from './messages.ts';

export interface ScriptedTurn {
  /** The whole turn so far. */
  readonly transcript: string;
  /** Whether the message also completes an utterance. Default false. */
  readonly utterance?: boolean;
  /** Default false. */
  readonly endOfTurn?: boolean;
  /** The formatted repetition of an end of turn: capitals and punctuation. Default false. */
  readonly formatted?: boolean;
  /** 0 to 1; absent: a value that suits the message. */
  readonly confidence?: number;
  /** Absent: the current turn. Later turns are numbered from this one. */
  readonly turnOrder?: number;
}

export function toReport(scripted: ScriptedTurn, atMs: number): TurnReport {
  const { transcript, utterance = false, endOfTurn = false, formatted = false } = scripted;
  const isSettled = utterance || endOfTurn;
  return {
    words: wordsOf(transcript, atMs, isSettled),
    ...(isSettled && { transcript }),
    confidence: scripted.confidence ?? (endOfTurn ? 0.8 : 0.05),
    isEnd: endOfTurn,
    isFormatted: formatted,
    utterance: utterance ? transcript : '',
  };
}

/** The words of `transcript`; the last may still change until the turn or an utterance is complete. */
function wordsOf(transcript: string, endMs: number, isSettled: boolean): ReportedWord[] {
  const words = spreadWords(transcript, endMs);
  return words.map((word, i) => ({ ...word, isFinal: isSettled || i < words.length - 1 }));
}
