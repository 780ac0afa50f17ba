/**
 * Records a call's tracks, events and warnings while the call runs. Both tracks grow by one frame at the same moment, so
 * they share one timeline; time without a stream is silence on both.
 */
import { FRAME_BYTES, FRAME_MS, SILENCE } from '../../../actors/audio/mulaw.ts';
import type { TwimlVerb } from '../webhooks/twiml.ts';
import type { CallEvent, CallFact, CallWarning } from './call-record.ts';

const EVENTS_KEPT = 200_000;
const FIRST_FRAMES = 1_000;

export class CallRecorder {
  readonly startedAt = new Date();
  readonly events: CallEvent[] = [];
  readonly warnings: CallWarning[] = [];
  readonly verbsAfterStream: TwimlVerb[] = [];
  readonly #startedAtMs = performance.now();
  #caller = new Uint8Array(FIRST_FRAMES * FRAME_BYTES);
  #agent = new Uint8Array(FIRST_FRAMES * FRAME_BYTES);
  #frames = 0;

  get nowMs(): number {
    return performance.now() - this.#startedAtMs;
  }

  get trackMs(): number {
    return this.#frames * FRAME_MS;
  }

  add(fact: CallFact): void {
    if (this.events.length >= EVENTS_KEPT) return;
    this.events.push({ ...fact, atMs: this.nowMs, trackMs: this.trackMs });
  }

  warn(code: number, message: string): void {
    this.warnings.push({ code, message, atMs: this.nowMs });
  }

  /** A verb begins to run. */
  addVerb(verb: TwimlVerb): void {
    this.add({ type: 'verb.run', verb });
    if (this.events.some(({ type }) => type === 'stream.ended')) this.verbsAfterStream.push(verb);
  }

  /** Adds 160 bytes to each track. */
  addFrame(caller: Uint8Array, agent: Uint8Array): void {
    const at = this.#frames * FRAME_BYTES;
    if (at === this.#caller.length) {
      this.#caller = grow(this.#caller);
      this.#agent = grow(this.#agent);
    }
    this.#caller.set(caller, at);
    this.#agent.set(agent, at);
    this.#frames += 1;
  }

  /** Fills both tracks with silence up to the present, before a stream adds frames. */
  catchUp(): void {
    const silent = new Uint8Array(FRAME_BYTES).fill(SILENCE);
    while (this.trackMs + FRAME_MS <= this.nowMs) this.addFrame(silent, silent);
  }

  get tracks(): { readonly caller: Uint8Array; readonly agent: Uint8Array } {
    const bytes = this.#frames * FRAME_BYTES;
    return { caller: this.#caller.slice(0, bytes), agent: this.#agent.slice(0, bytes) };
  }
}

function grow(track: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(track.length * 2);
  larger.set(track);
  return larger;
}
