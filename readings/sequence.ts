/**
 * The messages between the actors of a call, as arrows in the order of the journal.
 *
 *   event: actor ──> call     command, child: call ──> actor     wire: playback <──> carrier
 */

import { readMark } from '../machines/mark.ts';
import type { NoteName } from '../machines/notes.ts';
import { type StateWord, wordMovedTo } from './chart/state-words.ts';
import { type AnyEntry, type EntryOf, errorIn, type ForeignEntry, generationIn } from './journal-entry.ts';
import type { EntryName, StreamName } from './record/entry-facts.ts';
import { brokenStream } from './turns/broken-stream.ts';

export type Lane = StreamName | 'carrier' | 'call';

/** One arrow. `from` and `to` are the same for an arrow from an actor to itself. */
export interface SequenceMessage {
  readonly seq: number;
  readonly atMs: number;
  readonly from: Lane;
  readonly to: Lane;
  readonly label: string;
  readonly kind: 'event' | 'command' | 'wire' | 'start' | 'stop' | 'timer' | 'failure';
  /** The code of a failure; for a bug without a code, its message. */
  readonly code?: string;
  /** The message is a mark in the middle of a speech, or its echo; there are ten a second. */
  readonly isRoutine?: boolean;
  /** The state to which the call moved at this message. */
  readonly state?: StateWord;
}

type Arrow = Pick<SequenceMessage, 'from' | 'to' | 'label' | 'kind' | 'code' | 'isRoutine'>;

export const LANES: readonly Lane[] = ['carrier', 'vad', 'stt', 'call', 'llm', 'tts', 'playback'];

type FirstWord<Name> = Name extends `${infer First}.${string}` ? First : never;
/** First words of events and of commands to streams (`caller` of `caller.endOfTurn`), and the streams themselves. */
type Subject = Exclude<FirstWord<EntryName<'event' | 'command'>>, 'xstate'> | StreamName;

/** The actor that sends an event or receives a command, by the subject of its name. */
const LANE_OF: Readonly<Record<Subject, Lane>> = {
  transport: 'carrier',
  operator: 'call',
  caller: 'stt',
  stt: 'stt',
  vad: 'vad',
  llm: 'llm',
  tts: 'tts',
  playback: 'playback',
};
/** Notes of failures that do not reach the chart as events. */
const BROKEN_NOTES: ReadonlySet<NoteName> = new Set(['filler.failed', 'cleanup.failed', 'call.crashed']);
/** The most messages kept. */
const MOST = 400;
/** The most routine messages among them. */
const MOST_ROUTINE = 120;

export class SequenceFold {
  messages: SequenceMessage[] = [];
  #routine = 0;
  /** Number of messages dropped, without routine ones. */
  dropped = 0;
  #word: StateWord | undefined;
  /** The first frames of the take on the line were added. */
  #isSounding = false;
  /** The generation and take now on the line. */
  #take: string | undefined;

  take(entry: AnyEntry): void {
    if (entry.kind === 'state') this.#move(entry);
    else {
      const arrow = this.#arrowOf(entry);
      if (arrow) this.#add({ seq: entry.seq, atMs: entry.atMs, ...arrow });
    }
  }

  #move(entry: EntryOf<'state'>): void {
    const word = wordMovedTo(entry);
    if (word === undefined || word === this.#word) return;
    this.#word = word;
    const at = this.messages.findLastIndex(({ isRoutine }) => !isRoutine);
    const message = this.messages[at];
    if (message) this.messages[at] = { ...message, state: word };
  }

