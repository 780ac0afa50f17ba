/**
 * The facts of a call at each entry of its journal: who has the floor, what is on the line, which streams are open.
 *
 *   JournalEntry ──> CallFacts (the state before the next entry) ──> invariants.ts
 */

import { type Mark, readMark } from '../machines/mark.ts';
import type { SpeechKind } from '../machines/ports.ts';
import { type StatePath, turnStatesTo } from '../machines/state-paths.ts';
import { countWords } from '../machines/text/written.ts';
import { type AnyEntry, type EntryOf, isTurnMove } from './journal-entry.ts';
import type { EntryName, VendorName } from './record/entry-facts.ts';
import type { Spoken } from './record/recorded.ts';
import { brokenStream } from './turns/broken-stream.ts';

/** One take of a generation on the line, as the carrier sees it. */
export interface LineTrack {
  readonly generation: number;
  readonly take: number;
  readonly startedAt: number;
  /** Start of this take, in ms of the generation's audio. */
  readonly beganMs: number;
  /** Upper bound of what the caller heard of the takes before this one, in ms of the generation's audio. */
  readonly heldMs: number;
  /** Frames counted so far, without a run that is still open. */
  frames: number;
  /** The furthest position the carrier has echoed, in ms of this generation's audio. */
  echoedMs: number;
  /** The take was cleared, or heard to its end, or the caller hung up. */
  over: boolean;
}

export interface Place {
  readonly path: StatePath<'turn'>;
  readonly since: number;
}

const FRAME_MS = 20;
/** A run of frames still open when the line closed is at most one mark's distance long. */
const UNCOUNTED_MS = 200;

/** Number of words of a text; works for journals without transcripts, too. */
export const wordsIn = ({ text, textWords = 0 }: Spoken): number =>
  text === undefined ? textWords : countWords(text);

/** Whether a mark is of the same take as another or of an earlier one. */
export const isBefore = (mark: Pick<Mark, 'generation' | 'take'>, other: typeof mark): boolean =>
  mark.generation < other.generation || (mark.generation === other.generation && mark.take <= other.take);

export class CallFacts {
  /** The states of the turn region, outermost first: `responding`, `responding.processing`, … */
  #turn: readonly Place[] = [];
  /** The last generation that went on the line. */
  track: LineTrack | undefined;
  /** Start of its reply behind a filler, in ms of its audio; known once the speech was held. A held filler is not resumed. */
  replyStartMs = 0;
  /** The newest generation, and its take, whose audio was cleared. */
  clearedUpTo: Pick<Mark, 'generation' | 'take'> = { generation: 0, take: 0 };
  /** Kind of the speech under way or, between speeches, of the last one. */
  speechKind: SpeechKind = 'greeting';
  /** Generations made behind a gate that is still closed. */
  readonly gated = new Set<number>();
  readonly children = new Set<EntryName<'child'>>();
  /** The open exchanges with each vendor, by id: `g3-1`. */
  readonly exchanges: Readonly<Record<VendorName, Set<EntryOf<'vendor'>['data']['id']>>> = {
    stt: new Set(),
    llm: new Set(),
    tts: new Set(),
  };
  hungUp = false;
  epoch = 1;
  endedTurn = -1;
  startedAt: number | undefined;
  #playback = 0;
  #clearedAt = 0;

  /** The innermost state of the turn region, e.g. `responding.processing.thinking`; undefined before the first. */
  get turn(): Place | undefined {
    return this.#turn.at(-1);
  }

  /** The states the turn is in, outermost first, each with the time it was entered. */
  get places(): readonly Place[] {
    return this.#turn;
  }

  isIn(path: StatePath<'turn'>): boolean {
    return this.#turn.some((place) => place.path === path);
  }

  get isAudible(): boolean {
    return this.track !== undefined && !this.track.over;
  }

  /** Upper bound of what the caller's ear has received at `atMs`, in ms of the generation's audio. */
  heardMs(track: LineTrack, atMs: number): number {
    const byPace = track.beganMs + atMs - track.startedAt;
    return Math.max(track.heldMs, track.echoedMs, Math.min(this.sentMs(track) + UNCOUNTED_MS, byPace));
  }

  sentMs(track: LineTrack): number {
    return track.beganMs + track.frames * FRAME_MS;
  }

