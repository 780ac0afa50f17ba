/**
 * A voice on the caller's line without a word the ears would know: a real one, for the second ear.
 *
 *   frame by frame ──> phone ──> server ──> second ear ──> until the journal says that somebody speaks
 */
import { expect } from 'vitest';
import { FRAME_BYTES, FRAME_MS } from '../../actors/audio/mulaw.ts';
import type { CallUnderTest } from './call-under-test.ts';

const HEARD = 'vad.speechStarted';
/** Shorter than any voice that is believed. */
const BARELY_FRAMES = 2;

export class Somebody {
  readonly #call: CallUnderTest;
  /** So much of what they say was sent since they were last silent. */
  #sentBytes = 0;

  constructor(call: CallUnderTest) {
    this.#call = call;
  }

  /** They speak, or go on, until the second ear says so; whatever comes next, they are silent. */
  async isHeard(): Promise<void> {
    const before = this.#call.count(HEARD);
    while (this.#call.count(HEARD) === before && this.#sentBytes < this.#call.world.somebody.length)
      await this.#speaks();
    this.#sentBytes = 0;
    expect(this.#call.count(HEARD), 'the second ear hears somebody').toBe(before + 1);
    await this.#call.settled();
  }

  /** They begin to speak, and the second ear is not sure yet. */
  async isBarelyHeard(): Promise<void> {
    const before = this.#call.count(HEARD);
    for (let frames = 0; frames < BARELY_FRAMES; frames++) await this.#speaks();
    expect(this.#call.count(HEARD), 'the second ear hears somebody').toBe(before);
  }

  /** Whoever is heard now is heard no more. */
  async fallsSilent(): Promise<void> {
    const { live } = this.#call;
    if (live.scope.activity.isSpeaking) await this.#call.passesUntil('vad.speechEnded', 1_000);
  }

  #speaks(): Promise<void> {
    const frame = this.#call.world.somebody.subarray(this.#sentBytes, this.#sentBytes + FRAME_BYTES);
    this.#sentBytes += FRAME_BYTES;
    return this.#call.steps(FRAME_MS, frame);
  }
}
