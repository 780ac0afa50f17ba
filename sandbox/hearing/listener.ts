/**
 * One stream's ear on the phrase book.
 *
 *   bytes ──> taught frames at any alignment ──> readings (a line as it went past) ──> words, in order of time
 *
 * Several lines can fit the same sound until they part; the words are those of the readings that fit best so far.
 * Counts bytes, never clocks: all positions are bytes since the stream began.
 */
import { BYTES_PER_MS, FRAME_BYTES } from '../../actors/audio/mulaw.ts';
import { type HeardWord, type LearntLine, Reading } from './reading.ts';
import { hashOf, normalize, roll } from './rolling-hash.ts';

/** One 20 ms of taught sound and everywhere it occurs. */
export interface TaughtFrame {
  readonly bytes: Uint8Array;
  readonly places: { readonly line: LearntLine; readonly frame: number }[];
}

export interface Listener {
  /** The next bytes of the stream: mu-law, any length. */
  hear(mulaw: Uint8Array): void;
  /** What was understood and not yet let go, in order of time. */
  words(): readonly HeardWord[];
  /** End of the last taught sound, in ms of the stream; -Infinity before the first. */
  lastTaughtMs(): number;
  /** Lets go of everything understood so far: `words` begins anew. */
  letGo(): void;
}

/** A line is still the same reading when it goes on this much later than it should, e.g. after lost packets. */
const MAX_STRETCH_BYTES = 2_000 * BYTES_PER_MS;

interface Taught {
  lookUp(hash: number): readonly TaughtFrame[] | undefined;
}

export function createListener(book: Taught): Listener {
  let readings: Reading[] = [];
  let words: readonly HeardWord[] | undefined = [];
  let window = new Uint8Array(FRAME_BYTES);
  let state = 0;
  let position = 0;
  let lastTaught = Number.NEGATIVE_INFINITY;
  let floorMs = Number.NEGATIVE_INFINITY;

  const recognize = ({ places }: TaughtFrame): void => {
    lastTaught = position;
    words = undefined;
    for (const line of new Set(places.map((place) => place.line))) {
      const frames = places.filter((place) => place.line === line).map((place) => place.frame);
      const [best] = readings
        .filter((reading) => reading.line === line)
        .flatMap((reading) =>
          frames.map((frame) => ({ reading, frame, drift: reading.drift(frame, position) })),
        )
        .filter(({ drift }) => drift <= MAX_STRETCH_BYTES)
        .sort((a, b) => Math.abs(a.drift) - Math.abs(b.drift));
      const reading = best?.reading ?? new Reading(line);
      if (!best) readings.push(reading);
      reading.take(best?.frame ?? (frames[0] as number), position);
    }
  };

  return {
    hear(mulaw) {
      const fresh = normalize(mulaw);
      const bytes = new Uint8Array(FRAME_BYTES + fresh.length);
      bytes.set(window);
      bytes.set(fresh, FRAME_BYTES);
      for (let i = FRAME_BYTES; i < bytes.length; i++) {
        state = roll(state, bytes[i] as number, bytes[i - FRAME_BYTES] as number);
        position += 1;
        const taught = book.lookUp(hashOf(state));
        if (!taught) continue;
        const frame = bytes.subarray(i + 1 - FRAME_BYTES, i + 1);
        const known = taught.find((each) => Buffer.compare(each.bytes, frame) === 0);
        if (known) recognize(known);
      }
      window = bytes.slice(-FRAME_BYTES);
    },

    words() {
      words ??= bestWords(readings).filter(({ startMs }) => startMs >= floorMs);
      return words;
    },

    lastTaughtMs: () => lastTaught / BYTES_PER_MS,

    letGo() {
      floorMs = this.words().reduce((end, word) => Math.max(end, word.endMs), floorMs);
      readings = readings.filter((reading) => position - reading.lastPosition <= MAX_STRETCH_BYTES);
      words = undefined;
    },
  };
}

/** The words of the best readings; a word said at the same time as one of a better reading is a mishearing. */
function bestWords(readings: readonly Reading[]): HeardWord[] {
  const ranked = readings.toSorted((a, b) => b.frames - a.frames || b.line.learntAt - a.line.learntAt);
  const accepted: HeardWord[] = [];
  for (const reading of ranked) {
    const fitting = reading.words().filter((word) => !accepted.some((other) => overlap(word, other)));
    accepted.push(...fitting);
  }
  return accepted.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
}

/** Whether two words share more than half of the shorter one. */
function overlap(a: HeardWord, b: HeardWord): boolean {
  const sharedMs = Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs);
  return sharedMs * 2 > Math.min(a.endMs - a.startMs, b.endMs - b.startMs);
}
