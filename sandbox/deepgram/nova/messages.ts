/**
 * Every message Nova sends; times in seconds of audio.
 * Serialization only; session.ts decides which message is sent, and when.
 */
import type { DeepgramHabits } from '../habits.ts';
import type { NovaSettings } from './settings.ts';
import type { Report, Span } from './spans.ts';

/** Deepgram reports four decimals at most. */
const round = (value: number): number => Math.round(value * 10_000) / 10_000;
const seconds = (ms: number): number => round(ms / 1_000);
/** A word as Nova writes it where no punctuation was asked for. */
const plain = (text: string): string => text.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');

const MODEL_UUID = '40bd3654-e622-47c4-a111-63a61b23bfe8';
const MODEL_VERSION = '2025-04-17.21547';

export class NovaMessages {
  /** While true nothing is sent. */
  muted = false;
  readonly #requestId: string;
  readonly #settings: NovaSettings;
  readonly #habits: DeepgramHabits;
  readonly #send: (text: string) => void;
  readonly #created = new Date().toISOString();

  constructor(
    requestId: string,
    settings: NovaSettings,
    habits: DeepgramHabits,
    send: (text: string) => void,
  ) {
    this.#requestId = requestId;
    this.#habits = habits;
    this.#settings = settings;
    this.#send = send;
  }

  report(report: Report): void {
    if (this.#habits.startsWithoutWords && this.#settings.hasVadEvents && report.type !== 'SpeechStarted')
      this.#write('SpeechStarted', { channel: [0, 1], timestamp: 0 });
    if (report.type === 'Results') this.#results(report.span);
    else if (report.type === 'SpeechStarted')
      this.#write('SpeechStarted', { channel: [0, 1], timestamp: seconds(report.atMs) });
    else this.#write('UtteranceEnd', { channel: [0, 1], last_word_end: seconds(report.lastWordEndMs) });
  }

  /** The last message, with totals. `audioMs`: length of the audio; `sha256`: of the audio, in hex. */
  metadata(audioMs: number, sha256: string): void {
    this.#write('Metadata', {
      transaction_key: 'deprecated',
      request_id: this.#requestId,
      sha256,
      created: this.#created,
      duration: seconds(audioMs),
      channels: 1,
    });
  }

  #results({ startMs, endMs, words, transcript, isFinal, isSpeechFinal, isFromFinalize }: Span): void {
    const { isPunctuated, model } = this.#settings;
    const said = words.map(({ text }) => (isPunctuated ? text : plain(text))).join(' ');
    const confidence = words.reduce((sum, word) => sum + word.confidence, 0) / Math.max(1, words.length);
    const arch = model.slice(0, 'nova-3'.length);
    this.#write('Results', {
      channel_index: [0, 1],
      duration: seconds(endMs - startMs),
      start: seconds(startMs),
      is_final: isFinal,
      speech_final: isSpeechFinal,
      channel: {
        alternatives: [
          {
            transcript: transcript ?? said,
            confidence: round(confidence),
            words: words.map((word) => ({
              word: plain(word.text),
              start: seconds(word.startMs),
              end: seconds(word.endMs),
              confidence: round(word.confidence),
              ...(isPunctuated && { punctuated_word: word.text }),
            })),
          },
        ],
      },
      metadata: {
        request_id: this.#requestId,
        model_info: { name: `general-${arch}`, version: MODEL_VERSION, arch },
        model_uuid: MODEL_UUID,
      },
      from_finalize: isFromFinalize,
    });
  }

  #write(type: string, body: object): void {
    if (this.muted) return;
    this.#send(JSON.stringify({ type, ...body }));
    if (this.#habits.novelties) this.#send(JSON.stringify({ type: 'Diagnostics', channel: [0, 1] }));
  }
}
