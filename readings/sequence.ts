/**
 * What passed between the actors of a call, as arrows in the order of the journal.
 *
 *   event: actor ──> call     command, child: call ──> actor     wire: playback <──> carrier
 */

import { readMark } from '../machines/mark.ts';
import { wordMovedTo } from './chart/state-words.ts';
import type { JournalEntry } from './journal-entry.ts';
import { brokenStream } from './turns/broken-stream.ts';

export type Lane = 'carrier' | 'vad' | 'stt' | 'call' | 'llm' | 'tts' | 'playback';

/** One arrow. `from` and `to` are the same for what an actor does to itself. */
export interface SequenceEdge {
  readonly seq: number;
  readonly atMs: number;
  readonly from: Lane;
  readonly to: Lane;
  readonly label: string;
  readonly kind: 'event' | 'command' | 'wire' | 'start' | 'stop' | 'timer' | 'failure';
  /** Of a failure, its code; of a bug, its name. */
  readonly code?: string;
  /** A mark in the middle of a speech, or its echo: there are ten a second. */
  readonly isRoutine?: boolean;
  /** The state moved at this edge, to this word. */
  readonly state?: string;
}

type Arrow = Pick<SequenceEdge, 'from' | 'to' | 'label' | 'kind' | 'code' | 'isRoutine'>;

export const LANES: readonly Lane[] = ['carrier', 'vad', 'stt', 'call', 'llm', 'tts', 'playback'];

/** Who an event is from, or a command is for, by its first word. Whatever else there is, the call does to itself. */
const LANE_OF: Readonly<Record<string, Lane>> = {
  transport: 'carrier',
  caller: 'stt',
  stt: 'stt',
  vad: 'vad',
  llm: 'llm',
  tts: 'tts',
  playback: 'playback',
};
/** Notes of something that broke and that the chart does not hear of. */
const BROKEN_NOTES: ReadonlySet<string> = new Set(['filler.failed', 'cleanup.failed', 'call.crashed']);
const MOST = 400;
/** Of them, routine ones. */
const MOST_ROUTINE = 120;

export class SequenceFold {
  edges: SequenceEdge[] = [];
  #routine = 0;
  /** Edges no longer kept, without routine ones. */
  dropped = 0;
  #word: string | undefined;
  /** The first frames of what is on the line were told. */
  #isSounding = false;
  /** The generation and take now on the line. */
  #take: string | undefined;

  take(entry: JournalEntry): void {
    if (entry.kind === 'state') this.#move(entry);
    else {
      const arrow = this.#arrowOf(entry);
      if (arrow) this.#add({ seq: entry.seq, atMs: entry.atMs, ...arrow });
    }
  }

  #move(entry: JournalEntry): void {
    const word = wordMovedTo(entry);
    if (word === undefined || word === this.#word) return;
    this.#word = word;
    const at = this.edges.findLastIndex(({ isRoutine }) => !isRoutine);
    const edge = this.edges[at];
    if (edge) this.edges[at] = { ...edge, state: word };
  }

  #arrowOf(entry: JournalEntry): Arrow | undefined {
    const { kind, name, data } = entry;
    switch (kind) {
      case 'event':
        return eventArrow(name, data);
      case 'command':
        return { from: 'call', to: laneOf(name), label: name, kind: 'command' };
      case 'timer':
        return { from: 'call', to: 'call', label: name, kind: 'timer' };
      case 'child':
        return childArrow(name, data);
      case 'wire':
        return this.#wireArrow(name, data);
      case 'note':
        return BROKEN_NOTES.has(name) ? noteArrow(name, data) : undefined;
      default:
        return undefined;
    }
  }

  #wireArrow(name: string, { mark: markName }: JournalEntry['data']): Arrow | undefined {
    const mark = readMark(markName);
    const take = mark && `${mark.generation}.${mark.take}`;
    const begins = name === 'mark' && take !== this.#take;
    if (begins) {
      this.#take = take;
      this.#isSounding = false;
    }
    if (name === 'media') return this.#mediaArrow();
    const label = mark ? `${name} ${markName}` : name;
    const isRoutine = mark !== undefined && !begins && mark.position !== 0 && mark.position !== 'end';
    const routine = isRoutine ? { isRoutine } : {};
    return name === 'echo'
      ? { from: 'carrier', to: 'playback', label, kind: 'wire', ...routine }
      : { from: 'playback', to: 'carrier', label, kind: 'wire', ...routine };
  }

  /** Frames come in runs between marks; only the first run of a speech is told. */
  #mediaArrow(): Arrow | undefined {
    if (this.#isSounding) return undefined;
    this.#isSounding = true;
    return { from: 'playback', to: 'carrier', label: 'media', kind: 'wire' };
  }

  #add(edge: SequenceEdge): void {
    this.edges.push(edge);
    if (edge.isRoutine) this.#routine++;
    if (this.#routine > MOST_ROUTINE) this.#thin();
    if (this.edges.length <= MOST) return;
    const gone = this.edges.shift();
    if (gone?.isRoutine) this.#routine--;
    else this.dropped++;
  }

  /** A long speech must not drive out what led to it: the older half of its marks goes. */
  #thin(): void {
    let surplus = MOST_ROUTINE / 2;
    this.edges = this.edges.filter(({ isRoutine }) => !isRoutine || surplus-- <= 0);
    this.#routine = this.edges.filter(({ isRoutine }) => isRoutine).length;
  }
}

const laneOf = (name: string): Lane => LANE_OF[name.split('.')[0] ?? ''] ?? 'call';

function eventArrow(name: string, data: JournalEntry['data']): Arrow {
  const stream = brokenStream(name);
  if (stream !== undefined) {
    return { from: laneOf(stream), to: 'call', label: `error ${stream}`, kind: 'failure', ...codeIn(data) };
  }
  return {
    from: laneOf(name),
    to: 'call',
    label: name,
    kind: data.error === undefined ? 'event' : 'failure',
    ...codeIn(data),
  };
}

function codeIn({ error }: JournalEntry['data']): { code?: string } {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const known = code ?? message;
  return typeof known === 'string' ? { code: known } : {};
}

function childArrow(name: string, { is, generation }: JournalEntry['data']): Arrow {
  const isStart = is === 'started';
  const label =
    isStart && typeof generation === 'number' ? `start g${generation}` : isStart ? 'start' : 'stop';
  return { from: 'call', to: laneOf(name), label, kind: isStart ? 'start' : 'stop' };
}

function noteArrow(name: string, data: JournalEntry['data']): Arrow {
  const lane = name === 'filler.failed' ? 'tts' : 'call';
  return { from: lane, to: lane, label: name, kind: 'failure', ...codeIn(data) };
}
