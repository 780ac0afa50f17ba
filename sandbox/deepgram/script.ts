/**
 * Scripted turns: the transcript that a test gives, filled out to the TurnInfo that Flux would have sent.
 */
import { spreadWords } from '../recognition/scripted-words.ts';
import type { FluxEvent, FluxWord, TurnReport } from './messages.ts';

export interface ScriptedTurn {
  /** The whole turn so far. */
  readonly transcript: string;
  /** Absent: the current turn. Later turns are numbered from this one. */
  readonly turnIndex?: number;
  /** Absent: the words of the transcript, evenly spoken and ending now. */
  readonly words?: readonly FluxWord[];
  /** 0 to 1; absent: a value that suits the event. */
  readonly confidence?: number;
  /** On EndOfTurn only; absent: `model`. */
  readonly trigger?: string;
}

const CONFIDENCE = { Update: 0.05, StartOfTurn: 0.02, EagerEndOfTurn: 0.5, TurnResumed: 0.1, EndOfTurn: 0.8 };

export function toReport(event: FluxEvent, scripted: ScriptedTurn, atMs: number): TurnReport {
  const {
    transcript,
    words = spreadWords(transcript, atMs),
    confidence = CONFIDENCE[event],
    turnIndex,
  } = scripted;
  return {
    transcript,
    words,
    confidence,
    ...(event === 'EndOfTurn' ? { trigger: scripted.trigger ?? 'model' } : {}),
    ...(turnIndex === undefined ? {} : { turnIndex }),
  };
}
