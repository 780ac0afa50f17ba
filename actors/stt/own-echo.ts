/**
 * Takes the agent's own words out of what the STT transcribes: a caller's loudspeaker is heard by the caller's microphone.
 *
 *   words of the turn, moment of the last ──┐
 *   words that the caller hears, timed ─────┴─> the caller's own words
 *
 * Words are an echo when they come while the agent says them. Who repeats words has heard them first, and so ends them later
 * than an echo by as long as they take: docs/decisions/0042-an-echo-is-no-caller.md.
 */
import { normalized, wordsBeyond } from '../../machines/transcript.ts';
import type { CallScope } from '../call-scope.ts';
import { countLetters } from '../letters.ts';
import type { TurnFact } from '../providers/stt-provider.ts';
import { hasWords } from '../text/sounds.ts';
import { beginsLike, type DueWord, isEchoOf, LEAST_LETTERS, MOST_LATE_MS } from './echo-match.ts';

type EchoScope = Pick<CallScope, 'generations' | 'outbox'>;

const unitsOf = (text: string): string[] => normalized(text).split(' ');

export class OwnEcho {
  readonly #scope: EchoScope;
  #turnIndex = -1;
  /** The beginning of the turn that is an echo. */
  #echo = '';
  /** The caller has said something in this turn: what follows is the caller's, too. */
  #isCallers = false;

  constructor(scope: EchoScope) {
    this.#scope = scope;
  }

  /** The fact with the caller's own words. `lastWordAt`: clock reading at which the last word had arrived, if it is known. */
  without(fact: TurnFact, lastWordAt: number | undefined): TurnFact {
    if (fact.turnIndex !== this.#turnIndex) this.#begin(fact.turnIndex);
    const { text } = fact;
    if (!this.#isCallers && hasWords(text)) this.#judge(text, lastWordAt);
    const own = this.#ownWords(text);
    return own === text ? fact : { ...fact, text: own };
  }

  /** What was an echo when it was a word's beginning may be the caller's word: until the caller has said something, all is judged again. */
  #judge(text: string, lastWordAt: number | undefined): void {
    if (this.#isEcho(text, lastWordAt)) {
      this.#echo = text;
      return;
    }
    this.#isCallers = true;
    if (!hasWords(this.#ownWords(text))) this.#echo = '';
  }

  #begin(turnIndex: number): void {
    this.#turnIndex = turnIndex;
    this.#echo = '';
    this.#isCallers = false;
  }

  #ownWords(text: string): string {
    const isThere = this.#echo !== '' && beginsLike(unitsOf(text), unitsOf(this.#echo));
    return isThere ? wordsBeyond(this.#echo, text, false) : text;
  }

  /** Whether the whole turn so far is an echo, or what has been added to an echo. */
  #isEcho(text: string, lastWordAt: number | undefined): boolean {
    if (lastWordAt === undefined || this.#mayBeReply(text)) return false;
    const due = this.#dueWords(lastWordAt);
    const parts = new Set([this.#ownWords(text), text]);
    return [...parts].some((part) => {
      const words = unitsOf(part);
      return due.some((_, at) => isEchoOf(due, at, words, lastWordAt));
    });
  }

  /**
   * A word or two at the agent's last ones: two who greet each other say the same at once, and "sounds good?" is answered with "sounds
   * good". An echo that is answered costs less than a caller who is not, with nobody speaking.
   */
  #mayBeReply(text: string): boolean {
    return this.#scope.outbox.playback?.isOver === true && countLetters(text) < LEAST_LETTERS;
  }

  /** The words that the caller has heard of a speech whose echo may end at about this clock reading. */
  #dueWords(lastWordAt: number): DueWord[] {
    const { playback } = this.#scope.outbox;
    if (!playback) return [];
    const { at, placeMs, fromMs, roundTripMs, generation } = playback;
    if (lastWordAt > at + roundTripMs + MOST_LATE_MS) return [];
    const due: DueWord[] = [];
    for (const { text, endsMs } of this.#scope.generations.at(generation).timeline.words()) {
      const word = normalized(text);
      if (word === '' || endsMs <= fromMs) continue;
      const agoMs = Math.max(0, placeMs - endsMs);
      due.push({ word, dueAt: at - agoMs + roundTripMs });
      // The word that is being played is the last one of which there may be an echo.
      if (agoMs === 0) break;
    }
    return due;
  }
}
