/**
 * Ends turns by our own rule where the vendor only transcribes, and, as a last resort, a turn that the vendor should have
 * ended.
 *
 *   the vendor's facts ──follow──> the open turn, in the caller's audio ─┐
 *   speech activity ─────────────────────────────────────────────────────┼─isOver──> is it over?
 *   position in the caller's audio ──────────────────────────────────────┘
 *
 * endpointing.ts has the rules, turn-ending.ts the arithmetic. The `stt` actor asks `isOver` and ends the turn.
 */
import type { SpeechActivity } from '../vad/speech-activity.ts';
import type { AudioTimes } from './audio-times.ts';
import type { Endpointing, KnownOfTurn, NeededSilence } from './endpointing.ts';
import { isTurnOver, type OpenTurn } from './turn-ending.ts';
import type { OurTrigger } from './turn-sequence.ts';

/** The vendor's report of a turn so far. */
export interface TranscribedTurn extends KnownOfTurn {
  readonly turnIndex: number;
  /** Where the last word ends, in the vendor's ms; undefined when the vendor gave no time. */
  readonly lastWordMs: number | undefined;
  /** How much audio the vendor has judged, in ms; undefined when the vendor does not report it. */
  readonly transcribedMs: number | undefined;
}

type OwnTrigger = Exclude<OurTrigger, 'limit'>;

export class OwnEndpointing {
  /** The trigger of the turns that it ends. */
  readonly trigger: OwnTrigger;
  readonly #needed: NeededSilence;
  readonly #speech: SpeechActivity;
  readonly #times: AudioTimes;
  #turn: TranscribedTurn | undefined;
  /** The same turn in the caller's audio, with the silence that it needs. */
  #open: OpenTurn | undefined;

  constructor(trigger: OwnTrigger, needed: NeededSilence, speech: SpeechActivity, times: AudioTimes) {
    this.trigger = trigger;
    this.#needed = needed;
    this.#speech = speech;
    this.#times = times;
  }

  /** The call's own rule; undefined where only the vendor ends turns. */
  static of(
    { needed, lastResort }: Endpointing,
    speech: SpeechActivity,
    times: AudioTimes,
  ): OwnEndpointing | undefined {
    if (needed) return new OwnEndpointing('rule', needed, speech, times);
    return lastResort && new OwnEndpointing('lastResort', lastResort, speech, times);
  }

  /** Takes the turn as it is after a fact of the vendor's. Ignored while its last word has no place in the audio. */
  follow(turn: TranscribedTurn): void {
    const times = this.#times;
    const lastWordMs = this.#endOfLastWord(turn);
    if (lastWordMs === undefined) return;
    const reportsProgress = turn.transcribedMs !== undefined;
    const transcribedMs = reportsProgress ? times.momentOf(turn.transcribedMs)?.positionMs : times.sentUpToMs;
    this.#turn = turn;
    this.#open = {
      neededMs: this.#needed(turn),
      lastWordMs,
      transcribedMs: transcribedMs ?? lastWordMs,
      reportsProgress,
      isLastResort: this.trigger === 'lastResort',
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

  /**
   * The place of the last word, in ms of the caller's audio. A place once known stays while nothing more is said: only
   * the last 30 s can be asked for. For the last resort, words without a time end where the audio sent by then ends.
   */
  #endOfLastWord({ turnIndex, text, lastWordMs }: TranscribedTurn): number | undefined {
    const placeMs = this.#times.momentOf(lastWordMs)?.positionMs;
    if (placeMs !== undefined) return placeMs;
    const was = this.#turn;
    if (was?.turnIndex === turnIndex && was.text === text && was.lastWordMs === lastWordMs)
      return this.#open?.lastWordMs;
    return this.trigger === 'lastResort' ? this.#times.sentUpToMs : undefined;
  }
}
