/**
 * Nova knows spans of audio, not turns: this makes turns of what it says.
 *
 *   Results, UtteranceEnd ──accept──> TurnFact        our own rules ──endTurn──> the next turn
 *
 * A turn's text is its final spans and the one that is not final yet. Ended in the middle of a span, it has said that
 * span's words so far: they are known by their times when the span comes again. Pure: no socket, no clock.
 */

import type { TurnFact } from '../stt-provider.ts';
import type { NovaMessage, NovaResults, NovaWord } from './nova.wire.ts';

/** A piece of a turn. */
interface Part {
  readonly text: string;
  /** Absent when it has no words. */
  readonly lastWord: NovaWord | undefined;
}

const NOTHING: Part = { text: '', lastWord: undefined };

export class NovaTurns {
  /** Whether Nova's `speech_final` and UtteranceEnd end turns; otherwise only `endTurn` does. */
  readonly #endsTurns: boolean;
  #turnIndex = 0;
  #isOpen = false;
  #final = NOTHING;
  #interim = NOTHING;
  #transcribedMs = 0;
  /** Words that begin before this were told, in a turn that is over. */
  #toldMs = 0;

  constructor(endsTurns: boolean) {
    this.#endsTurns = endsTurns;
  }

  accept(message: NovaMessage): TurnFact[] {
    if (message.kind === 'results') return this.#acceptResults(message);
    if (message.kind === 'utteranceEnd') return this.#acceptUtteranceEnd(message.lastWordEndMs);
    return [];
  }

  /** The open turn is over, because we say so; without one nothing happens. */
  endTurn(): void {
    if (!this.#isOpen) return;
    this.#toldMs = this.#turn.lastWord?.endMs ?? this.#toldMs;
    this.#turnIndex += 1;
    this.#isOpen = false;
    this.#final = NOTHING;
    this.#interim = NOTHING;
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

  /** Why these results end the open turn, if they do; the words of one that lost them all were none. */
  #endOf({ isFinal, isSpeechFinal }: NovaResults, text: string): string | undefined {
    if (!this.#endsTurns) return undefined;
    if (isSpeechFinal) return 'speechFinal';
    return isFinal && text === '' ? 'noWords' : undefined;
  }

  /** It may have been on its way while the caller went on: then a later word than the last it knows is told already. */
  #acceptUtteranceEnd(lastWordEndMs: number): TurnFact[] {
    const isLate = lastWordEndMs >= 0 && lastWordEndMs < (this.#turn.lastWord?.startMs ?? 0);
    return this.#endsTurns && this.#isOpen && !isLate ? [this.#end('utteranceEnd')] : [];
  }

  #take({ words, transcript, isFinal }: NovaResults): void {
    const fresh = words.filter(({ startMs }) => startMs >= this.#toldMs);
    const text = fresh.length === words.length ? transcript : fresh.map((word) => word.text).join(' ');
    const part = { text, lastWord: fresh.at(-1) };
    if (isFinal) this.#final = together(this.#final, part);
    this.#interim = isFinal ? NOTHING : part;
  }

  get #turn(): Part {
    return together(this.#final, this.#interim);
  }

  #end(trigger: string): TurnFact {
    const fact = this.#fact('endOfTurn');
    this.endTurn();
    return { ...fact, trigger };
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
  text: `${a.text} ${b.text}`.trim(),
  lastWord: b.lastWord ?? a.lastWord,
});
