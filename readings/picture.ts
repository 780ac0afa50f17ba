/**
 * What is so at one moment of a call, folded from its journal up to there: what the console's page shows.
 *
 *   entries 0…n ──> Picture
 */
import type { DelayName } from '../machines/delays.ts';
import type { Turn } from './turns.ts';

/** Times are call time in ms, as in the journal. */
export interface Picture {
  /** Of the last entry taken. */
  readonly seq: number;
  readonly atMs: number;
  /** Ids of all active states as the drawing names them, outer and inner: `live`, `live.turn`, `live.turn.listening`, … */
  readonly active: ReadonlySet<string>;
  /** The last transitions taken, newest last. */
  readonly fired: readonly FiredTransition[];
  readonly timers: readonly RunningTimer[];
  /** Newest last; those that stopped stay until another of their name starts. */
  readonly children: readonly Child[];
  readonly outbox: OutboxPicture;
  readonly transcript: readonly TranscriptLine[];
  readonly edges: readonly SequenceEdge[];
  readonly turns: readonly Turn[];
  readonly ended: boolean;
}

export interface FiredTransition {
  readonly id: string;
  readonly seq: number;
  readonly atMs: number;
}

export interface RunningTimer {
  readonly name: DelayName;
  /** Whose state it is. */
  readonly state: string;
  readonly startedAtMs: number;
  readonly dueAtMs: number;
}

export interface Child {
  readonly id: 'stt' | 'llm' | 'tts' | 'playback';
  readonly generation?: number;
  readonly startedAtMs: number;
  readonly stoppedAtMs?: number;
}

export interface OutboxPicture {
  /** Frames are on the line or on their way to the ear. */
  readonly isAudible: boolean;
  /** Of the generation now or last on the line, in order. */
  readonly marks: readonly {
    readonly name: string;
    readonly sentAtMs: number;
    readonly echoedAtMs?: number;
    /** Thrown away by `clear` before the ear had it; its echo says nothing. */
    readonly isCleared: boolean;
  }[];
}

export interface TranscriptLine {
  readonly who: 'caller' | 'agent';
  readonly atMs: number;
  readonly seq: number;
  readonly generation?: number;
  /** Words heard; undefined when the journal keeps none. */
  readonly heard?: string;
  /** Words the ear never received, because the caller broke in. */
  readonly cut?: string;
  /** How many words each has, when they themselves are not kept. */
  readonly heardWords?: number;
  readonly cutWords?: number;
  /** Where the cut is was guessed from the pace, not from the voice's timings. */
  readonly isEstimated?: boolean;
  /** Being spoken, not settled yet. */
  readonly isOpen?: boolean;
}

export type Lane = 'carrier' | 'stt' | 'call' | 'llm' | 'tts' | 'playback';

/** One arrow of the sequence. `from` and `to` are the same for what an actor notes of itself. */
export interface SequenceEdge {
  readonly seq: number;
  readonly atMs: number;
  readonly from: Lane;
  readonly to: Lane;
  readonly label: string;
  readonly kind: 'event' | 'command' | 'wire' | 'start' | 'stop' | 'timer' | 'failure';
  /** The state moved at this edge. */
  readonly state?: string;
}
