/**
 * An outbox on a fake carrier, and what it reported to its listeners.
 */
import { SimulatedClock } from 'xstate';
import { BYTES_PER_MS } from '../../../actors/audio/mulaw.ts';
import { Outbox } from '../../../actors/playback/outbox.ts';
import { FakeLine } from '../fakes/fake-line.ts';
import { advance } from '../time/advance.ts';

interface StartLineOptions {
  /** Latency of one direction, in ms. */
  readonly latencyMs?: number;
  readonly leadMs?: number;
  readonly markEveryMs?: number;
}

/** `ms` of sound; `byte` distinguishes the audio of generations. */
export const sound = (ms: number, byte = 1): Uint8Array => new Uint8Array(ms * BYTES_PER_MS).fill(byte);

export function startLine({ latencyMs = 0, ...options }: StartLineOptions = {}) {
  const clock = new SimulatedClock();
  const line = new FakeLine(clock, { latencyMs });
  const outbox = new Outbox({ clock, line, ...options });
  line.echo = (name) => outbox.onMark(name);
  /** The outbox's reports: `heard 1`, `finished 1 true`. Frames are in `sentMs`. */
  const reported: string[] = [];
  const sentMs = new Map<number, number>();
  /** Generations whose last frame was sent, once for each take. */
  const sentAll: number[] = [];

  return {
    clock,
    line,
    outbox,
    reported,
    sentMs,
    sentAll,
    waits: (ms: number) => advance(clock, ms),
    begins: (generation: number) =>
      outbox.begin(generation, {
        onSent: (ms) => sentMs.set(generation, ms),
        onSentAll: () => sentAll.push(generation),
        onHeard: () => reported.push(`heard ${generation}`),
        onFinished: (confirmed) => reported.push(`finished ${generation} ${confirmed}`),
      }),
    /** A whole generation, made faster than it can be heard. */
    says: (generation: number, ms: number) => {
      outbox.begin(generation, {
        onSent: (sent) => sentMs.set(generation, sent),
        onSentAll: () => sentAll.push(generation),
        onHeard: () => reported.push(`heard ${generation}`),
        onFinished: (confirmed) => reported.push(`finished ${generation} ${confirmed}`),
      });
      outbox.write(generation, sound(ms, generation));
      outbox.end(generation);
    },
    marks: () => line.sent.filter((what) => what.startsWith('mark ')).map((what) => what.slice(5)),
  };
}
