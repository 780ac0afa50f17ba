/**
 * Guards the order of an STT's turns: whatever a vendor sends, the chart gets start, (eager, resumed)*, end, once per
 * turn, and loses no words.
 *
 *   TurnFact of one socket ──> TurnFacts in legal order, without the updates
 */
import { joined, withoutStrayBlanks } from '../../machines/text/written.ts';
import { wordsBeyond } from '../../machines/transcript.ts';
import { NO_WORDS, type TurnFact } from '../providers/stt-provider.ts';
import { hasWords } from '../text/sounds.ts';

/** A fact that has its place in the order; an `update` has none. */
export interface OrderedFact extends TurnFact {
  readonly kind: Exclude<TurnFact['kind'], 'update'>;
}

/**
 * The trigger of a turn that we have ended: the turn was too long, our own rule ends turns, or the vendor ends them and
 * had not ended this one.
 */
export type OurTrigger = 'limit' | 'rule' | 'lastResort';

/** The trigger of a turn that we ended in the middle of a word. */
const CUT: OurTrigger = 'limit';

export class TurnSequence {
  #open: number | undefined;
  #ended = -1;
  #eager = false;
  #text = '';
  /** Where the open turn's last word ends, in the vendor's time; undefined while the vendor gave none. */
  #lastWordMs: number | undefined;
  /** A turn that we ended and the vendor continues: `text` has the words that were already passed on. */
  #consumed: { turnIndex: number; text: string; isCut: boolean } | undefined;
  #shift = 0;
  /** The vendor's latest words before an end, and the turn that they are of, in the vendor's numbering. */
  #latest: { turnIndex: number; text: string } = { turnIndex: -1, text: '' };

  /** The vendor is in a turn, whether we have ended it or not: it needs audio to end it. */
  get isVendorBusy(): boolean {
    return this.#open !== undefined || this.#consumed !== undefined;
  }

  /** The index of the turn now open; undefined when none is. */
  get open(): number | undefined {
    return this.#open;
  }

  /** The text of the turn now open; empty when none is. */
  get partial(): string {
    return this.#open === undefined ? '' : this.#text;
  }

  /** Where the last word of the turn now open ends, in the vendor's time; undefined when it gave none. */
  get lastWordMs(): number | undefined {
    return this.#lastWordMs;
  }

  /** The facts to pass on, in order; a violation of the order is repaired and reported through `onRepair`. */
  accept(vendorFact: TurnFact, onRepair: (what: string) => void = () => {}): OrderedFact[] {
    const text = hasWords(vendorFact.text) ? withoutStrayBlanks(vendorFact.text) : '';
    const fact = this.#withWords({ ...vendorFact, text });
    const passed = this.#inOrder(this.#afterConsumed(fact), onRepair);
    if (this.#open !== undefined) this.#lastWordMs = vendorFact.speechEndMs ?? this.#lastWordMs;
    return passed;
  }

  /**
   * Ends the open turn before the vendor does; its further words of this turn become the next turn. `startsAnew`: the
   * vendor reports nothing more of this turn.
   */
  endNow(trigger: OurTrigger, startsAnew: boolean): OrderedFact[] {
    if (this.#open === undefined) return [];
    const turnIndex = this.#open;
    const end: OrderedFact = {
      kind: 'endOfTurn',
      turnIndex,
      text: this.#text,
      trigger,
      ...(this.#lastWordMs !== undefined && { speechEndMs: this.#lastWordMs }),
    };
    if (startsAnew) return [this.#end(end)];
    const text = joined(this.#consumed?.text ?? '', this.#text);
    this.#consumed = { turnIndex: turnIndex - this.#shift, text, isCut: trigger === CUT };
    this.#shift += 1;
    return [this.#end(end)];
  }

  /** An end of turn that comes without words has those of the report before, unless the vendor says that it takes them back. */
  #withWords(fact: TurnFact): TurnFact {
    const { kind, turnIndex, text, trigger, speechEndMs = this.#lastWordMs } = fact;
    if (kind !== 'endOfTurn') this.#latest = { turnIndex, text };
    const isBare = kind === 'endOfTurn' && text === '' && trigger !== NO_WORDS;
    if (!isBare || this.#latest.turnIndex !== turnIndex) return fact;
    return { ...fact, text: this.#latest.text, ...(speechEndMs !== undefined && { speechEndMs }) };
  }

  #inOrder(fact: TurnFact, onRepair: (what: string) => void): OrderedFact[] {
    if (fact.turnIndex <= this.#ended || fact.turnIndex < (this.#open ?? 0)) {
      if (fact.kind !== 'update') onRepair(`${fact.kind} for a turn that is over`);
      return [];
    }
    const passed: OrderedFact[] = [];
    if (this.#open !== undefined && fact.turnIndex > this.#open) {
      // An empty update of the next turn does not end this one: its last words may still come.
      if (fact.kind === 'update' && fact.text === '') return [];
      onRepair(`${fact.kind} for turn ${fact.turnIndex} while turn ${this.#open} is open`);
      passed.push(this.#end({ ...fact, kind: 'endOfTurn', turnIndex: this.#open, text: this.#text }));
    }
    if (this.#open === undefined) {
      if (fact.kind === 'endOfTurn' && fact.text === '') {
        this.#ended = fact.turnIndex;
        return passed;
      }
      if (fact.text === '') return passed;
      if (fact.kind !== 'startOfTurn') onRepair(`${fact.kind} without a start of turn`);
      this.#open = fact.turnIndex;
      passed.push({ ...fact, kind: 'startOfTurn' });
    }
    this.#text = fact.text;
    switch (fact.kind) {
      case 'eagerEndOfTurn':
        if (fact.text === '') break;
        this.#eager = true;
        passed.push({ ...fact, kind: 'eagerEndOfTurn' });
        break;
      case 'turnResumed':
        if (this.#eager) passed.push({ ...fact, kind: 'turnResumed' });
        this.#eager = false;
        break;
      case 'endOfTurn':
        passed.push(this.#end({ ...fact, kind: 'endOfTurn' }));
        break;
    }
    return passed;
  }

  #end(fact: OrderedFact): OrderedFact {
    this.#ended = fact.turnIndex;
    this.#open = undefined;
    this.#eager = false;
    this.#text = '';
    this.#lastWordMs = undefined;
    return fact;
  }

  /** The fact in our numbering, and without the words that were already passed on. */
  #afterConsumed(fact: TurnFact): TurnFact {
    const consumed = this.#consumed;
    const turnIndex = fact.turnIndex + this.#shift;
    if (fact.turnIndex !== consumed?.turnIndex) {
      if (consumed && fact.turnIndex > consumed.turnIndex) this.#consumed = undefined;
      return { ...fact, turnIndex };
    }
    if (fact.kind === 'endOfTurn') this.#consumed = undefined;
    return { ...fact, turnIndex, text: wordsBeyond(consumed.text, fact.text, consumed.isCut) };
  }
}
