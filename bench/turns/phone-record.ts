/**
 * A call as the phone received it: when the agent was audible, when `clear` came, and of which generation the frames were.
 *
 * Times are positions in the record's two tracks, in ms: both tracks grow by one frame at the same moment.
 */
import { decodeSample, FRAME_BYTES, FRAME_MS } from '../../actors/audio/mulaw.ts';
import { readMark } from '../../machines/mark.ts';
import type { CallRecord } from '../../sandbox/twilio/record/call-record.ts';

/** About -42 dBFS, the sandbox phone's own limit: above idle noise, below speech. */
const AUDIBLE_PEAK = 256;

interface MarkSeen {
  readonly atMs: number;
  readonly generation: number;
}

export class PhoneRecord {
  readonly endMs: number;
  readonly endedBy: CallRecord['endedBy'];
  /** Times of `clear`, in order. */
  readonly clearsMs: readonly number[];
  readonly #audible: Uint8Array;
  readonly #marks: readonly MarkSeen[];
  readonly #lines: ReadonlyMap<string, number>;
  readonly #pressedMs: readonly number[];

  constructor({ agent, events, endedBy }: CallRecord) {
    const frames = Math.floor(agent.length / FRAME_BYTES);
    this.endMs = frames * FRAME_MS;
    this.endedBy = endedBy;
    this.#audible = Uint8Array.from({ length: frames }, (_, frame) =>
      agent
        .subarray(frame * FRAME_BYTES, (frame + 1) * FRAME_BYTES)
        .some((byte) => Math.abs(decodeSample(byte)) >= AUDIBLE_PEAK)
        ? 1
        : 0,
    );
    this.clearsMs = events.flatMap(({ type, trackMs }) => (type === 'clear.received' ? [trackMs] : []));
    this.#pressedMs = events.flatMap(({ type, trackMs }) => (type === 'caller.pressed' ? [trackMs] : []));
    this.#marks = events.flatMap((event) => {
      const mark = event.type === 'mark.received' ? readMark(event.name) : undefined;
      return mark ? [{ atMs: event.trackMs, generation: mark.generation }] : [];
    });
    this.#lines = new Map(
      events.flatMap((event) =>
        event.type === 'caller.lineStarted' ? [[event.text, event.trackMs] as const] : [],
      ),
    );
  }

  /** Beginning of this step's line; undefined when the line was never said. */
  lineStartMs(step: number): number | undefined {
    return this.#lines.get(String(step));
  }

  get pressedMs(): number | undefined {
    return this.#pressedMs[0];
  }

  /** The first audible frame that begins in this stretch. */
  firstSoundMs(fromMs: number, untilMs = this.endMs): number | undefined {
    const last = Math.min(this.#audible.length, Math.ceil(untilMs / FRAME_MS));
    for (let frame = Math.ceil(fromMs / FRAME_MS); frame < last; frame++)
      if (this.#audible[frame]) return frame * FRAME_MS;
    return undefined;
  }

  /** The end of the last audible frame in this stretch. */
  lastSoundMs(fromMs: number, untilMs: number): number | undefined {
    const from = Math.floor(fromMs / FRAME_MS);
    for (
      let frame = Math.min(this.#audible.length, Math.floor(untilMs / FRAME_MS)) - 1;
      frame >= from;
      frame--
    )
      if (this.#audible[frame]) return (frame + 1) * FRAME_MS;
    return undefined;
  }

  /** The generation that was the last to send by then, as its marks name it. 0 before the first. */
  generationAt(ms: number): number {
    return this.#marks.findLast(({ atMs }) => atMs <= ms)?.generation ?? 0;
  }

  /** The first mark at or after `ms` of a generation that `isOf` accepts. */
  nextMarkMs(ms: number, isOf: (generation: number) => boolean): number | undefined {
    return this.#marks.find(({ atMs, generation }) => atMs >= ms && isOf(generation))?.atMs;
  }
}
