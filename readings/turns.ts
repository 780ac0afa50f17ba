/**
 * A journal folded into turns: when each stage of each answer happened.
 *
 *   entries ──> Turn[] ──> trace.ts, latency-table.ts
 */
import type { JournalEntry } from '../machines/journal-entry.ts';
import { readMark } from '../machines/mark.ts';

/** The stages of one reply, in call time (ms); absent when it never got that far. */
export interface Stages {
  requestedAt?: number;
  firstTokenAt?: number;
  llmFinishedAt?: number;
  firstAudioAt?: number;
  ttsFinishedAt?: number;
  firstSentAt?: number;
  firstHeardAt?: number;
  finishedAt?: number;
}

export interface Turn {
  /** Counts from 1. */
  readonly turn: number;
  /** What the caller said; empty when the journal keeps no transcripts. */
  readonly transcript: string;
  /** When the caller's last word ended; absent when the STT gave no word times. */
  readonly speechEndedAt?: number;
  readonly endOfTurnAt: number;
  /** The reply was begun before the turn was known to be over. */
  readonly speculated: boolean;
  /** The caller broke in, or the reply failed. */
  cancelledAt?: number;
  stages: Stages;
}

export function turnsOf(entries: readonly JournalEntry[]): Turn[] {
  const fold = new TurnFold();
  for (const entry of entries) fold.take(entry);
  return fold.turns;
}

const STAGE_OF: Readonly<Record<string, keyof Stages>> = {
  'llm.requested': 'requestedAt',
  'llm.firstToken': 'firstTokenAt',
  'llm.finished': 'llmFinishedAt',
  'tts.firstAudio': 'firstAudioAt',
  'tts.finished': 'ttsFinishedAt',
  'playback.started': 'firstSentAt',
  'playback.heard': 'firstHeardAt',
  'playback.finished': 'finishedAt',
};

class TurnFold {
  readonly turns: Turn[] = [];
  readonly #stages = new Map<number, Stages>();
  #lastGeneration = 0;
  /** Position of the last mark sent, in ms of its generation's audio. */
  #markedMs = 0;
  /** Where a reply begins that follows a filler, by generation, until its first echo. */
  readonly #behindMs = new Map<number, number>();
  /** The last end of a turn, and the words that then went into the history. */
  #ended: JournalEntry | undefined;
  #said: JournalEntry | undefined;
  /** The turn now being answered. */
  #open: Turn | undefined;
  /** The open turn's model request is still to come. */
  #awaitsRequest = false;

  take(entry: JournalEntry): void {
    if (entry.name === 'caller.endOfTurn') this.#ended = entry;
    else if (entry.name === 'history.caller') this.#said = entry;
    else if (entry.kind === 'state' && entry.data.region === 'turn') this.#move(entry);
    else if (entry.kind === 'wire') this.#line(entry);
    else this.#stage(entry);
  }

  #stage({ name, atMs, data }: JournalEntry): void {
    const stage = STAGE_OF[name];
    const generation = data.generation;
    if (stage === undefined || typeof generation !== 'number') return;
    const stages = this.#stages.get(generation) ?? {};
    this.#stages.set(generation, stages);
    // Audio is on the line before the chart is told that it came.
    if (stage === 'firstSentAt') this.#begins(generation, stages);
    stages[stage] ??= stage === 'firstAudioAt' ? Math.min(atMs, stages.firstSentAt ?? atMs) : atMs;
    this.#lastGeneration = Math.max(this.#lastGeneration, generation);
    if (stage === 'requestedAt' && this.#awaitsRequest && this.#open) {
      this.#open.stages = stages;
      this.#awaitsRequest = false;
    }
  }

  /** What was heard of a generation before its reply was sent is its filler: the reply is heard behind the marks so far. */
  #begins(generation: number, stages: Stages): void {
    if (stages.firstHeardAt === undefined) return;
    delete stages.firstHeardAt;
    this.#behindMs.set(generation, this.#markedMs);
  }

  #line({ name, atMs, data }: JournalEntry): void {
    const mark = readMark(data.mark);
    const position = mark?.position === 'end' ? Number.POSITIVE_INFINITY : mark?.position;
    if (mark === undefined || position === undefined) return;
    if (name === 'mark' && mark.position !== 'end') this.#markedMs = position;
    const behindMs = this.#behindMs.get(mark.generation);
    if (name !== 'echo' || behindMs === undefined || position <= behindMs) return;
    this.#behindMs.delete(mark.generation);
    const stages = this.#stages.get(mark.generation);
    if (stages) stages.firstHeardAt ??= atMs;
  }

  #move({ name: to, atMs, data }: JournalEntry): void {
    const from = String(data.from ?? '');
    const isAnswered = this.#said !== undefined && to.startsWith('responding.processing');
    if (this.#open && (isAnswered || (from.startsWith('responding') && !to.startsWith('responding')))) {
      if (this.#open.stages.finishedAt === undefined) this.#open.cancelledAt = atMs;
      this.#open = undefined;
    }
    if (isAnswered) this.#begin(from.startsWith('responding.speculating'));
  }

  #begin(speculated: boolean): void {
    const said = this.#said;
    if (!said) return;
    const speechEndedAt = this.#ended?.data.speechEndedAtMs;
    this.#said = undefined;
    this.#ended = undefined;
    this.#awaitsRequest = !speculated;
    this.#open = {
      turn: this.turns.length + 1,
      transcript: String(said.data.text ?? ''),
      ...(typeof speechEndedAt === 'number' && { speechEndedAt }),
      endOfTurnAt: said.atMs,
      speculated,
      stages: speculated ? (this.#stages.get(this.#lastGeneration) ?? {}) : {},
    };
    this.turns.push(this.#open);
  }
}
