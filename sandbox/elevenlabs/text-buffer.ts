/**
 * Text waiting to be spoken, and the vendor's rule for when it has waited enough.
 *
 * Without auto mode nothing is spoken until the schedule's next count of characters is in, or a flush asks for it.
 */
interface TextBuffer {
  /** The text to speak now, or undefined while it has to wait for more. */
  add(text: string): string | undefined;
  /** All that waits, whatever its length. */
  flush(): string | undefined;
}

export function createTextBuffer(autoMode: boolean, schedule: readonly number[]): TextBuffer {
  let waiting = '';
  let step = 0;

  /** Takes the first `length` characters, when there is more than white space in them. */
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
      // A word cut in two would be said as two words: what follows the last space waits for its other half.
      return take(waiting.search(/\S*$/) || waiting.length);
    },
  };
}
