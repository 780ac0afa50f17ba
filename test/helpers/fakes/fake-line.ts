/**
 * A carrier's end of the media socket, on a simulated clock: it buffers what it is sent, plays it at 20 ms per
 * frame, echoes marks and obeys `clear`, by the rules of Twilio's Media Streams.
 *
 *   media, mark, clear ──latency──> queue ──> the caller's ear ;  mark echoes ──latency──> `echo`
 *
 * The line records what was truly played of each generation; a mark `g<gen>:0` opens a generation.
 */
import type { SimulatedClock } from 'xstate';
import { FRAME_MS } from '../../../actors/audio/mulaw.ts';
import type { OutboundLine } from '../../../actors/playback/outbox.ts';

interface Played {
  readonly generation: number;
  readonly frame: Uint8Array;
  readonly startsAt: number;
  endsAt: number;
}

interface PendingMark {
  readonly name: string;
  readonly dueAt: number;
}

interface FakeLineOptions {
  /** Latency of one direction, in ms. */
  readonly latencyMs?: number;
}

export class FakeLine implements OutboundLine {
  /** Everything that was sent, in order: `media`, `mark g1:0`, `clear`. */
  readonly sent: string[] = [];
  /** Every frame sent, in order. */
  readonly frames: Uint8Array[] = [];
  /** The receiver of mark echoes. */
  echo: (name: string) => void = () => {};
  /** Marks come back when they arrive, whatever is played by then: jambonz-feature-server#811. */
  echoesAtOnce = false;
  /** Bytes our own socket has not taken yet. */
  unsentBytes = 0;
  readonly #clock: SimulatedClock;
  readonly #latencyMs: number;
  readonly #there: Wire;
  readonly #back: Wire;
  readonly #lost = new Set<string>();
  #played: Played[] = [];
  #marks: PendingMark[] = [];
  #generation = 0;
  #busyUntil = 0;

  constructor(clock: SimulatedClock, { latencyMs = 0 }: FakeLineOptions = {}) {
    this.#clock = clock;
    this.#latencyMs = latencyMs;
    this.#there = new Wire(clock);
    this.#back = new Wire(clock);
  }

  media(frame: Uint8Array): void {
    this.sent.push('media');
    this.frames.push(frame);
    this.#there.carry(this.#latencyMs, () => this.#take(frame));
  }

  mark(name: string): void {
    this.sent.push(`mark ${name}`);
    this.#there.carry(this.#latencyMs, () => {
      const opens = /^g(\d+)(?:\.\d+)?:\d+$/.exec(name);
      if (opens) this.#generation = Number(opens[1]);
      const now = this.#clock.now();
      this.#marks.push({ name, dueAt: this.echoesAtOnce ? now : Math.max(now, this.#busyUntil) });
      this.#echoDue();
    });
  }

  clear(): void {
    this.sent.push('clear');
    this.#there.carry(this.#latencyMs, () => {
      const now = this.#clock.now();
      this.#played = this.#played.filter(({ startsAt }) => startsAt < now);
      for (const played of this.#played) played.endsAt = Math.min(played.endsAt, now);
      this.#busyUntil = now;
      const returned = this.#marks;
      this.#marks = [];
      for (const { name } of returned) this.#return(name);
    });
  }

  together(write: () => void): void {
    write();
  }

  bufferedBytes(): number {
    return this.unsentBytes;
  }

  /** Makes the echoes of these marks never come back. */
  loses(...names: string[]): void {
    for (const name of names) this.#lost.add(name);
  }

  /** Makes the carrier play nothing for `ms`: everything queued, and to come, is heard that much later. */
  stalls(ms: number): void {
    const now = this.#clock.now();
    this.#played = this.#played.map((played) =>
      played.startsAt < now
        ? played
        : { ...played, startsAt: played.startsAt + ms, endsAt: played.endsAt + ms },
    );
    this.#marks = this.#marks.map(({ name, dueAt }) => ({ name, dueAt: dueAt + ms }));
    this.#busyUntil = Math.max(now, this.#busyUntil) + ms;
  }

  /** How much of a generation the caller has truly heard, in ms. */
  playedMs(generation: number): number {
    const now = this.#clock.now();
    return this.#played
      .filter((played) => played.generation === generation)
      .reduce((sum, { startsAt, endsAt }) => sum + Math.max(0, Math.min(now, endsAt) - startsAt), 0);
  }

  /** Every frame the caller has heard whole, in order. */
  playedFrames(): Uint8Array[] {
    const now = this.#clock.now();
    return this.#played
      .filter(({ startsAt, endsAt }) => endsAt <= now && endsAt - startsAt === FRAME_MS)
      .map(({ frame }) => frame);
  }

  /** Audio that the carrier still has to play, in ms. */
  queuedMs(): number {
    return Math.max(0, this.#busyUntil - this.#clock.now());
  }

  /** The gaps that the caller heard between two frames of a generation, in ms. */
  gapsMs(generation: number): number[] {
    const played = this.#played.filter((one) => one.generation === generation);
    return played.slice(1).map(({ startsAt }, i) => startsAt - (played[i] as Played).endsAt);
  }

  #take(frame: Uint8Array): void {
    const startsAt = Math.max(this.#clock.now(), this.#busyUntil);
    this.#busyUntil = startsAt + FRAME_MS;
    this.#played.push({ generation: this.#generation, frame, startsAt, endsAt: this.#busyUntil });
  }

  #echoDue(): void {
    const now = this.#clock.now();
    while (this.#marks[0] && this.#marks[0].dueAt <= now) {
      this.#return((this.#marks.shift() as PendingMark).name);
    }
    const next = this.#marks[0];
    if (next) this.#clock.setTimeout(() => this.#echoDue(), next.dueAt - now);
  }

  #return(name: string): void {
    if (!this.#lost.has(name)) this.#back.carry(Math.max(1, this.#latencyMs), () => this.echo(name));
  }
}

/** One direction of a socket: late by its latency, and in order. */
class Wire {
  readonly #clock: SimulatedClock;
  readonly #underWay: { readonly dueAt: number; deliver(): void }[] = [];

  constructor(clock: SimulatedClock) {
    this.#clock = clock;
  }

  carry(latencyMs: number, deliver: () => void): void {
    if (latencyMs === 0) {
      deliver();
      return;
    }
    this.#underWay.push({ dueAt: this.#clock.now() + latencyMs, deliver });
    this.#clock.setTimeout(() => this.#deliverDue(), latencyMs);
  }

  #deliverDue(): void {
    while (this.#underWay[0] && this.#underWay[0].dueAt <= this.#clock.now())
      this.#underWay.shift()?.deliver();
  }
}
