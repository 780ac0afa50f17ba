/**
 * The stages of every reply of a call, by generation: when each was reached.
 *
 *   events, notes, marks and echoes ──> Stages
 */

import { readMark } from '../../machines/mark.ts';
import { type AnyEntry, type EntryOf, generationIn } from '../journal-entry.ts';
import type { EntryName } from '../record/entry-facts.ts';

/** In call time (ms); absent when the reply never got that far. */
export interface Stages {
  requestedAt?: number;
  firstTokenAt?: number;
  llmFinishedAt?: number;
  /** The first words went to the voice; absent for clips. */
  voicedAt?: number;
  firstAudioAt?: number;
  ttsFinishedAt?: number;
  firstSentAt?: number;
  firstHeardAt?: number;
  finishedAt?: number;
  /** The first sound of the filler that came before the reply. */
  fillerHeardAt?: number;
}

const STAGE_OF: Readonly<Partial<Record<EntryName, keyof Stages>>> = {
  'llm.requested': 'requestedAt',
  'llm.firstToken': 'firstTokenAt',
  'llm.finished': 'llmFinishedAt',
  'tts.firstAudio': 'firstAudioAt',
  'tts.finished': 'ttsFinishedAt',
  'playback.started': 'firstSentAt',
  'playback.heard': 'firstHeardAt',
  'playback.finished': 'finishedAt',
};

/** Frames leave in bursts, 60 ms and more apart; the chart is told of the reply's first after the burst it is in. */
const SAME_BURST_MS = 20;

export class StageFold {
  readonly #stages = new Map<number, Stages>();
  /** One was ordered for the generation that is now made. */
  #hasFiller = false;
  /** The marks sent of the generation on the line: where in its audio (ms), and when. */
  #marks: { readonly positionMs: number; readonly atMs: number }[] = [];
  /** Where a reply begins that follows a filler, by generation, until its first echo. */
  readonly #behindMs = new Map<number, number>();

  /** The same object for the same generation, filled in as its stages are reached. */
  of(generation: number): Stages {
    const stages = this.#stages.get(generation) ?? {};
    this.#stages.set(generation, stages);
    return stages;
  }

  take(entry: AnyEntry): void {
    switch (entry.kind) {
      case 'wire':
        this.#line(entry);
        return;
      case 'vendor':
        this.#exchange(entry);
        return;
      case 'child':
        if (entry.name === 'llm') this.#hasFiller = false;
        return;
      case 'command':
        if (entry.name === 'llm.say' && entry.data.role === 'filler') this.#hasFiller = true;
        return;
      case 'event':
      case 'note':
        this.#stage(entry);
    }
  }

  #stage(entry: EntryOf<'event' | 'note'>): void {
    const { name, atMs } = entry;
    const stage = STAGE_OF[name];
    const generation = generationIn(entry);
    if (stage === undefined || generation === undefined) return;
    const stages = this.of(generation);
    if (stage === 'firstSentAt' && this.#hasFiller) this.#begins(generation, atMs);
    const isFiller = stages.firstSentAt === undefined || this.#behindMs.has(generation);
    if (stage === 'firstHeardAt' && isFiller) stages.fillerHeardAt ??= atMs;
    // Audio is on the line before the chart is told that it came.
    else stages[stage] ??= stage === 'firstAudioAt' ? Math.min(atMs, stages.firstSentAt ?? atMs) : atMs;
  }

  /** What was sent of a generation before its reply is its filler: the reply is heard behind the marks of that. */
  #begins(generation: number, atMs: number): void {
    const last = this.#marks.findLast((mark) => mark.atMs < atMs - SAME_BURST_MS);
    if (last) this.#behindMs.set(generation, last.positionMs);
  }

  #line(entry: EntryOf<'wire'>): void {
    if (entry.name === 'media') return;
    if (entry.name === 'clear') {
      // The carrier also returns the marks that a `clear` threw away.
      this.#behindMs.clear();
      return;
    }
    const { name, atMs } = entry;
    const mark = readMark(entry.data.mark);
    if (mark === undefined) return;
    const positionMs = mark.position === 'end' ? Number.POSITIVE_INFINITY : mark.position;
    if (name === 'mark')
      this.#marks = [...(positionMs === 0 ? [] : this.#marks.slice(-9)), { positionMs, atMs }];
    const behindMs = this.#behindMs.get(mark.generation);
    if (name !== 'echo' || behindMs === undefined || positionMs <= behindMs) return;
    this.#behindMs.delete(mark.generation);
    this.of(mark.generation).firstHeardAt ??= atMs;
  }

  /** An utterance of a reply is called `g` and its generation; that of a filler more. */
  #exchange({ name, atMs, data }: EntryOf<'vendor'>): void {
    const generation =
      name === 'tts' && data.is === 'opened' ? /^g(\d+)$/.exec(String(data.id))?.[1] : undefined;
    if (generation !== undefined) this.of(Number(generation)).voicedAt ??= atMs;
  }
}
