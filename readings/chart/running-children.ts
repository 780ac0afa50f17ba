/**
 * The streams of a call: those that run, and the last one of each name that stopped.
 */
import { type AnyEntry, generationIn } from '../journal-entry.ts';
import type { StreamName } from '../record/entry-facts.ts';
import { brokenStream, isStream } from '../turns/broken-stream.ts';

export interface Child {
  readonly id: StreamName;
  readonly generation?: number;
  readonly startedAtMs: number;
  readonly stoppedAtMs?: number;
}

export class ChildFold {
  children: readonly Child[] = [];

  take(entry: AnyEntry): void {
    if (entry.kind === 'event') this.#stop(brokenStream(entry.name), entry.atMs);
    else if (entry.kind === 'child' && isStream(entry.name)) {
      const { name: id, atMs } = entry;
      const generation = generationIn(entry);
      if (entry.data.is === 'stopped') this.#stop(id, atMs);
      else this.#start({ id, startedAtMs: atMs, ...(generation !== undefined && { generation }) });
    }
  }

  #start(child: Child): void {
    this.children = [...this.children.filter(({ id }) => id !== child.id), child];
  }

  #stop(id: StreamName | undefined, stoppedAtMs: number): void {
    if (id === undefined) return;
    this.children = this.children.map((child) =>
      child.id === id && child.stoppedAtMs === undefined ? { ...child, stoppedAtMs } : child,
    );
  }
}