  #arrowOf(entry: AnyEntry): Arrow | undefined {
    switch (entry.kind) {
      case 'event':
        return eventArrow(entry);
      case 'command':
        return { from: 'call', to: laneOf(entry.name), label: entry.name, kind: 'command' };
      case 'timer':
        return { from: 'call', to: 'call', label: entry.name, kind: 'timer' };
      case 'child':
        return childArrow(entry);
      case 'wire':
        return this.#wireArrow(entry);
      case 'note':
        return BROKEN_NOTES.has(entry.name) ? noteArrow(entry) : undefined;
      case 'foreign':
        return foreignArrow(entry);
      default:
        return undefined;
    }
  }

  #wireArrow(entry: EntryOf<'wire'>): Arrow | undefined {
    if (entry.name === 'media') return this.#mediaArrow();
    if (entry.name === 'clear') return { from: 'playback', to: 'carrier', label: 'clear', kind: 'wire' };
    const { name, data } = entry;
    const mark = readMark(data.mark);
    const take = mark && `${mark.generation}.${mark.take}`;
    const begins = name === 'mark' && take !== this.#take;
    if (begins) {
      this.#take = take;
      this.#isSounding = false;
    }
    const label = mark ? `${name} ${data.mark}` : name;
    const isRoutine = mark !== undefined && !begins && mark.position !== 0 && mark.position !== 'end';
    const routine = isRoutine ? { isRoutine } : {};
    return name === 'echo'
      ? { from: 'carrier', to: 'playback', label, kind: 'wire', ...routine }
      : { from: 'playback', to: 'carrier', label, kind: 'wire', ...routine };
  }

  /** Frames come in runs between marks; only the first run of a take gets an arrow. */
  #mediaArrow(): Arrow | undefined {
    if (this.#isSounding) return undefined;
    this.#isSounding = true;
    return { from: 'playback', to: 'carrier', label: 'media', kind: 'wire' };
  }

  #add(message: SequenceMessage): void {
    this.messages.push(message);
    if (message.isRoutine) this.#routine++;
    if (this.#routine > MOST_ROUTINE) this.#thin();
    if (this.messages.length <= MOST) return;
    const gone = this.messages.shift();
    if (gone?.isRoutine) this.#routine--;
    else this.dropped++;
  }

  /** Drops the older half of the routine messages, so that a long speech does not drive out the messages before it. */
  #thin(): void {
    let surplus = MOST_ROUTINE / 2;
    this.messages = this.messages.filter(({ isRoutine }) => !isRoutine || surplus-- <= 0);
    this.#routine = this.messages.filter(({ isRoutine }) => isRoutine).length;
  }
}

const isSubject = (word: string): word is Subject => Object.hasOwn(LANE_OF, word);

/** The lane of a name; the call's own lane for names without a subject and for those of another version. */
function laneOf(name: string): Lane {
  const [first = ''] = name.split('.');
  return isSubject(first) ? LANE_OF[first] : 'call';
}

function eventArrow(entry: EntryOf<'event'>): Arrow {
  const { name } = entry;
  const stream = brokenStream(name);
  if (stream !== undefined) {
    return { from: stream, to: 'call', label: `error ${stream}`, kind: 'failure', ...codeIn(entry) };
  }
  const kind = errorIn(entry) === undefined ? 'event' : 'failure';
  return { from: laneOf(name), to: 'call', label: name, kind, ...codeIn(entry) };
}

function codeIn(entry: AnyEntry): { code?: string } {
  const error = errorIn(entry);
  return error === undefined ? {} : { code: error.code ?? error.message };
}

function childArrow(entry: EntryOf<'child'>): Arrow {
  const to = laneOf(entry.name);
  if (entry.data.is === 'stopped') return { from: 'call', to, label: 'stop', kind: 'stop' };
  const generation = generationIn(entry);
  const label = generation === undefined ? 'start' : `start g${generation}`;
  return { from: 'call', to, label, kind: 'start' };
}

function noteArrow(entry: EntryOf<'note'>): Arrow {
  const lane = entry.name === 'filler.failed' ? 'tts' : 'call';
  return { from: lane, to: lane, label: entry.name, kind: 'failure', ...codeIn(entry) };
}

/** An arrow made of kind and name alone: the facts are another version's. */
function foreignArrow({ recordedAs: { kind, name }, data }: ForeignEntry): Arrow | undefined {
  const lane = laneOf(name);
  switch (kind) {
    case 'event':
      return { from: lane, to: 'call', label: name, kind: 'event' };
    case 'command':
      return { from: 'call', to: lane, label: name, kind: 'command' };
    case 'timer':
      return { from: 'call', to: 'call', label: name, kind: 'timer' };
    case 'child':
      return data.is === 'started'
        ? { from: 'call', to: lane, label: 'start', kind: 'start' }
        : { from: 'call', to: lane, label: 'stop', kind: 'stop' };
    case 'wire':
      return { from: 'playback', to: 'carrier', label: name, kind: 'wire' };
    default:
      return undefined;
  }
}