  take(entry: AnyEntry): void {
    switch (entry.kind) {
      case 'state':
        if (isTurnMove(entry)) this.#move(entry);
        return;
      case 'event':
        this.#event(entry);
        return;
      case 'command':
        if (entry.name === 'playback.open') this.gated.delete(this.#playback);
        return;
      case 'child':
        this.#child(entry);
        return;
      case 'vendor':
        this.#vendor(entry);
        return;
      case 'wire':
        this.#wire(entry);
        return;
      case 'note':
        if (entry.name === 'outbox.held') this.replyStartMs = entry.data.replyStartMs;
    }
  }

  /** Time in a state counts from its last entry, also when a transition left and entered it (`again`). */
  #move({ name, atMs, data }: EntryOf<'state'>): void {
    const steps = turnStatesTo(name);
    const differs = this.#turn.findIndex(({ path }, i) => path !== steps[i] || path === data.again);
    const keeps = differs === -1 ? this.#turn.length : differs;
    this.#turn = steps.map((path, i) => (i < keeps && this.#turn[i]) || { path, since: atMs });
  }

  #event({ name, atMs, data }: EntryOf<'event'>): void {
    const broken = brokenStream(name);
    if (broken !== undefined) this.children.delete(broken);
    switch (name) {
      case 'transport.started':
        this.startedAt ??= atMs;
        return;
      case 'transport.closed':
        this.hungUp = true;
        this.track = this.track && { ...this.track, over: true };
        return;
      case 'caller.endOfTurn':
        if (data.epoch === this.epoch) this.endedTurn = Math.max(this.endedTurn, data.turnIndex);
        return;
      case 'playback.finished':
        if (this.track?.generation === data.generation) this.track = { ...this.track, over: true };
    }
  }

  #child({ name, data }: EntryOf<'child'>): void {
    if (data.is === 'stopped') {
      this.children.delete(name);
      return;
    }
    this.children.add(name);
    if (name === 'playback') {
      this.#playback = data.generation;
      if (data.gate === 'closed') this.gated.add(this.#playback);
    } else if (name === 'llm') {
      this.speechKind = data.kind;
    } else if (name === 'stt') {
      this.epoch = data.epoch;
      this.endedTurn = -1;
    }
  }

  #vendor({ name, data }: EntryOf<'vendor'>): void {
    if (data.is === 'opened') this.exchanges[name].add(data.id);
    else this.exchanges[name].delete(data.id);
  }

  #wire(entry: EntryOf<'wire'>): void {
    if (entry.name === 'media') return;
    const { track } = this;
    if (track && entry.name !== 'echo') track.frames += entry.data.frames ?? 0;
    if (entry.name === 'clear') this.#clear(entry.atMs);
    else if (entry.name === 'mark') this.#mark(readMark(entry.data.mark), entry.atMs);
    else this.#echo(readMark(entry.data.mark));
  }

  #clear(atMs: number): void {
    if (!this.track) return;
    this.track.over = true;
    this.clearedUpTo = this.track;
    this.#clearedAt = atMs;
  }

  #mark(mark: Mark | undefined, atMs: number): void {
    if (mark && mark.position !== 'end' && this.#isAnother(mark))
      this.track = this.#begin(mark, mark.position, atMs);
  }

  #echo(mark: Mark | undefined): void {
    const { track } = this;
    if (!mark || !track || this.#isAnother(mark) || track.over) return;
    const echoedMs = mark.position === 'end' ? this.sentMs(track) : mark.position;
    track.echoedMs = Math.max(track.echoedMs, echoedMs);
    track.over = mark.position === 'end';
  }

  #isAnother({ generation, take }: Mark): boolean {
    return generation !== this.track?.generation || take !== this.track.take;
  }

  /** A resumed speech was heard up to the hold, although its next take begins with the word that was cut. */
  #begin({ generation, take }: Mark, beganMs: number, startedAt: number): LineTrack {
    const before = this.track?.generation === generation ? this.track : undefined;
    const heldMs = before ? this.heardMs(before, this.#clearedAt) : 0;
    return { generation, take, beganMs, heldMs, startedAt, frames: 0, echoedMs: 0, over: false };
  }
}
