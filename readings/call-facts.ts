/**
 * What a journal says is so, entry by entry: who has the floor, what is on the line, what is open.
 *
 *   JournalEntry ──> CallFacts (the state before the next entry) ──> invariants.ts
 */

import { type Mark, readMark } from '../machines/mark.ts';
import type { SpeechKind } from '../machines/ports.ts';
import type { JournalEntry } from './journal-entry.ts';

/** A generation on the line, as the carrier sees it. */
export interface LineTrack {
  readonly generation: number;
  readonly take: number;
  readonly startedAt: number;
  /** Where this take began, in ms of the generation's audio. */
  readonly beganMs: number;
  /** The most that can have been heard of the takes before this one. */
  readonly heldMs: number;
  /** Frames counted so far; a run still open is not in it. */
  frames: number;
  /** The furthest position the carrier has echoed, in ms of this generation's audio. */
  echoedMs: number;
  /** Cleared, heard to its end, or without anybody to hear it. */
  over: boolean;
}

export interface Place {
  readonly path: string;
  readonly since: number;
}

export const NOWHERE: Place = { path: '', since: 0 };
const FRAME_MS = 20;
/** A run of frames still open when the line closed is at most one mark's distance long. */
const UNCOUNTED_MS = 200;
/** Followed by the id of a stream that threw while it started; nobody will stop it. */
const BROKEN = 'xstate.error.actor.';

export const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
/** How many words an entry's text has, also where only their number was kept. */
export const wordsIn = ({ data: { text, textWords } }: JournalEntry): number =>
  typeof text === 'string' ? text.split(/\s+/).filter(Boolean).length : numberOf(textWords);

/** The same take or an earlier one. */
export const isBefore = (mark: Pick<Mark, 'generation' | 'take'>, other: typeof mark): boolean =>
  mark.generation < other.generation || (mark.generation === other.generation && mark.take <= other.take);

export class CallFacts {
  /** The states of the turn region, outermost first: `responding`, `responding.processing`, … */
  #turn: readonly Place[] = [];
  /** The last generation that went on the line. */
  track: LineTrack | undefined;
  /** Where its reply begins, behind a filler: known once it was held, and no filler is taken up again. */
  replyStartMs = 0;
  /** Newest generation, and take of it, whose audio was cleared. */
  clearedUpTo: Pick<Mark, 'generation' | 'take'> = { generation: 0, take: 0 };
  /** Why the agent speaks now, or spoke last. */
  speechKind: SpeechKind = 'greeting';
  /** Generations made behind a closed gate that nobody has opened. */
  readonly gated = new Set<number>();
  readonly children = new Set<string>();
  /** Open exchanges with vendors: `tts g3-1`. */
  readonly exchanges = new Set<string>();
  hungUp = false;
  epoch = 1;
  endedTurn = -1;
  startedAt: number | undefined;
  #playback = 0;
  #clearedAt = 0;

  /** Where the turn is, e.g. `responding.processing.thinking`. */
  get turn(): Place {
    return this.#turn.at(-1) ?? NOWHERE;
  }

  /** The states the turn is in, outermost first, each with the time it was entered. */
  get places(): readonly Place[] {
    return this.#turn;
  }

  isIn(path: string): boolean {
    return this.#turn.some((place) => place.path === path);
  }

  get isAudible(): boolean {
    return this.track !== undefined && !this.track.over;
  }

  /** The most that the ear can have received by then, in ms of the generation's audio. */
  heardMs(track: LineTrack, atMs: number): number {
    const byPace = track.beganMs + atMs - track.startedAt;
    return Math.max(track.heldMs, track.echoedMs, Math.min(this.sentMs(track) + UNCOUNTED_MS, byPace));
  }

  sentMs(track: LineTrack): number {
    return track.beganMs + track.frames * FRAME_MS;
  }

  take(entry: JournalEntry): void {
    if (entry.name === 'outbox.held') this.replyStartMs = numberOf(entry.data.replyStartMs);
    switch (entry.kind) {
      case 'state':
        if (entry.data.region === 'turn') this.#move(entry);
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
    }
  }

  /** A state entered anew counts from now, also when it was left to be entered `again`. */
  #move({ name, atMs, data }: JournalEntry): void {
    const steps = name.split('.').map((_, i, all) => all.slice(0, i + 1).join('.'));
    const differs = this.#turn.findIndex(({ path }, i) => path !== steps[i] || path === data.again);
    const keeps = differs === -1 ? this.#turn.length : differs;
    this.#turn = steps.map((path, i) => (i < keeps && this.#turn[i]) || { path, since: atMs });
  }

  #event({ name, atMs, data }: JournalEntry): void {
    if (name === 'transport.closed') {
      this.hungUp = true;
      this.track = this.track && { ...this.track, over: true };
    } else if (name === 'transport.started') this.startedAt ??= atMs;
    else if (name.startsWith(BROKEN)) this.children.delete(name.slice(BROKEN.length));
    else if (name === 'caller.endOfTurn' && data.epoch === this.epoch)
      this.endedTurn = Math.max(this.endedTurn, numberOf(data.turnIndex));
    else if (name === 'playback.finished' && this.track?.generation === data.generation)
      this.track = this.track && { ...this.track, over: true };
  }

  #child({ name, data }: JournalEntry): void {
    if (data.is === 'stopped') {
      this.children.delete(name);
      return;
    }
    this.children.add(name);
    if (name === 'playback') {
      this.#playback = numberOf(data.generation);
      if (data.gate === 'closed') this.gated.add(this.#playback);
    } else if (name === 'llm') {
      this.speechKind = data.kind as SpeechKind;
    } else if (name === 'stt') {
      this.epoch = numberOf(data.epoch);
      this.endedTurn = -1;
    }
  }

  #vendor({ name, data }: JournalEntry): void {
    const id = `${name} ${data.id}`;
    if (data.is === 'opened') this.exchanges.add(id);
    else this.exchanges.delete(id);
  }

  #wire({ name, atMs, data }: JournalEntry): void {
    if (this.track) this.track.frames += numberOf(data.frames);
    const mark = readMark(data.mark);
    if (name === 'clear' && this.track) {
      this.track.over = true;
      this.clearedUpTo = this.track;
      this.#clearedAt = atMs;
    } else if (name === 'mark' && mark && mark.position !== 'end' && this.#isAnother(mark)) {
      this.track = this.#begin(mark, mark.position, atMs);
    } else if (name === 'echo' && mark && this.track && !this.#isAnother(mark) && !this.track.over) {
      const { track } = this;
      const echoedMs = mark.position === 'end' ? this.sentMs(track) : mark.position;
      track.echoedMs = Math.max(track.echoedMs, echoedMs);
      track.over = mark.position === 'end';
    }
  }

  #isAnother({ generation, take }: Mark): boolean {
    return generation !== this.track?.generation || take !== this.track.take;
  }

  /** A speech that goes on was heard up to where it was held, also when it begins a word earlier. */
  #begin({ generation, take }: Mark, beganMs: number, startedAt: number): LineTrack {
    const before = this.track?.generation === generation ? this.track : undefined;
    const heldMs = before ? this.heardMs(before, this.#clearedAt) : 0;
    return { generation, take, beganMs, heldMs, startedAt, frames: 0, echoedMs: 0, over: false };
  }
}
