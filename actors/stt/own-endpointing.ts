/**
 * Ends turns by our own rule where the vendor only transcribes.
 *
 *   the vendor's facts ──follow──> the open turn, in the caller's audio ─┐
 *   speech activity ─────────────────────────────────────────────────────┼─isOver──> is it over?
 *   position in the caller's audio ──────────────────────────────────────┘
 *
 * endpointing.ts has the rules, turn-ending.ts the arithmetic. The `stt` actor asks `isOver` and ends the turn.
 */
import type { SpeechActivity } from '../vad/speech-activity.ts';
import type { AudioTimes } from './audio-times.ts';
import type { KnownOfTurn, NeededSilence } from './endpointing.ts';
import { isTurnOver, type OpenTurn } from './turn-ending.ts';

/** The vendor's report of a turn so far. */
export interface TranscribedTurn extends KnownOfTurn {
  readonly turnIndex: number;
  /** Where the last word ends, in the vendor's ms; undefined when the vendor gave no time. */
  readonly lastWordMs: number | undefined;
  /** How much audio the vendor has judged, in ms; undefined when the vendor does not report it. */
  readonly transcribedMs: number | undefined;
}

export class OwnEndpointing {
  readonly #needed: NeededSilence;
  readonly #speech: SpeechActivity;
  readonly #times: AudioTimes;
  #turn: TranscribedTurn | undefined;
  /** The same turn in the caller's audio, with the silence that it needs. */
  #open: OpenTurn | undefined;

  constructor(needed: NeededSilence, speech: SpeechActivity, times: AudioTimes) {
    this.#needed = needed;
    this.#speech = speech;
    this.#times = times;
  }

  /** Takes the turn as it is after a fact of the vendor's. Ignored while its last word has no place in the audio. */
  follow(turn: TranscribedTurn): void {
    const times = this.#times;
    const lastWordMs = times.momentOf(turn.lastWordMs)?.positionMs;
    if (lastWordMs === undefined) return;
    const reportsProgress = turn.transcribedMs !== undefined;
    const transcribedMs = reportsProgress ? times.momentOf(turn.transcribedMs)?.positionMs : times.sentUpToMs;
    this.#turn = turn;
    this.#open = {
      neededMs: this.#needed(turn),
      lastWordMs,
      transcribedMs: transcribedMs ?? lastWordMs,
      reportsProgress,
    };
  }

  /**
   * Whether turn `turnIndex` is over once the caller's audio has come up to `positionMs`, the agent having last asked
   * `asked`; false while nothing is known of that turn.
   */
  isOver(turnIndex: number | undefined, positionMs: number, asked: string): boolean {
    if (!this.#turn || !this.#open || this.#turn.turnIndex !== turnIndex) return false;
    // The agent's question is known once it was heard, which may be after the caller's last word.
    if (this.#turn.asked !== asked) {
      this.#turn = { ...this.#turn, asked };
      this.#open = { ...this.#open, neededMs: this.#needed(this.#turn) };
    }
    return isTurnOver(this.#open, this.#speech, positionMs);
  }
}
