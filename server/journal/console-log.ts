/**
 * A journal as the lines of shuo's console: `◆ LISTENING → PROCESSING`, `→ Start LLM "…"`.
 */

import type { DelayName } from '../../machines/delays.ts';
import { type StateWord, wordMovedTo } from '../../readings/chart/state-words.ts';
import { type AnyEntry, type EntryOf, errorIn, type JournalEntry } from '../../readings/journal-entry.ts';
import type { EntryName } from '../../readings/record/entry-facts.ts';
import type { Spoken } from '../../readings/record/recorded.ts';
import { brokenStream } from '../../readings/turns/broken-stream.ts';

type ChildName = EntryName<'child'>;

const NAMES: Readonly<Partial<Record<ChildName, string>>> = {
  stt: 'STT',
  llm: 'LLM',
  tts: 'TTS',
  playback: 'Playback',
};
const nameOf = (child: ChildName): string => NAMES[child] ?? child;

/** Timers whose end is not printed, because nothing of interest follows from it. */
const UNPRINTED: ReadonlySet<DelayName> = new Set(['STEADY', 'ECHO_WINDOW']);

interface LogLine {
  readonly level: 'info' | 'warn';
  readonly text: string;
}

/** A reader of one call's journal: gives each entry's line, or undefined for an entry that is not printed. */
export function createConsoleLog(): (entry: AnyEntry) => LogLine | undefined {
  const log = new ConsoleLog();
  return (entry) => log.lineOf(entry);
}

class ConsoleLog {
  #word: StateWord = 'CONNECTING';
  /** The caller's words for which no model has been asked yet. */
  #unanswered: string | undefined;
  readonly #finished = new Set<ChildName>();

  lineOf(entry: AnyEntry): LogLine | undefined {
    const text = this.#textOf(entry);
    if (text === undefined) return undefined;
    return { level: text.startsWith('✗') ? 'warn' : 'info', text };
  }

  #textOf(entry: AnyEntry): string | undefined {
    switch (entry.kind) {
      case 'state':
        return this.#move(wordMovedTo(entry));
      case 'child':
        return this.#child(entry.name, entry.data.is === 'started');
      case 'timer':
        return UNPRINTED.has(entry.name) ? undefined : `· ${entry.name.toLowerCase().replaceAll('_', ' ')}`;
      case 'event':
        return this.#event(entry);
      case 'command':
        return entry.name === 'resume' ? '▶ No words: goes on' : undefined;
      case 'note':
        return noted(entry);
      default:
        return undefined;
    }
  }

  #move(word: StateWord | undefined): string | undefined {
    if (word === undefined || word === this.#word) return undefined;
    const from = this.#word;
    this.#word = word;
    return `◆ ${from} → ${word}`;
  }

  #child(name: ChildName, started: boolean): string | undefined {
    // The VAD runs as long as the call lasts.
    if (name === 'vad') return undefined;
    if (started) {
      this.#finished.delete(name);
      return name === 'llm' ? this.#startModel() : `→ Start ${nameOf(name)}`;
    }
    if (this.#finished.has(name)) return undefined;
    return `→ ${name === 'playback' || name === 'stt' ? 'Stop' : 'Cancel'} ${nameOf(name)}`;
  }

  /** The line of a started `llm` child; undefined for fixed texts, which need no model. */
  #startModel(): string | undefined {
    const prompt = this.#unanswered;
    this.#unanswered = undefined;
    return prompt && `→ Start LLM ${prompt}`;
  }

  #event(entry: EntryOf<'event'>): string | undefined {
    switch (entry.name) {
      case 'caller.interruption':
        return this.#word === 'SPEAKING' ? '⚡ Barge-in' : undefined;
      case 'caller.eagerEndOfTurn':
        this.#unanswered = quote(entry.data);
        return undefined;
      case 'caller.endOfTurn':
        if (this.#word !== 'SPECULATING') this.#unanswered = quote(entry.data);
        return entry.data.trigger === 'lastResort'
          ? `✗ STT did not end the turn, which we ended: ${quote(entry.data)}`
          : `← STT ${quote(entry.data)}`;
      case 'llm.finished':
        this.#finished.add('llm');
        return undefined;
      case 'tts.finished':
        this.#finished.add('tts');
        return undefined;
      case 'playback.finished':
        this.#finished.add('playback');
        return entry.data.confirmed ? undefined : '✗ The last mark never came back';
      case 'stt.lost':
        return `✗ STT ${codeIn(entry)}`;
      case 'llm.failed':
        return `✗ LLM ${codeIn(entry)}`;
      case 'tts.failed':
        return `✗ TTS ${codeIn(entry)}`;
      default:
        return brokenStream(entry.name) && `✗ ${entry.name} ${codeIn(entry)}`;
    }
  }
}

function noted(entry: EntryOf<'note'>): string | undefined {
  switch (entry.name) {
    case 'stt.saved':
      return `· ${(entry.data.savedMs / 1_000).toFixed(1)} s of silence were not sent to the STT`;
    case 'outbox.held':
      return '⏸ Speech without words yet: held';
    case 'stt.connected':
      return '✓ STT connected';
    case 'llm.connected':
      return '✓ LLM connected';
    case 'stt.patienceRefused':
      return `✗ STT kept its patience: ${[entry.data.refusal, entry.data.vendorReason].filter(Boolean).join(', ')}`;
    case 'llm.askedAgain':
      return `↻ LLM asked again: ${entry.data.reason}`;
    case 'tts.connected':
      return '✓ TTS connected';
    case 'tts.flushed':
      return `← LLM ${quote(entry.data)}\n→ Flush TTS`;
    default:
      return undefined;
  }
}

/** The words, shortened as in shuo's console; or their number, when the journal keeps no transcripts. */
function quote({ text, textWords }: Spoken): string {
  if (text === undefined) return `(${textWords} words)`;
  return text.length > 60 ? `"${text.slice(0, 57)}..."` : `"${text}"`;
}

function codeIn(entry: JournalEntry): string {
  const { code = 'ACTOR_CRASHED', message = '' } = errorIn(entry) ?? {};
  return `${code}: ${message}`;
}
