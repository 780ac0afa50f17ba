/**
 * The audio of one context as messages, in each of the forms that are reported: see habits.ts.
 *
 *   pieces of a text ──> messages with audio, with times, or with both
 */
import { BYTES_PER_MS } from '../../actors/audio/mulaw.ts';
import type { ElevenLabsHabits } from './habits.ts';
import type { SpeechPiece, WireAlignment } from './pieces.ts';

type Message = Readonly<Record<string, unknown>>;
const NONE = { audio: null, isFinal: null, alignment: null, normalizedAlignment: null };

export class Frames {
  readonly #contextId: string;
  readonly #habits: ElevenLabsHabits;
  /** Audio of the context before this piece, and before the text of this piece, in ms. */
  #audioMs = 0;
  #textMs = 0;
  #last: WireAlignment | null = null;
  #held: SpeechPiece | undefined;

  constructor(contextId: string, habits: ElevenLabsHabits) {
    this.#contextId = contextId;
    this.#habits = habits;
  }

  /** The messages of one piece. With `finalWithAudio` the last piece waits for the end when the context `isClosing`. */
  audio(piece: SpeechPiece, isClosing: boolean): string[] {
    const held = this.#held ? this.#messages(this.#held) : [];
    this.#held = this.#habits.finalWithAudio && isClosing && piece.isLast ? piece : undefined;
    return this.#held ? held : [...held, ...this.#messages(piece)];
  }

  #messages(piece: SpeechPiece): string[] {
    const { times } = this.#habits;
    if (piece.startMs === 0) {
      this.#textMs = this.#audioMs;
      this.#last = null;
    }
    const alignment = this.#timesOf(piece);
    this.#audioMs += piece.audio.length / BYTES_PER_MS;
    const audio = Buffer.from(piece.audio).toString('base64');
    if (times === 'apart') {
      const own = alignment ? [{ ...NONE, audio: '', alignment, normalizedAlignment: alignment }] : [];
      return [{ ...NONE, audio }, ...own].map((message) => this.#send(message));
    }
    const isNormalized = times === 'normalizedOnly';
    return [
      this.#send({
        ...NONE,
        audio,
        alignment: isNormalized ? null : alignment,
        normalizedAlignment: alignment,
      }),
    ];
  }

  /** The end of the context, with the audio that waited for it. */
  final(): string {
    const last = this.#held;
    if (!last) return this.#send({ ...NONE, isFinal: true });
    const alignment = this.#timesOf(last);
    const audio = Buffer.from(last.audio).toString('base64');
    return this.#send({ audio, alignment, normalizedAlignment: alignment, isFinal: true });
  }

  #send(message: Message): string {
    const { isFinal, ...rest } = message;
    return JSON.stringify(
      this.#habits.spelling === 'camelCase'
        ? { ...rest, isFinal, contextId: this.#contextId }
        : { ...rest, is_final: isFinal, context_id: this.#contextId },
    );
  }

  #timesOf({ alignment, whole, startMs }: SpeechPiece): WireAlignment | null {
    const { times, timesCountFrom } = this.#habits;
    if (times === 'none') return null;
    const isFirst = startMs === 0;
    if (times === 'ahead')
      return isFirst ? shifted(whole, timesCountFrom === 'context' ? this.#textMs : 0) : null;
    const fromText = timesCountFrom === 'message' ? 0 : startMs;
    const shiftMs = fromText + (timesCountFrom === 'context' ? this.#textMs : 0);
    const own = alignment && shifted(alignment, shiftMs);
    if (times !== 'repeated' || !own) return own;
    // The second message begins again where the first began: its times count from there, too.
    const isSecond = this.#last !== null && this.#last.chars.length > 0 && !isFirst;
    const last = this.#last;
    this.#last = isFirst ? own : null;
    if (!isSecond || !last) return own;
    return joined(last, timesCountFrom === 'message' && alignment ? shifted(alignment, startMs) : own);
  }
}

const shifted = (alignment: WireAlignment, ms: number): WireAlignment => ({
  ...alignment,
  charStartTimesMs: alignment.charStartTimesMs.map((startMs) => Math.round(startMs + ms)),
});

const joined = (one: WireAlignment, other: WireAlignment): WireAlignment => ({
  chars: [...one.chars, ...other.chars],
  charStartTimesMs: [...one.charStartTimesMs, ...other.charStartTimesMs],
  charDurationsMs: [...one.charDurationsMs, ...other.charDurationsMs],
});
