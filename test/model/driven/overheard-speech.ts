/**
 * A voice on the caller's line without a word the ears would know: a real one, for the second ear.
 *
 *   frame by frame ──> phone ──> server ──> second ear ──> until the journal says that somebody speaks
 */
import { expect } from 'vitest';
import { FRAME_BYTES, FRAME_MS } from '../../../actors/audio/mulaw.ts';

const HEARD = 'vad.speechStarted';
/** Shorter than any voice that is believed. */
const BARELY_FRAMES = 2;

/** What they need of the call they speak into. */
interface Line {
  /** What they say, mu-law at 8 kHz. */
  readonly voice: Uint8Array;
  /** Whether the second ear hears somebody now. */
  isSpeaking(): boolean;
  /** How often the journal has named this. */
  count(name: string): number;
  steps(ms: number, mouth: Uint8Array): Promise<void>;
  passesUntil(name: string, limitMs: number): Promise<void>;
  settled(): Promise<void>;
}

export class OverheardSpeech {
  readonly #line: Line;
  /** So much of what they say was sent since they were last silent. */
  #sentBytes = 0;

  constructor(line: Line) {
    this.#line = line;
  }

  /** They speak, or go on, until the second ear says so; whatever comes next, they are silent. */
  async isHeard(): Promise<void> {
    const before = this.#line.count(HEARD);
    while (this.#line.count(HEARD) === before && this.#sentBytes < this.#line.voice.length)
      await this.#speaks();
    this.#sentBytes = 0;
    expect(this.#line.count(HEARD), 'the second ear hears somebody').toBe(before + 1);
    await this.#line.settled();
  }

  /** They begin to speak, and the second ear is not sure yet. */
  async isBarelyHeard(): Promise<void> {
    const before = this.#line.count(HEARD);
    for (let frames = 0; frames < BARELY_FRAMES; frames++) await this.#speaks();
    expect(this.#line.count(HEARD), 'the second ear hears somebody').toBe(before);
  }

  /** Whoever is heard now is heard no more. */
  async fallsSilent(): Promise<void> {
    if (this.#line.isSpeaking()) await this.#line.passesUntil('vad.speechEnded', 1_000);
  }

  #speaks(): Promise<void> {
    const frame = this.#line.voice.subarray(this.#sentBytes, this.#sentBytes + FRAME_BYTES);
    this.#sentBytes += FRAME_BYTES;
    return this.#line.steps(FRAME_MS, frame);
  }
}
