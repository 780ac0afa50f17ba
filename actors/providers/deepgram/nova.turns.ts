/**
 * Makes turns of Nova's results, which are about spans of audio and not about turns.
 *
 *   Results, UtteranceEnd ──accept──> TurnFact        our own rules ──endTurn──> the next turn
 *
 * A turn's text is its final spans and the span that is not final yet. When a turn ends in the middle of a span, the
 * words so far belong to that turn: their times identify them when the span comes again. Pure: no socket, no clock.
 */
import { joined } from '../../../machines/text/written.ts';
import { NO_WORDS, type TurnFact } from '../stt-provider.ts';
import type { NovaMessage, NovaResults, NovaWord } from './nova.wire.ts';

/** A piece of a turn. */
interface Part {
  readonly text: string;
  /** Absent when the part has no words. */
  readonly lastWord: NovaWord | undefined;
}

/** An UtteranceEnd is about words and not about sound: a caller who hesitates audibly is waited for, a sound that lasts longer is none of a word's. */
const HESITATION_MS = 1_500;

const NOTHING: Part = { text: '', lastWord: undefined };

export class NovaTurns {
  /** Whether Nova's `speech_final` and UtteranceEnd end turns; otherwise only `endTurn` does. */
  readonly #endsTurns: boolean;
  #turnIndex = 0;
  #isOpen = false;
  #final = NOTHING;
  #interim = NOTHING;
  #transcribedMs = 0;
  /** Words that begin before this were reported, in a turn that is over. */
  #reportedMs = 0;
  /** Words that begin before the middle of the last final word are in a span that is closed. */
  #closedMs = 0;
  readonly #isCallerSpeaking: () => boolean;
  /** An UtteranceEnd that came while the caller was audible: the last word, and how much audio is waited for. */
  #heldEnd: { readonly wordEndMs: number; readonly untilMs: number } | undefined;

  /** `isCallerSpeaking`: whether the caller is audible at this moment, as far as the call knows it. */
  constructor(endsTurns: boolean, isCallerSpeaking: () => boolean = () => false) {
    this.#endsTurns = endsTurns;
    this.#isCallerSpeaking = isCallerSpeaking;
  }

  accept(message: NovaMessage): TurnFact[] {
    if (message.kind === 'results') return this.#acceptResults(message);
    if (message.kind === 'utteranceEnd') return this.#acceptUtteranceEnd(message.lastWordEndMs);
    return [];
  }

  /** Ends the open turn by our own rule; without an open turn nothing happens. */
  endTurn(): void {
    if (!this.#isOpen) return;
    this.#reportedMs = this.#turn.lastWord?.endMs ?? this.#reportedMs;
    this.#turnIndex += 1;
    this.#isOpen = false;
    this.#final = NOTHING;
    this.#interim = NOTHING;
    this.#heldEnd = undefined;
  }

  #acceptResults(results: NovaResults): TurnFact[] {
    this.#transcribedMs = results.transcribedMs;
    this.#take(results);
    const { text } = this.#turn;
    const facts: TurnFact[] = [];
    if (!this.#isOpen && text !== '') {
      this.#isOpen = true;
      facts.push(this.#fact('startOfTurn'));
    }
    const trigger = this.#isOpen ? this.#endOf(results, text) : undefined;
    if (trigger !== undefined) return [...facts, this.#end(trigger)];
    return facts.length > 0 ? facts : [this.#fact('update')];
  }

  /** The trigger, when these results end the open turn. A turn whose words Nova has all withdrawn ends, too. */
  #endOf({ isFinal, isSpeechFinal }: NovaResults, text: string): string | undefined {
    if (!this.#endsTurns) return undefined;
    if (isSpeechFinal) return 'speechFinal';
    if (isFinal && text === '') return NO_WORDS;
    return this.#isHeldEndDue() ? 'utteranceEnd' : undefined;
  }

  /** An UtteranceEnd may come late, when the caller has gone on: then a word after its last one is reported already. */
  #acceptUtteranceEnd(lastWordEndMs: number): TurnFact[] {
    const isLate = lastWordEndMs >= 0 && lastWordEndMs < (this.#turn.lastWord?.startMs ?? 0);
    if (!this.#endsTurns || !this.#isOpen || isLate) return [];
    if (!this.#isCallerSpeaking()) return [this.#end('utteranceEnd')];
    const wordEndMs = this.#turn.lastWord?.endMs ?? 0;
    this.#heldEnd = { wordEndMs, untilMs: this.#transcribedMs + HESITATION_MS };
    return [];
  }

  /**
   * Whether an end that was held is due: no word has followed, and the caller is silent or has been audible for too long. A word
   * that is not final yet may be taken back.
   */
  #isHeldEndDue(): boolean {
    if (!this.#heldEnd) return false;
    const { wordEndMs, untilMs } = this.#heldEnd;
    const isFollowed = ({ lastWord }: Part): boolean => (lastWord?.startMs ?? 0) >= wordEndMs;
    if (isFollowed(this.#final)) this.#heldEnd = undefined;
    if (!this.#heldEnd || isFollowed(this.#turn)) return false;
    return !this.#isCallerSpeaking() || this.#transcribedMs >= untilMs;
  }

  #take({ words, transcript, isFinal }: NovaResults): void {
    const freshMs = Math.max(this.#reportedMs, this.#closedMs);
    const fresh = words.filter(({ startMs }) => startMs >= freshMs);
    const text =
      fresh.length === words.length ? transcript : fresh.map((word) => word.text).reduce(joined, '');
    const part = { text, lastWord: fresh.at(-1) };
    if (isFinal) this.#close(part);
    this.#interim = isFinal ? NOTHING : part;
  }

  /** A span may begin again with words of the one before: its last word has the same time then, but for some rounding. */
  #close(part: Part): void {
    this.#final = together(this.#final, part);
    const { lastWord } = part;
    if (lastWord) this.#closedMs = (lastWord.startMs + lastWord.endMs) / 2;
  }

  get #turn(): Part {
    return together(this.#final, this.#interim);
  }

  #end(trigger: string): TurnFact {
    const fact = this.#fact('endOfTurn');
    this.endTurn();
    return { ...fact, trigger: fact.text === '' ? NO_WORDS : trigger };
  }

  #fact(kind: TurnFact['kind']): TurnFact {
    const { text, lastWord } = this.#turn;
    return {
      kind,
      turnIndex: this.#turnIndex,
      text,
      ...(lastWord && { speechEndMs: lastWord.endMs }),
      transcribedMs: this.#transcribedMs,
    };
  }
}

const together = (a: Part, b: Part): Part => ({
  text: joined(a.text, b.text),
  lastWord: b.lastWord ?? a.lastWord,
});
