/**
 * Reports the turns of one STT connection to the chart, in the chart's words.
 *
 *   a vendor's facts, in legal order ──report──> caller.startOfTurn | eagerEndOfTurn | turnResumed | endOfTurn
 *   words of the open turn ──reportWords──> caller.interruption | caller.acknowledgement
 */
import type { CallClock } from '../../machines/clock.ts';
import type { CallerEvent } from '../../machines/events.ts';
import { overlapKindOf, type StopSpeaking } from '../../machines/interruption.ts';
import type { AudioTimes } from './audio-times.ts';
import { InterruptionReporter } from './interruption-reporter.ts';
import type { OrderedFact } from './turn-sequence.ts';

export interface TurnReporterOptions {
  readonly epoch: number;
  readonly clock: CallClock;
  readonly times: AudioTimes;
  readonly stopSpeaking: StopSpeaking;
  emit(event: CallerEvent): void;
}

export class TurnReporter {
  readonly #options: TurnReporterOptions;
  readonly #interruptions: InterruptionReporter;
  /** Clock reading at which the open turn began. */
  #beganAt = 0;

  constructor(options: TurnReporterOptions) {
    const { epoch, stopSpeaking, emit } = options;
    this.#options = options;
    this.#interruptions = new InterruptionReporter(stopSpeaking, (kind, turnIndex) =>
      emit({ type: `caller.${kind}`, epoch, turnIndex }),
    );
  }

  /** Takes all words so far of the open turn; `turnIndex` is undefined when none is open. */
  reportWords(turnIndex: number | undefined, text: string): void {
    if (turnIndex !== undefined) this.#interruptions.follow(turnIndex, text);
  }

  /** Takes every fact once. The chart knows what the words amount to before it knows that the turn may be over. */
  report(fact: OrderedFact): void {
    if (fact.kind === 'eagerEndOfTurn') this.reportWords(fact.turnIndex, fact.text);
    this.#options.emit(this.#eventOf(fact));
  }

  #eventOf({ kind, turnIndex, text, speechEndMs, trigger }: OrderedFact): CallerEvent {
    const { epoch, clock, times, stopSpeaking } = this.#options;
    const turn = { epoch, turnIndex };
    switch (kind) {
      case 'startOfTurn':
        this.#beganAt = clock.now();
        return { type: 'caller.startOfTurn', ...turn };
      case 'eagerEndOfTurn':
        return { type: 'caller.eagerEndOfTurn', ...turn, text };
      case 'turnResumed':
        return { type: 'caller.turnResumed', ...turn, turnMs: clock.now() - this.#beganAt };
      case 'endOfTurn': {
        const lastWord = times.momentOf(speechEndMs);
        return {
          type: 'caller.endOfTurn',
          ...turn,
          text,
          overlap: overlapKindOf(text, stopSpeaking),
          ...(trigger !== undefined && { trigger }),
          ...(lastWord && { speechEndedAtMs: lastWord.atMs, positionMs: lastWord.positionMs }),
        };
      }
    }
  }
}
