/**
 * The agent's audio on the line, mark by mark: sent, echoed by the carrier, or thrown away by a `clear`.
 */

import { type Mark, readMark } from '../machines/mark.ts';
import type { AnyEntry, EntryOf } from './journal-entry.ts';

export interface OutboxMark {
  /** The mark's name on the line: `g3:200`. */
  readonly name: string;
  readonly sentAtMs: number;
  readonly echoedAtMs?: number;
  /** A `clear` threw the mark away before the caller's ear received its audio; an echo of the mark then proves nothing. */
  readonly isCleared: boolean;
}

export interface OutboxPicture {
  /** Frames are on the line or on their way to the caller's ear. */
  readonly isAudible: boolean;
  /** The generation on the line now, or the last one; absent before the first. */
  readonly generation?: number;
  /** The marks of that generation, in order. */
  readonly marks: readonly OutboxMark[];
}

export class OutboxFold implements OutboxPicture {
  isAudible = false;
  generation?: number;
  marks: OutboxMark[] = [];
  #take = 0;

  take(entry: AnyEntry): void {
    if (entry.kind === 'wire') this.#wire(entry);
    else if (entry.kind !== 'event') return;
    else if (entry.name === 'transport.closed') this.isAudible = false;
    else if (entry.name === 'playback.finished' && entry.data.generation === this.generation)
      this.isAudible = false;
  }

  #wire(entry: EntryOf<'wire'>): void {
    if (entry.name === 'media') return;
    if (entry.name === 'clear') {
      this.#clear();
      return;
    }
    const { mark: name } = entry.data;
    const mark = readMark(name);
    if (!mark) return;
    if (entry.name === 'mark') this.#send(mark, name, entry.atMs);
    else if (mark.generation === this.generation) this.#echo(name, entry.atMs);
  }

  #send({ generation, take, position }: Mark, name: string, sentAtMs: number): void {
    const isAnother = generation !== this.generation || take !== this.#take;
    if (isAnother && generation !== this.generation) this.marks = [];
    if (isAnother) {
      this.generation = generation;
      this.#take = take;
      this.isAudible = position !== 'end';
    }
    this.marks.push({ name, sentAtMs, isCleared: false });
  }

  /** The carrier also echoes the marks that a `clear` threw away. */
  #echo(name: string, echoedAtMs: number): void {
    const at = this.marks.findLastIndex((mark) => mark.name === name);
    const mark = this.marks[at];
    if (!mark || mark.isCleared) return;
    this.marks[at] = { ...mark, echoedAtMs };
    if (readMark(name)?.position === 'end') this.isAudible = false;
  }

  #clear(): void {
    this.isAudible = false;
    this.marks = this.marks.map((mark) =>
      mark.echoedAtMs === undefined ? { ...mark, isCleared: true } : mark,
    );
  }
}
