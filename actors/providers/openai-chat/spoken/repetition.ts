/**
 * Notices a model that goes round in circles: the same stretch of text, again and again, up to its token limit.
 *
 *   text ──> the last characters ──> is their end the same stretch four times in a row?
 *
 * Only exact copies count: a refrain with other words between is speech. The vendor's page in docs/vendors has the sources.
 */
const TIMES = 4;
/** Four short stretches are speech: `ha ha ha ha`, `0000`. */
const MIN_CHARS = 80;
const LONGEST_STRETCH = 200;
/** The text is looked at each time that so much of it is new. */
const STEP_CHARS = 40;

export class Repetition {
  #tail = '';
  #unseen = 0;

  /** Whether the text ends in such a loop. */
  push(text: string): boolean {
    this.#tail = (this.#tail + text).slice(-TIMES * LONGEST_STRETCH);
    this.#unseen += text.length;
    if (this.#unseen < STEP_CHARS) return false;
    this.#unseen = 0;
    return isLoop(this.#tail);
  }
}

function isLoop(text: string): boolean {
  for (let stretch = 1; stretch <= LONGEST_STRETCH; stretch += 1) {
    const length = Math.max(TIMES * stretch, MIN_CHARS);
    if (length > text.length) return false;
    if (repeats(text, stretch, length)) return true;
  }
  return false;
}

/** Whether the last `length` characters are one stretch of so many characters over and over. */
function repeats(text: string, stretch: number, length: number): boolean {
  const first = text.length - length + stretch;
  for (let at = text.length - 1; at >= first; at -= 1) if (text[at] !== text[at - stretch]) return false;
  return true;
}
