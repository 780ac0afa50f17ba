/**
 * The streams of a call: those that run, and the last one of each name that stopped.
 */
import type { JournalEntry } from '../journal-entry.ts';
import { brokenStream } from '../turns/broken-stream.ts';

export interface Child {
  readonly id: 'stt' | 'vad' | 'llm' | 'tts' | 'playback';
  readonly generation?: number;
  readonly startedAtMs: number;
  readonly stoppedAtMs?: number;
}

const IDS: ReadonlySet<string> = new Set<Child['id']>(['stt', 'vad', 'llm', 'tts', 'playback']);

export class ChildFold {
  children: readonly Child[] = [];

  take({ kind, name, atMs, data }: JournalEntry): void {
    if (kind === 'child' && data.is === 'started' && isChild(name)) this.#start(name, atMs, data.generation);
    else if (kind === 'child') this.#stop(name, atMs);
    else if (kind === 'event') this.#stop(brokenStream(name), atMs);
  }

  #start(id: Child['id'], startedAtMs: number, generation: unknown): void {
    const others = this.children.filter((child) => child.id !== id);
    this.children = [...others, { id, startedAtMs, ...(typeof generation === 'number' && { generation }) }];
  }

  #stop(id: string | undefined, stoppedAtMs: number): void {
    if (id === undefined) return;
    this.children = this.children.map((child) =>
      child.id === id && child.stoppedAtMs === undefined ? { ...child, stoppedAtMs } : child,
    );
  }
}

const isChild = (name: string): name is Child['id'] => IDS.has(name);
