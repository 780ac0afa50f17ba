/**
 * The order of one generation's audio: the filler, then the reply, even where the reply is made sooner.
 *
 *   filler's chunks ──addFiller────────────────────────────────> timeline, audio pipe
 *   reply's chunks ──addReply, held while the filler is made───> audio pipe, timeline
 */
import type { TtsEvent } from '../../machines/events.ts';
import type { Generation } from '../generation.ts';
import type { SpeechChunk } from '../providers/tts-provider.ts';

export class FillerFirst {
  readonly #generation: Generation;
  readonly #emit: (event: TtsEvent) => void;
  #hasBegun = false;
  #isEnded = false;
  /** Audio of the reply that waits for the filler to be made; undefined when none is being made. */
  #held: SpeechChunk[] | undefined;

  /** `emit` is given `tts.firstAudio` with the reply's first chunk and `tts.finished` with its end. */
  constructor(generation: Generation, emit: (event: TtsEvent) => void) {
    this.#generation = generation;
    this.#emit = emit;
  }

  addFiller(chunk: SpeechChunk): void {
    this.#generation.timeline.addFiller(chunk);
    this.#generation.audio.write(chunk);
  }

  addReply(chunk: SpeechChunk): void {
    if (this.#held) {
      this.#held.push(chunk);
      return;
    }
    const isFirst = !this.#hasBegun;
    this.#hasBegun = true;
    // The audio goes into the pipe before any other work, so that nothing delays it.
    this.#generation.audio.write(chunk);
    this.#generation.timeline.addAudio(chunk);
    if (isFirst) this.#emit({ type: 'tts.firstAudio', generation: this.#generation.id });
  }

  /** No more audio of the reply follows. */
  endReply(): void {
    this.#isEnded = true;
    if (this.#held) return;
    this.#generation.audio.end();
    this.#emit({ type: 'tts.finished', generation: this.#generation.id });
  }

  /** A filler is being made: the reply waits. */
  holdReply(): void {
    this.#held = [];
  }

  /** The filler is made, or will never be: the reply may follow. */
  releaseReply(): void {
    const chunks = this.#held ?? [];
    this.#held = undefined;
    for (const chunk of chunks) this.addReply(chunk);
    if (this.#isEnded) this.endReply();
  }
}
