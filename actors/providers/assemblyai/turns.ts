/**
 * Makes facts of AssemblyAI's Turn messages: each message is a state of the whole turn, each fact a change between
 * two.
 *
 *   Turn, Turn, Turn (utterance), Turn (end_of_turn) ──> startOfTurn, update, eagerEndOfTurn, endOfTurn
 *
 * One instance per socket; pure. A turn ends once: with formatting on, the vendor reports its end twice.
 */
import { sameWords } from '../../../machines/transcript.ts';
import type { TurnFact } from '../stt-provider.ts';
import type { VendorTurn } from './wire.ts';

interface OpenTurn {
  readonly order: number;
  readonly index: number;
  /** The text at the reported eager end of turn; undefined once that is taken back. */
  eagerText?: string | undefined;
}

export class AssemblyAiTurns {
  readonly #isEager: boolean;
  #open: OpenTurn | undefined;
  #nextIndex = 0;
  #endedOrder = -1;

  /** `isEager`: whether a complete utterance is reported as an eager end of turn. */
  constructor(isEager: boolean) {
    this.#isEager = isEager;
  }

  /** The facts that this message adds, in order. */
  accept(turn: VendorTurn): TurnFact[] {
    if (turn.order <= this.#endedOrder || turn.order < (this.#open?.order ?? 0)) return [];
    const facts: TurnFact['kind'][] = [];
    if (this.#open?.order !== turn.order) {
      if (turn.text === '') return turn.isEnd ? [] : [toFact('update', this.#nextIndex, turn)];
      this.#open = { order: turn.order, index: this.#nextIndex };
      this.#nextIndex += 1;
      facts.push('startOfTurn');
    }
    facts.push(...this.#goOn(this.#open, turn, facts.length > 0));
    const { index } = this.#open;
    if (turn.isEnd) {
      this.#endedOrder = turn.order;
      this.#open = undefined;
    }
    return facts.map((kind) => toFact(kind, index, turn));
  }

  #goOn(open: OpenTurn, turn: VendorTurn, isNew: boolean): TurnFact['kind'][] {
    const facts: TurnFact['kind'][] = [];
    if (open.eagerText !== undefined && !sameWords(open.eagerText, turn.text)) {
      open.eagerText = undefined;
      facts.push('turnResumed');
    }
    if (turn.isEnd) return [...facts, 'endOfTurn'];
    if (this.#isEager && turn.isBoundary && open.eagerText === undefined) {
      open.eagerText = turn.text;
      return [...facts, 'eagerEndOfTurn'];
    }
    return isNew || facts.length > 0 ? facts : ['update'];
  }
}

const toFact = (kind: TurnFact['kind'], turnIndex: number, turn: VendorTurn): TurnFact => ({
  kind,
  turnIndex,
  text: turn.text,
  ...(turn.speechEndMs !== undefined && { speechEndMs: turn.speechEndMs }),
  ...(turn.confidence !== undefined && { confidence: turn.confidence }),
  ...(kind === 'endOfTurn' && { trigger: 'model' }),
});
