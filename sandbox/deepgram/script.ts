/**
 * Turns told by hand: what a test says was said, filled out to what Flux would have reported.
 */
import { spreadWords } from '../hearing/scripted-words.ts';
import type { FluxEvent, FluxWord, TurnReport } from './messages.ts';

export interface ScriptedTurn {
  /** The whole turn so far. */
  readonly transcript: string;
  /** The current turn when absent; numbering goes on from it. */
  readonly turnIndex?: number;
  /** Made from the transcript when absent: evenly spoken, ending now. */
  readonly words?: readonly FluxWord[];
  /** 0 to 1; a value that suits the event when absent. */
  readonly confidence?: number;
  /** On EndOfTurn only; `model` when absent. */
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
