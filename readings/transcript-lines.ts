/**
 * What each side said, line by line: the caller's words, and of the agent's those that were heard and those that were
 * cut. What is being said is an open line until the history has it. Fillers and ignored words are no lines.
 */
import type { JournalEntry } from './journal-entry.ts';

export interface TranscriptLine {
  readonly who: 'caller' | 'agent';
  /** When it began to be spoken. */
  readonly atMs: number;
  /** Of the entry that says so. */
  readonly seq: number;
  readonly generation?: number;
  /** Words heard; undefined when none are known, or when the journal keeps none. */
  readonly heard?: string;
  /** Words the ear never received, because the caller broke in. */
  readonly cut?: string;
  /** How many words each has, when they themselves are not kept. */
  readonly heardWords?: number;
  readonly cutWords?: number;
  /** Where the cut is was guessed from the pace, not from the voice's timings. */
  readonly isEstimated?: boolean;
  /** Being spoken, not settled yet. */
  readonly isOpen?: boolean;
}

type Data = JournalEntry['data'];
type Words = Pick<TranscriptLine, 'heard' | 'cut' | 'heardWords' | 'cutWords'>;

/** States in which the caller is not known to have finished. */
const KEEPS_FLOOR = /^(listening\.hearing|responding\.speculating|lingering)\b/;

export class TranscriptFold {
  readonly lines: TranscriptLine[] = [];
  /** What each generation has given to its voice, until its line is there to show it. */
  readonly #flushed = new Map<number, Words>();

  take(entry: JournalEntry): void {
    const { kind, name, data } = entry;
    if (kind === 'state' && data.region === 'turn') this.#move(entry);
    else if (kind === 'event') this.#event(entry);
    else if (name === 'tts.flushed') this.#flush(data);
    else if (name === 'history.caller') this.#settle('caller', entry, heardIn(data));
    else if (name === 'history.agent') this.#settle('agent', entry, { ...heardIn(data), ...cutIn(data) });
  }

  /** The caller has the floor, keeps it while an answer is only tried, or had nothing to say. */
  #move(entry: JournalEntry): void {
    const { name } = entry;
    if (KEEPS_FLOOR.test(name)) {
      if (this.#openAt('caller') === -1) this.#open('caller', entry);
    } else this.#drop('caller');
    if (name === 'ended') this.#drop('agent');
  }

  #event(entry: JournalEntry): void {
    const { name, data } = entry;
    if (name === 'caller.eagerEndOfTurn' || name === 'caller.endOfTurn') {
      this.#replace('caller', heardIn(data));
    } else if (name === 'playback.started') {
      const generation = Number(data.generation);
      this.#open('agent', entry, { generation, ...this.#flushed.get(generation) });
    }
  }

  #flush(data: Data): void {
    const words = heardIn(data);
    const generation = Number(data.generation);
    if (this.lines[this.#openAt('agent')]?.generation === generation) this.#replace('agent', words);
    else this.#flushed.set(generation, words);
  }

  /** Into the open line, or as a new one where nobody was seen to begin. */
  #settle(who: TranscriptLine['who'], { seq, atMs, data }: JournalEntry, words: Words): void {
    const { generation, estimated } = data;
    if (typeof generation === 'number') this.#flushed.delete(generation);
    const open = this.lines[this.#openAt(who)];
    this.#drop(who);
    if (Object.keys(words).length === 0) return;
    this.lines.push({
      who,
      atMs: open?.atMs ?? atMs,
      seq: open?.seq ?? seq,
      ...(typeof generation === 'number' && { generation }),
      ...words,
      ...(estimated === true && hasCut(words) && { isEstimated: true }),
    });
  }

  #open(who: TranscriptLine['who'], { seq, atMs }: JournalEntry, known: Partial<TranscriptLine> = {}): void {
    this.#drop(who);
    this.lines.push({ who, seq, atMs, ...known, isOpen: true });
  }

  #replace(who: TranscriptLine['who'], words: Words): void {
    const at = this.#openAt(who);
    const line = this.lines[at];
    if (line) this.lines[at] = { ...line, ...words };
  }

  #drop(who: TranscriptLine['who']): void {
    const at = this.#openAt(who);
    if (at !== -1) this.lines.splice(at, 1);
  }

  /** Open lines are the last ones, one of each side at most. */
  #openAt(who: TranscriptLine['who']): number {
    for (let at = this.lines.length - 1; this.lines[at]?.isOpen; at--)
      if (this.lines[at]?.who === who) return at;
    return -1;
  }
}

const hasCut = ({ cut, cutWords }: Words): boolean => cut !== undefined || cutWords !== undefined;

function heardIn({ text, textWords }: Data): Words {
  if (typeof text === 'string' && text !== '') return { heard: text };
  return typeof textWords === 'number' && textWords > 0 ? { heardWords: textWords } : {};
}

function cutIn({ rest, restWords }: Data): Words {
  if (typeof rest === 'string' && rest !== '') return { cut: rest };
  return typeof restWords === 'number' && restWords > 0 ? { cutWords: restWords } : {};
}
