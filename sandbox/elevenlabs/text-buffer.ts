/**
 * Text waiting to be spoken, and the vendor's rule for when it is spoken.
 *
 * Without auto mode text is spoken once the schedule's next count of characters has come, or at a flush.
 */
interface TextBuffer {
  /** The text to speak now; undefined while the text has to wait for more. */
  add(text: string): string | undefined;
  /** All waiting text, of any length; undefined when it is blank. */
  flush(): string | undefined;
}

export function createTextBuffer(autoMode: boolean, schedule: readonly number[]): TextBuffer {
  let waiting = '';
  let step = 0;

  /** Takes the first `length` characters, unless they are all white space. */
  const take = (length: number): string | undefined => {
    const taken = waiting.slice(0, length);
    if (taken.trim() === '') return undefined;
    waiting = waiting.slice(length);
    return taken;
  };

  const flush = () => {
    const taken = take(waiting.length);
    if (taken === undefined) waiting = '';
    return taken;
  };

  return {
    flush,
    add(text) {
      waiting += text;
      if (autoMode) return flush();
      if (waiting.length < (schedule[Math.min(step, schedule.length - 1)] ?? 0)) return undefined;
      step++;
      // A word cut in two would be spoken as two words: the text after the last space waits for the rest of its word.
      return take(waiting.search(/\S*$/) || waiting.length);
    },
  };
}
