/**
 * Marks that are markup only in pairs: `*a*`, `__a__`, `~~a~~`, code in backticks, `$x^2$`, `[text](address)`.
 *
 *   text and marks ──> queue: everything behind a mark that is not decided waits ──> text without the pairs
 *
 * A mark waits for its partner until the line ends, or until `MAX_HELD_CHARS` stand behind it. Then it is taken for
 * markup where it can hardly be anything else (before a word), and its partner still goes when it comes; it is said as
 * written elsewhere, and at the end of the text. Two marks before a word may have their partner in the next line. Every character goes through the queue once.
 */

/** About 15 tokens of a model: a tenth of a second. */
const MAX_HELD_CHARS = 60;
/** Marks that are open at once; a further one makes the oldest text. */
const MAX_OPEN = 16;

/** What becomes of a mark that has waited for too long: `drop` takes it for markup, `keep` is as written. */
type Fallback = 'drop' | 'keep';

export interface Opening {
  readonly char: string;
  readonly count: number;
  readonly fallback: Fallback;
  /** In the middle of a word: the pair holds no blank. */
  readonly isInWord?: boolean;
  /** Directly behind the end of a sentence, behind a word, or behind another bracket. */
  readonly behind?: 'end' | 'word' | 'bracket' | undefined;
}

interface Mark extends Opening {
  /** How many of its characters have no partner. */
  left: number;
  isDecided: boolean;
  /** Taken for markup at the end of its line; its partner may follow in the next one. */
  isDropped?: boolean;
  /** Number of characters before the mark. */
  readonly at: number;
}

export class PairedMarks {
  readonly #sink: (text: string) => void;
  /** Begins with a mark that is not decided, or is empty. */
  #queue: (string | Mark)[] = [];
  #open: Mark[] = [];
  #length = 0;

  constructor(sink: (text: string) => void) {
    this.#sink = sink;
  }

  add(char: string) {
    this.#length += char.length;
    if (this.#queue.length === 0) return this.#sink(char);
    this.#queue.push(char);
    if (/\s/.test(char) && this.#open.some(({ isInWord }) => isInWord)) {
      for (const mark of this.#open) if (mark.isInWord) this.#keep(mark);
      this.#flush();
    }
    this.#limit();
  }

  open(opening: Opening) {
    const mark = { ...opening, left: opening.count, isDecided: false, at: this.#length };
    this.#open.push(mark);
    this.#queue.push(mark);
    if (this.#open.length <= MAX_OPEN) return;
    this.#keep(this.#open[0] as Mark);
    this.#flush();
  }

  isOpen(char: string): boolean {
    return this.#open.some((mark) => mark.char === char);
  }

  /** What the newest open mark of this kind stands behind. */
  openedBehind(char: string): Opening['behind'] {
    return this.#newest(char)?.behind;
  }

  /** The text behind the newest open mark of this kind; empty when that text has left already. */
  textBehind(char: string): string {
    const mark = this.#newest(char);
    const at = mark ? this.#queue.indexOf(mark) : -1;
    return at < 0
      ? ''
      : this.#queue
          .slice(at + 1)
          .map(textOf)
          .join('');
  }

  /** Closes `count` marks of this kind. Returns how many of them found no partner. */
  close(char: string, count: number): number {
    let left = count;
    for (let mark = this.#newest(char); mark && left > 0; mark = this.#newest(char)) {
      const pairs = Math.min(left, mark.left);
      this.#forgetFrom(this.#open.indexOf(mark) + 1);
      mark.left -= pairs;
      left -= pairs;
      if (mark.left > 0) break;
      mark.isDecided = true;
      this.#open.pop();
    }
    this.#flush();
    return left;
  }

  /** Takes away the newest open mark of this kind with all text behind it. */
  remove(char: string) {
    const mark = this.#newest(char);
    const at = mark ? this.#queue.indexOf(mark) : -1;
    if (!mark || at < 0) return;
    this.#forgetFrom(this.#open.indexOf(mark));
    this.#queue = this.#queue.slice(0, at);
    this.#flush();
  }

  /** The newest open mark of this kind is text. */
  keep(char: string) {
    const mark = this.#newest(char);
    if (mark) this.#keep(mark);
    this.#flush();
  }

  /** The line is over: what has no partner is text, except for two marks before a word, `**Two\nlines**`. */
  endLine() {
    const isBold = (mark: Mark) =>
      mark.count > 1 && mark.fallback === 'drop' && !(mark.isInWord || mark.isDropped);
    const bold = this.#open.filter(isBold);
    for (const mark of bold) mark.isDropped = true;
    this.settle();
    this.#open = bold;
  }

  /** The text is over: what has no partner is text. */
  settle() {
    this.#forgetFrom(0);
    this.#flush();
  }

  #newest(char: string): Mark | undefined {
    return this.#open.findLast((mark) => mark.char === char);
  }

  #keep(mark: Mark) {
    mark.isDecided = true;
    this.#open = this.#open.filter((each) => each !== mark);
  }

  #forgetFrom(index: number) {
    for (const mark of this.#open.splice(index)) mark.isDecided = true;
  }

  #limit() {
    for (let oldest = this.#queue[0]; typeof oldest === 'object'; oldest = this.#queue[0]) {
      if (this.#length - oldest.at <= MAX_HELD_CHARS) break;
      this.#giveUp(oldest);
    }
  }

  /** The mark has waited for too long. It stays open, so that its partner is known when it comes. */
  #giveUp(mark: Mark) {
    if (mark.fallback === 'keep') this.#sink(mark.char.repeat(mark.left));
    this.#queue.shift();
    this.#flush();
  }

  #flush() {
    let count = 0;
    for (const part of this.#queue) {
      if (typeof part === 'object' && !part.isDecided) break;
      this.#sink(textOf(part));
      count++;
    }
    this.#queue.splice(0, count);
  }
}

const textOf = (part: string | Mark): string =>
  typeof part === 'string' ? part : part.isDropped ? '' : part.char.repeat(part.left);
