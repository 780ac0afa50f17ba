/**
 * The transcript of a call, line by line: the caller's words, and the agent's words, those heard and those cut. Words
 * being said are an open line until the history has them. Fillers and ignored words are not in the transcript.
 */
import { isWithin, type StatePath } from '../machines/state-paths.ts';
import { type AnyEntry, type EntryOf, isTurnMove, type JournalEntry } from './journal-entry.ts';
import type { Spoken } from './record/recorded.ts';

export interface TranscriptLine {
  readonly who: 'caller' | 'agent';
  /** Call time at which the line began to be spoken. */
  readonly atMs: number;
  /** The entry at which the line began. */
  readonly seq: number;
  readonly generation?: number;
  /** The agent's words that were heard, or the caller's words; absent when none are known, or none are kept. */
  readonly heard?: string;
  /** Words that the caller's ear never received, because the caller interrupted. */
  readonly cut?: string;
  /** The number of words of each, when the journal keeps no words. */
  readonly heardWords?: number;
  readonly cutWords?: number;
  /** The place of the cut was guessed from the pace; the TTS vendor gave no timings. */
  readonly isEstimated?: boolean;
  /** The line is still being spoken; its words may change. */
  readonly isOpen?: boolean;
}

type Words = Pick<TranscriptLine, 'heard' | 'cut' | 'heardWords' | 'cutWords'>;

/** States in which the caller is not known to have finished. */
const KEEPS_FLOOR: readonly StatePath[] = ['listening.hearing', 'responding.speculating', 'lingering'];

export class TranscriptFold {
  readonly lines: TranscriptLine[] = [];
  /** The text that each generation has sent to TTS, until its line is opened. */
  readonly #flushed = new Map<number, Words>();

  take(entry: AnyEntry): void {
    if (isTurnMove(entry)) this.#move(entry);
    else if (entry.kind === 'event') this.#event(entry);
    else if (entry.kind === 'note') this.#note(entry);
  }

  /** The caller's line is open while the caller has the floor, speculation included, and dropped when no words came. */
  #move(entry: EntryOf<'state'>): void {
    if (KEEPS_FLOOR.some((state) => isWithin(entry.name, state))) {
      if (this.#openAt('caller') === -1) this.#open('caller', entry);
    } else this.#drop('caller');
    if (entry.name === 'ended') this.#drop('agent');
  }

  #event(entry: EntryOf<'event'>): void {
    switch (entry.name) {
      case 'caller.eagerEndOfTurn':
      case 'caller.endOfTurn':
        this.#replace('caller', saidIn(entry.data));
        return;
      case 'playback.started': {
        const { generation } = entry.data;
        this.#open('agent', entry, { generation, ...this.#flushed.get(generation) });
      }
    }
  }

  #note(entry: EntryOf<'note'>): void {
    switch (entry.name) {
      case 'tts.flushed':
        this.#flush(entry.data);
        return;
      case 'history.caller':
        this.#settle('caller', entry, saidIn(entry.data));
        return;
      case 'history.agent':
        this.#settleAgent(entry);
    }
  }

  #flush(data: EntryOf<'note', 'tts.flushed'>['data']): void {
    const { generation } = data;
    const words = saidIn(data);
    if (this.lines[this.#openAt('agent')]?.generation === generation) this.#replace('agent', words);
    else this.#flushed.set(generation, words);
  }

  #settleAgent(entry: EntryOf<'note', 'history.agent'>): void {
    const { data } = entry;
    const { generation, estimated } = data;
    this.#flushed.delete(generation);
    const words = { ...saidIn(data), ...cutIn(data) };
    this.#settle('agent', entry, words, {
      generation,
      ...(estimated && hasCut(words) && { isEstimated: true }),
    });
  }

  /** Closes the open line with these words, or adds a line where none was open. */
  #settle(
    who: TranscriptLine['who'],
    { seq, atMs }: JournalEntry,
    words: Words,
    known: Partial<TranscriptLine> = {},
  ): void {
    const open = this.lines[this.#openAt(who)];
    this.#drop(who);
    if (Object.keys(words).length === 0) return;
    this.lines.push({ who, atMs: open?.atMs ?? atMs, seq: open?.seq ?? seq, ...known, ...words });
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

function saidIn({ text, textWords = 0 }: Spoken): Words {
  if (text !== undefined && text !== '') return { heard: text };
  return textWords > 0 ? { heardWords: textWords } : {};
}

function cutIn({ rest, restWords = 0 }: Spoken<'rest'>): Words {
  if (rest !== undefined && rest !== '') return { cut: rest };
  return restWords > 0 ? { cutWords: restWords } : {};
}
