/**
 * One utterance: text in, speech out, one ending.
 *
 *   send ──> context ──> onAudio … then onFinished or onFailed
 *
 * The vendor ends a context by itself a second after its last audio (five seconds, by an older page). Later text opens
 * another context, and so does text that crossed that end on the way: pieces written since the last audio were not spoken.
 */
import { randomUUID } from 'node:crypto';
import type { VoiceError } from '../../../machines/errors.ts';
import { BYTES_PER_MS } from '../../audio/mulaw.ts';
import { countLetters } from '../../letters.ts';
import type { ContextHandlers, WordTime } from '../contexts/protocol.ts';
import type { ContextSocket } from '../contexts/socket.ts';
import type { StallWatch } from '../contexts/stall-watch.ts';
import { endAndWatch } from '../contexts/utterance.ts';
import type { UtteranceEnding } from '../contexts/utterance-ending.ts';
import type { ContextUtteranceOptions } from '../contexts/voice.ts';
import type { Alignment, SpeechChunk, Utterance, UtteranceHandlers } from '../tts-provider.ts';
import { alignWords } from './word-times.ts';

interface OpenContext {
  /** A UUID: the vendor counts an account's contexts by their ids, over all sockets. */
  readonly id: string;
  readonly socket: ContextSocket;
  /** Audio received so far, in ms. Word times count from the start of that audio. */
  audioMs: number;
  /** Pieces written since the last audio; none of them is spoken when the context ends now. */
  unspoken: string[];
}

const NO_AUDIO = new Uint8Array(0);
const NO_TIMES: Alignment = { chars: [], startsMs: [], durationsMs: [] };

export class CartesiaUtterance implements Utterance, ContextHandlers {
  readonly #options: ContextUtteranceOptions;
  readonly #handlers: UtteranceHandlers;
  readonly #watch: StallWatch;
  readonly #ending: UtteranceEnding;
  #context: OpenContext | undefined;
  #isFinished = false;
  #hasAudio = false;
  #hasWords = false;
  #hasAligned = false;
  /** Times that came before the first audio. */
  #waiting: WordTime[] = [];

  constructor(options: ContextUtteranceOptions, handlers: UtteranceHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    const { ending, watch } = endAndWatch('cartesia', options, handlers, () => this.#context);
    this.#ending = ending;
    this.#watch = watch;
  }

  send(text: string): void {
    if (countLetters(text) === 0 || this.#isFinished || this.#ending.isOver) return;
    this.#watch.owes(text);
    if (this.#context) {
      this.#context.unspoken.push(text);
      this.#context.socket.append(this.#context.id, text);
    } else this.#open(text);
  }

  finish(): void {
    if (this.#isFinished || this.#ending.isOver) return;
    this.#isFinished = true;
    this.#watch.finished();
    if (this.#context) this.#context.socket.finish(this.#context.id);
    else queueMicrotask(() => this.#ending.finished());
  }

  cancel(): void {
    this.#ending.cancelled();
    this.#context?.socket.drop(this.#context.id);
  }

  onWritten(): void {
    this.#watch.written();
  }

  onAudio({ audio }: SpeechChunk): void {
    const context = this.#context;
    if (!context) return;
    const alignment = this.#align(this.#waiting.splice(0), context);
    this.#hasAudio = true;
    context.unspoken = [];
    context.audioMs += audio.length / BYTES_PER_MS;
    this.#handlers.onAudio({ audio, alignment });
    if (!this.#ending.isOver) this.#watch.received(this.#hasWords ? '' : undefined);
  }

  /** Word times are passed on at once, in a chunk without audio; but the first chunk of an utterance has audio. */
  onWords(words: readonly WordTime[]): void {
    const context = this.#context;
    if (!context) return;
    if (this.#hasAudio) this.#handlers.onAudio({ audio: NO_AUDIO, alignment: this.#align(words, context) });
    else this.#waiting.push(...words);
    if (!this.#ending.isOver) this.#watch.received(words.map(({ text }) => text).join(' '));
    this.#hasWords = true;
  }

  onFinal(): void {
    const context = this.#context;
    this.#context = undefined;
    if (!context || context.audioMs === 0) {
      this.#ending.failedWith('TTS_SILENT', 'finished without any audio; check the voice and its language');
    } else if (context.unspoken.length > 0) {
      this.#open(context.unspoken.join(' '));
    } else if (this.#isFinished) {
      this.#ending.finished();
    } else this.#watch.received(undefined);
  }

  onFailed(error: VoiceError): void {
    this.#context = undefined;
    this.#ending.failed(error);
  }

  #open(text: string) {
    const context = {
      id: randomUUID(),
      socket: this.#options.findSocket(),
      audioMs: 0,
      unspoken: [text],
    };
    this.#context = context;
    context.socket.open(context.id, text, this);
    if (this.#isFinished) context.socket.finish(context.id);
  }

  #align(words: readonly WordTime[], { audioMs }: OpenContext): Alignment {
    if (words.length === 0) return NO_TIMES;
    const isFirst = !this.#hasAligned;
    this.#hasAligned = true;
    return alignWords(words, audioMs, isFirst);
  }
}
