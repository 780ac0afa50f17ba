/** The words of a text that a test scripted, with the times at which they would have been recognized. */
interface ScriptedWord {
  readonly text: string;
  /** In ms from the beginning of the stream. */
  readonly startMs: number;
  readonly endMs: number;
  readonly confidence: number;
}

const WORD_MS = 300;

/** The words of `transcript`, evenly spoken, not before `startMs`, and ending at `endMs`. */
export function spreadWords(transcript: string, endMs: number, startMs = 0): ScriptedWord[] {
  const texts = transcript.split(/\s+/).filter((text) => text !== '');
  const wordMs = Math.min(WORD_MS, (endMs - startMs) / Math.max(1, texts.length));
  const firstMs = endMs - texts.length * wordMs;
  return texts.map((text, i) => ({
    text,
    startMs: firstMs + i * wordMs,
    endMs: firstMs + (i + 1) * wordMs,
    confidence: 0.98,
  }));
}
