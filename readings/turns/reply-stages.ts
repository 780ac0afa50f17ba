/**
 * The stages of every reply of a call, by generation, with the time at which each was reached.
 *
 *   events, notes, marks and echoes ──> Stages
 */

import { readMark } from '../../machines/mark.ts';
import { type AnyEntry, type EntryOf, generationIn } from '../journal-entry.ts';
import type { EntryName } from '../record/entry-facts.ts';

/** Call time of each stage, in ms; absent when the reply did not reach it. */
export interface Stages {
  requestedAt?: number;
  firstTokenAt?: number;
  llmFinishedAt?: number;
  /** The first words were sent to TTS; absent for clips. */
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

/** Bursts of frames are 60 ms and more apart; the event for the reply's first frame follows its burst within this time. */
const SAME_BURST_MS = 20;

export class StageFold {
  readonly #stages = new Map<number, Stages>();
  /** A filler was ordered for the generation whose streams started last. */
  #hasFiller = false;
  /** The last marks sent of the generation on the line: position in its audio and call time, both in ms. */
  #marks: { readonly positionMs: number; readonly atMs: number }[] = [];
  /** By generation, the last mark of the filler before its reply, in ms of audio, until a later mark is echoed. */
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
    // Audio can be on the line before `tts.firstAudio` is reported.
    else stages[stage] ??= stage === 'firstAudioAt' ? Math.min(atMs, stages.firstSentAt ?? atMs) : atMs;
  }

  /** Audio sent before the reply is its filler: the reply is heard once a mark behind the filler's marks is echoed. */
  #begins(generation: number, atMs: number): void {
    const last = this.#marks.findLast((mark) => mark.atMs < atMs - SAME_BURST_MS);
    if (last) this.#behindMs.set(generation, last.positionMs);
  }

  #line(entry: EntryOf<'wire'>): void {
    if (entry.name === 'media') return;
    if (entry.name === 'clear') {
      // The carrier also echoes the marks that a `clear` threw away.
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

  /** An utterance's name is `g3` for the reply of generation 3; the filler's name is longer (`g3-filler`). */
  #exchange({ name, atMs, data }: EntryOf<'vendor'>): void {
    const generation =
      name === 'tts' && data.is === 'opened' ? /^g(\d+)$/.exec(String(data.id))?.[1] : undefined;
    if (generation !== undefined) this.of(Number(generation)).voicedAt ??= atMs;
  }
}
