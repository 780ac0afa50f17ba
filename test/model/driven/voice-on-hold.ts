/**
 * The speech synthesis behind the TTS stand-in: every line waits until a test lets it sound.
 *
 *   text ──asked──> waiting ──sounds──> audio, one byte value for each line, so that a phone can distinguish lines
 */
import { BYTES_PER_MS, FRAME_MS, SILENCE } from '../../../actors/audio/mulaw.ts';
import type { SpokenLine, Synthesizer } from '../../../sandbox/voice/flite.ts';

/** How a line sounds: at a speaking pace, slowly enough for much to happen meanwhile, for minutes, or not at all. */
export type Manner = 'spoken' | 'drawled' | 'dragged' | 'empty';

export const WORD_MS: Readonly<Record<Manner, number>> = {
  spoken: 400,
  drawled: 800,
  dragged: 22_000,
  empty: 0,
};

interface WaitingLine {
  readonly text: string;
  sounds(manner: Manner): void;
}

export class VoiceOnHold implements Synthesizer {
  /** Every text the vendor was given, oldest first. */
  readonly asked: string[] = [];
  #manner: Manner | undefined;
  #waiting: WaitingLine[] = [];
  readonly #onAsked = new Set<() => void>();

  /** Texts that have not sounded yet. */
  get waiting(): readonly string[] {
    return this.#waiting.map(({ text }) => text);
  }

  speak(text: string): Promise<SpokenLine> {
    const byte = this.asked.push(text);
    const line = new Promise<SpokenLine>((resolve) => {
      const sounds = (manner: Manner) => resolve(say(text, byte, manner));
      if (this.#manner) sounds(this.#manner);
      else this.#waiting.push({ text, sounds });
    });
    for (const call of this.#onAsked) call();
    return line;
  }

  /** Lines that wait sound now, and later lines sound at once. */
  sounds(manner: Manner = 'spoken'): void {
    this.#manner = manner;
    for (const line of this.#waiting.splice(0)) line.sounds(manner);
  }

  /** Later lines wait. */
  holds(): void {
    this.#manner = undefined;
  }

  /** Calls `call` for every further line. Returns how to stop. */
  whenAsked(call: () => void): () => void {
    this.#onAsked.add(call);
    return () => this.#onAsked.delete(call);
  }

  /** Which line an audible frame is of; undefined for anything else. */
  lineOf(frame: Uint8Array): string | undefined {
    const [byte] = frame;
    if (
      byte === undefined ||
      byte === SILENCE ||
      frame.some((other) => other !== byte && other !== SILENCE)
    ) {
      return undefined;
    }
    return this.asked[byte - 1];
  }

  /** The next call's lines are counted from one. */
  forget(): void {
    this.sounds('empty');
    this.holds();
    this.asked.length = 0;
  }

  async close(): Promise<void> {
    this.sounds('empty');
  }
}

function say(text: string, byte: number, manner: Manner): SpokenLine {
  const wordMs = WORD_MS[manner];
  const texts = wordMs === 0 ? [] : text.split(/\s+/).filter((word) => word !== '');
  const words = texts.map((word, i) => ({ text: word, startMs: i * wordMs, endMs: (i + 1) * wordMs }));
  const bytes = Math.ceil((texts.length * wordMs) / FRAME_MS) * FRAME_MS * BYTES_PER_MS;
  return { text, audio: new Uint8Array(bytes).fill(byte), words };
}
