/**
 * Written text made fit for speech: what is certainly markup goes, and every other character stays.
 *
 *   deltas ──> characters ──> line marks ──> inline marks ──> paired marks ──> output, as soon as it is certain
 *
 * Pure, and linear in the text. The output depends on the characters alone, never on how they were cut into deltas. Held
 * back are at most 60 characters behind a mark that may have a partner, and marks; at the end they are said as written.
 * What goes and what stays, with the reasons: docs/decisions/0032-text-for-the-voice.md.
 */
import { Characters } from './cleaning/characters.ts';
import { InlineMarks } from './cleaning/inline-marks.ts';
import { LineMarks } from './cleaning/line-marks.ts';
import { Output } from './cleaning/output.ts';

export interface SpeechCleaner {
  push(delta: string): string;
  /** The characters that were held back because more could have followed. The cleaner then begins anew. */
  end(): string;
}

export function createSpeechCleaner(): SpeechCleaner {
  const output = new Output();
  const lines = new LineMarks(new InlineMarks((text) => output.write(text)));
  const characters = new Characters((char) => lines.read(char));
  let halfPair = '';
  return {
    push(delta) {
      const text = halfPair + delta;
      const isHalf = /[\uD800-\uDBFF]$/.test(text);
      halfPair = isHalf ? text.slice(-1) : '';
      for (const char of isHalf ? text.slice(0, -1) : text) characters.read(char);
      return output.take();
    },
    end() {
      halfPair = '';
      lines.end();
      return output.take();
    },
  };
}
