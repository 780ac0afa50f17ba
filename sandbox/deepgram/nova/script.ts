/**
 * Scripted spans: the transcript that a test gives, filled out to the message that Nova would have sent.
 */
import { spreadWords } from '../../recognition/scripted-words.ts';
import type { Report, Span } from './spans.ts';

export type ScriptedReport =
  | {
      readonly type: 'Results';
      /** Transcript of the open span, which began at the last final results. */
      readonly transcript: string;
      /** Default: the value of `isSpeechFinal`. */
      readonly isFinal?: boolean;
      readonly isSpeechFinal?: boolean;
    }
  | { readonly type: 'SpeechStarted' }
  /** Absent: the end of the last scripted word, or -1,000 when no word was scripted. */
  | { readonly type: 'UtteranceEnd'; readonly lastWordEndMs?: number };

/** Fills out reports, one after another. Words are evenly spoken and end with the audio so far. */
export class Script {
  #startMs = 0;
  #lastWordEndMs = -1_000;
  /** The words of the open span, which is not final yet. */
  #open: Pick<Span, 'words' | 'transcript'> = { words: [] };

  report(scripted: ScriptedReport, atMs: number): Report {
    if (scripted.type === 'SpeechStarted') return { type: 'SpeechStarted', atMs };
    if (scripted.type === 'UtteranceEnd')
      return { type: 'UtteranceEnd', lastWordEndMs: scripted.lastWordEndMs ?? this.#lastWordEndMs };
    const { transcript, isSpeechFinal = false, isFinal = isSpeechFinal } = scripted;
    const words = spreadWords(transcript, atMs, this.#startMs);
    this.#lastWordEndMs = words.at(-1)?.endMs ?? this.#lastWordEndMs;
    this.#open = { words, transcript };
    const span = { ...this.#span(atMs), isFinal, isSpeechFinal };
    if (isFinal) {
      this.#startMs = atMs;
      this.#open = { words: [] };
    }
    return { type: 'Results', span };
  }

  /** The open span once more, up to `atMs`. */
  repeat(atMs: number): Report {
    return { type: 'Results', span: this.#span(atMs) };
  }

  #span(endMs: number): Span {
    return {
      ...this.#open,
      startMs: this.#startMs,
      endMs,
      isFinal: false,
      isSpeechFinal: false,
      isFromFinalize: false,
    };
  }
}
