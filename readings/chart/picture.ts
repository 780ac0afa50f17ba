/**
 * The state of a call at one moment, folded from its journal up to there, for the console's page.
 *
 *   entries 0…n ──> CallPicture ──> Picture
 */
import type { Limits } from '../../machines/call.input.ts';
import type { AnyEntry } from '../journal-entry.ts';
import { OutboxFold, type OutboxPicture } from '../outbox-marks.ts';
import { SequenceFold, type SequenceMessage } from '../sequence.ts';
import { TranscriptFold, type TranscriptLine } from '../transcript-lines.ts';
import { type Turn, TurnFold, type UnansweredTurn } from '../turns/turns.ts';
import type { ChartModel } from './chart-drawing.ts';
import { ChartPosition, type FiredTransition } from './chart-position.ts';
import { type Child, ChildFold } from './running-children.ts';
import { type RunningTimer, RunningTimers } from './running-timers.ts';

/** Parts of the picture that the chart shows, too. */
export type { Child, RunningTimer };

/** Times are call time in ms, as in the journal. */
export interface Picture {
  /** The last entry taken; -1 before the first. */
  readonly seq: number;
  readonly atMs: number;
  /** Ids of all active states but the chart itself, outer and inner: `live`, `live.turn`, `live.turn.listening`, … */
  readonly active: ReadonlySet<string>;
  /** The last transitions taken, newest last. */
  readonly fired: readonly FiredTransition[];
  readonly timers: readonly RunningTimer[];
  /** Newest last; a stopped stream stays until another of its name starts. */
  readonly children: readonly Child[];
  readonly outbox: OutboxPicture;
  readonly transcript: readonly TranscriptLine[];
  /** The last messages, newest last. */
  readonly messages: readonly SequenceMessage[];
  /** Number of messages before the first of `messages`, not counting routine ones. */
  readonly droppedMessages: number;
  readonly turns: readonly Turn[];
  /** Turns of the caller, with words or without, for which no reply was begun. */
  readonly unanswered: readonly UnansweredTurn[];
  readonly ended: boolean;
}

/** The picture after the last entry taken. Lists grow in place. */
export class CallPicture implements Picture {
  seq = -1;
  atMs = 0;
  readonly #timers: RunningTimers;
  readonly #position: ChartPosition;
  readonly #children = new ChildFold();
  readonly #outbox = new OutboxFold();
  readonly #transcript = new TranscriptFold();
  readonly #sequence = new SequenceFold();
  readonly #turns = new TurnFold();

  constructor(limits: Limits, chart: ChartModel) {
    this.#timers = new RunningTimers(limits, chart);
    this.#position = new ChartPosition(chart, this.#timers);
  }

  take(entry: AnyEntry): void {
    this.seq = entry.seq;
    this.atMs = entry.atMs;
    this.#position.take(entry);
    this.#children.take(entry);
    this.#outbox.take(entry);
    this.#transcript.take(entry);
    this.#sequence.take(entry);
    this.#turns.take(entry);
  }

  get active(): ReadonlySet<string> {
    return this.#position.active;
  }

  get fired(): readonly FiredTransition[] {
    return this.#position.fired;
  }

  get timers(): readonly RunningTimer[] {
    return this.#timers.running;
  }

  get children(): readonly Child[] {
    return this.#children.children;
  }

  get outbox(): OutboxPicture {
    return this.#outbox;
  }

  get transcript(): readonly TranscriptLine[] {
    return this.#transcript.lines;
  }

  get messages(): readonly SequenceMessage[] {
    return this.#sequence.messages;
  }

  get droppedMessages(): number {
    return this.#sequence.dropped;
  }

  get turns(): readonly Turn[] {
    return this.#turns.turns;
  }

  get unanswered(): readonly UnansweredTurn[] {
    return this.#turns.unanswered;
  }

  get ended(): boolean {
    return this.#position.ended;
  }
}
