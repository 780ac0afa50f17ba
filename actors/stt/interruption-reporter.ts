/**
 * Reports what the words of an open turn amount to as soon as that is certain: an interruption or an acknowledgement.
 *
 *   words of the open turn, as they grow ──overlapKindOf──> news? ──> report
 *
 * An acknowledgement is reported once a turn. An interruption is reported again when much more is said: the chart may
 * have had a reason not to stop the agent at the first report.
 */
import { type OverlapKind, overlapKindOf, type StopSpeaking } from '../../machines/interruption.ts';
import { spokenWords } from '../../machines/text/words.ts';

/** The kinds that are reported. */
export type ReportedKind = Extract<OverlapKind, 'interruption' | 'acknowledgement'>;

/** So many words later an interruption is reported again. */
const MORE_WORDS = 3;

export class InterruptionReporter {
  readonly #plan: StopSpeaking;
  /** The plan by which only phrases interrupt, and no number of other words. */
  readonly #onlyPhrases: StopSpeaking;
  readonly #report: (kind: ReportedKind, turnIndex: number) => void;
  /** The last report, and how many words the turn had by then. */
  #reported: { turnIndex: number; kind: ReportedKind; words: number } | undefined;

  constructor(plan: StopSpeaking, report: (kind: ReportedKind, turnIndex: number) => void) {
    this.#plan = plan;
    this.#onlyPhrases = { ...plan, numWords: Number.POSITIVE_INFINITY };
    this.#report = report;
  }

  /** Takes all words so far of the open turn. */
  follow(turnIndex: number, text: string): void {
    const kind = overlapKindOf(text, this.#plan, true);
    if (kind !== 'interruption' && kind !== 'acknowledgement') return;
    // The beginning of an acknowledgement may yet become another word.
    if (kind === 'acknowledgement' && overlapKindOf(text, this.#plan) !== kind) return;
    const words = spokenWords(text);
    if (!this.#isNews(turnIndex, kind, words)) return;
    this.#reported = { turnIndex, kind, words: words.length };
    this.#report(kind, turnIndex);
  }

  #isNews(turnIndex: number, kind: ReportedKind, words: readonly string[]): boolean {
    const reported = this.#reported;
    if (reported?.turnIndex !== turnIndex || reported.kind !== kind) return true;
    if (kind === 'acknowledgement') return false;
    const news = words.slice(reported.words);
    return news.length >= MORE_WORDS || overlapKindOf(news.join(' '), this.#onlyPhrases) === 'interruption';
  }
}
