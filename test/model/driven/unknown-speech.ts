/**
 * Real speech on the caller's line that only the VAD judges: the STT reports no word of it.
 *
 *   frame by frame ──> phone ──> server ──> VAD ──> until the journal has `vad.speechStarted`
 */
import { expect } from 'vitest';
import { FRAME_BYTES, FRAME_MS } from '../../../actors/audio/mulaw.ts';

const REPORTED = 'vad.speechStarted';
/** Frames of speech that the VAD does not report yet. */
const UNREPORTED_FRAMES = 2;

/** The parts of a call that the speech uses. */
interface Line {
  /** The speech, mu-law at 8 kHz. */
  readonly speech: Uint8Array;
  /** Whether the VAD judges that the caller speaks. */
  isSpeaking(): boolean;
  /** How often the journal has this entry. */
  count(name: string): number;
  steps(ms: number, sound: Uint8Array): Promise<void>;
  passesUntil(name: string, limitMs: number): Promise<void>;
  settled(): Promise<void>;
}

export class UnknownSpeech {
  readonly #line: Line;
  /** Bytes of the speech that were sent since the last silence. */
  #sentBytes = 0;

  constructor(line: Line) {
    this.#line = line;
  }

  /** The speech begins or goes on until the VAD reports it; silence follows. */
  async isReported(): Promise<void> {
    const before = this.#line.count(REPORTED);
    while (this.#line.count(REPORTED) === before && this.#sentBytes < this.#line.speech.length)
      await this.#speaks();
    this.#sentBytes = 0;
    expect(this.#line.count(REPORTED), 'starts of speech by the VAD').toBe(before + 1);
    await this.#line.settled();
  }

  /** The speech begins, so shortly that the VAD has not reported it yet. */
  async beginsUnreported(): Promise<void> {
    const before = this.#line.count(REPORTED);
    for (let frames = 0; frames < UNREPORTED_FRAMES; frames++) await this.#speaks();
    expect(this.#line.count(REPORTED), 'starts of speech by the VAD').toBe(before);
  }

  /** The speech ends. */
  async fallsSilent(): Promise<void> {
    if (this.#line.isSpeaking()) await this.#line.passesUntil('vad.speechEnded', 1_000);
  }

  #speaks(): Promise<void> {
    const frame = this.#line.speech.subarray(this.#sentBytes, this.#sentBytes + FRAME_BYTES);
    this.#sentBytes += FRAME_BYTES;
    return this.#line.steps(FRAME_MS, frame);
  }
}
