/**
 * A journal as the lines of the essay's console: `◆ LISTENING → PROCESSING`, `→ Start LLM "…"`.
 */

import { wordMovedTo } from '../../readings/chart/state-words.ts';
import type { JournalEntry } from '../../readings/journal-entry.ts';

const NAMES: Readonly<Record<string, string>> = { stt: 'STT', llm: 'LLM', tts: 'TTS', playback: 'Playback' };

/** Timers that say nothing of the call. */
const UNTOLD: ReadonlySet<string> = new Set(['STEADY', 'ECHO_WINDOW']);

export interface LogLine {
  readonly level: 'info' | 'warn';
  readonly text: string;
}

/** A reader of one call's journal: gives each entry's line, or nothing for what a person need not see. */
export function createConsoleLog(): (entry: JournalEntry) => LogLine | undefined {
  const log = new ConsoleLog();
  return (entry) => log.lineOf(entry);
}

class ConsoleLog {
  #word = 'CONNECTING';
  /** What the caller said and no model was asked about yet. */
  #unanswered: string | undefined;
  readonly #finished = new Set<string>();

  lineOf(entry: JournalEntry): LogLine | undefined {
    const text = this.#textOf(entry);
    if (text === undefined) return undefined;
    return { level: text.startsWith('✗') ? 'warn' : 'info', text };
  }

  #textOf(entry: JournalEntry): string | undefined {
    const { kind, name, data } = entry;
    if (kind === 'state') return this.#move(wordMovedTo(entry));
    if (kind === 'child') return this.#child(name, data.is === 'started');
    if (kind === 'timer')
      return UNTOLD.has(name) ? undefined : `· ${name.toLowerCase().replaceAll('_', ' ')}`;
    return this.#fact(name, data);
  }

  #move(word: string | undefined): string | undefined {
    if (word === undefined || word === this.#word) return undefined;
    const from = this.#word;
    this.#word = word;
    return `◆ ${from} → ${word}`;
  }

  #child(name: string, started: boolean): string | undefined {
    // It listens as long as the call lasts.
    if (name === 'vad') return undefined;
    if (started) {
      this.#finished.delete(name);
      if (name === 'llm') return this.#startModel();
      return `→ Start ${NAMES[name] ?? name}`;
    }
    if (this.#finished.has(name)) return undefined;
    return `→ ${name === 'playback' || name === 'stt' ? 'Stop' : 'Cancel'} ${NAMES[name] ?? name}`;
  }

  /** Fixed texts need no model: only a caller's words start one. */
  #startModel(): string | undefined {
    const prompt = this.#unanswered;
    this.#unanswered = undefined;
    return prompt && `→ Start LLM ${prompt}`;
  }

  #fact(name: string, data: Readonly<Record<string, unknown>>): string | undefined {
    switch (name) {
      case 'caller.interruption':
        return this.#word === 'SPEAKING' ? '⚡ Barge-in' : undefined;
      case 'stt.saved':
        return `· ${(Number(data.savedMs) / 1_000).toFixed(1)} s of silence were not sent to the transcriber`;
      case 'outbox.held':
        return '⏸ A voice: held';
      case 'resume':
        return '▶ No words: goes on';
      case 'caller.eagerEndOfTurn':
        this.#unanswered = quote(data);
        return undefined;
      case 'caller.endOfTurn':
        if (this.#word !== 'SPECULATING') this.#unanswered = quote(data);
        return `← STT ${quote(data)}`;
      case 'stt.connected':
      case 'llm.connected':
      case 'tts.connected':
        return `✓ ${NAMES[name.slice(0, 3)]} connected`;
      case 'llm.finished':
        this.#finished.add('llm');
        return undefined;
      case 'tts.flushed':
        return `← LLM ${quote(data)}\n→ Flush TTS`;
      case 'tts.finished':
        this.#finished.add('tts');
        return undefined;
      case 'playback.finished':
        this.#finished.add('playback');
        return data.confirmed === true ? undefined : '✗ The last mark never came back';
      case 'stt.lost':
      case 'llm.failed':
      case 'tts.failed':
        return `✗ ${NAMES[name.slice(0, 3)]} ${codeOf(data.error)}`;
      default:
        return name.startsWith('xstate.error.') ? `✗ ${name} ${codeOf(data.error)}` : undefined;
    }
  }
}

/** What was said, cut as the essay does; or how many words, when the journal keeps no transcripts. */
function quote({ text, textWords }: Readonly<Record<string, unknown>>): string {
  if (typeof text !== 'string') return `(${textWords} words)`;
  return text.length > 60 ? `"${text.slice(0, 57)}..."` : `"${text}"`;
}

function codeOf(error: unknown): string {
  const { code = 'ACTOR_CRASHED', message = '' } = (error ?? {}) as { code?: string; message?: string };
  return `${code}: ${message}`;
}
