/**
 * The caller's audio on its way to one vendor socket.
 *
 *   frames ──gate, if there is one──> audio times ──> batches of the vendor's size ──> send
 *
 * No object is made per frame: every call has fifty frames a second.
 */
import { Batcher } from '../audio/batcher.ts';
import type { TimedFrame } from '../audio/frame-ring.ts';
import type { SpeechActivity } from '../vad/speech-activity.ts';
import { AudioTimes } from './audio-times.ts';
import type { Endpointing } from './endpointing.ts';
import { SpeechGate } from './speech-gate.ts';

/** How much audio a vendor is sent at a time when it names no other length. */
const USUAL_BATCH_MS = 80;

export class VendorAudio {
  /** The times of the audio that the vendor was sent. */
  readonly times = new AudioTimes();
  readonly #batches: Batcher;
  readonly #gate: SpeechGate | undefined;

  /** `batchMs`: the vendor's preferred length of audio in one `send`, in ms; 80 when absent. */
  constructor(
    batchMs: number | undefined,
    gate: Endpointing['gate'],
    speech: SpeechActivity,
    send: (batch: Uint8Array) => void,
  ) {
    this.#batches = new Batcher(batchMs ?? USUAL_BATCH_MS, send);
    this.#gate = gate === 'vad' ? new SpeechGate(speech, (frame) => this.pass(frame)) : undefined;
  }

  /** How much silence was kept from the vendor, in whole ms; undefined without a gate. */
  get savedMs(): number | undefined {
    return this.#gate && Math.round(this.#gate.savedMs);
  }

  /** Takes a frame that arrives; `isVendorBusy`: the vendor is in a turn, and needs silence too. */
  add(frame: TimedFrame, isVendorBusy: boolean): void {
    if (this.#gate) this.#gate.add(frame, isVendorBusy);
    else this.pass(frame);
  }

  /** Sends a frame past the gate. */
  pass(frame: TimedFrame): void {
    this.times.add(frame);
    this.#batches.add(frame.audio);
  }
}
