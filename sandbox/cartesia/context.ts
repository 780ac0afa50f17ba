/**
 * One context of a socket: text in, audio and times out, and a `done` when it is finished, cancelled or has expired.
 *
 *   add ──> buffer, at most `bufferMs` ──> speech queue ──> chunk, timestamps … flush_done … done
 */
import { BYTES_PER_MS } from '../../actors/audio/mulaw.ts';
import { SpeechQueue } from '../voice/speech-queue.ts';
import { chunkFrame, cutLine, doneFrame, flushDoneFrame, timesFrame, type WordPiece } from './frames.ts';
import type { SpeechRequest } from './request.ts';
import { checkQuota, type Service } from './service.ts';

interface ContextHandlers {
  send(frame: string | Buffer): void;
  /** The context sends nothing more and frees its slot. `isExpired`: the context ended without `finish` or `cancel`. */
  onEnded(isExpired: boolean): void;
  onFailed(thrown: unknown): void;
}

export class Context {
  /** The fields of the first request that every later request must repeat. */
  readonly sameness: string;
  readonly #id: string;
  readonly #service: Service;
  readonly #handlers: ContextHandlers;
  readonly #queue: SpeechQueue<WordPiece>;
  readonly #wordTimes: boolean;
  readonly #bufferMs: number;
  #buffered = '';
  #bufferTimer: NodeJS.Timeout | undefined;
  #expiryTimer: NodeJS.Timeout | undefined;
  #isFinished = false;
  #isCancelled = false;
  #linesAsked = 0;
  #linesSpoken = 0;
  /** Counts of spoken lines after which a `flush_done` is due. */
  readonly #flushes = new Set<number>();
  #flushId = 1;
  /** Where the line under way begins in the context, in ms of audio. */
  #lineStartMs = 0;
  #lineMs = 0;

  constructor(id: string, first: SpeechRequest, service: Service, handlers: ContextHandlers) {
    this.sameness = first.sameness;
    this.#id = id;
    this.#service = service;
    this.#handlers = handlers;
    this.#wordTimes = first.wordTimes && service.habits.wordTimes !== 'none';
    this.#bufferMs = first.bufferMs;
    const { pace, speak, troubles } = service;
    this.#queue = new SpeechQueue<WordPiece>({
      pace,
      speak,
      cut: (_, line) => cutLine(line),
      ready: () => troubles.ready(),
      onPiece: (piece) => this.#sendPiece(piece),
      onLineSpoken: () => this.#endLine(),
      onDrained: () => this.#end(),
      onFailed: handlers.onFailed,
    });
  }

  get isSpeaking(): boolean {
    return this.#queue.isSpeaking;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  add({ transcript, continues, flush }: SpeechRequest): void {
    this.#buffered += transcript;
    if (this.#bufferMs === 0 || flush || !continues) this.#speak();
    else this.#bufferTimer ??= setTimeout(() => this.#speakLate(), this.#bufferMs).unref();
    if (flush) this.#flush();
    if (!continues) this.#finish();
  }

  cancel(): void {
    this.#isCancelled = true;
    clearTimeout(this.#bufferTimer);
    clearTimeout(this.#expiryTimer);
    if (this.#service.habits.cancel === 'atOnce') {
      this.#queue.stop();
      this.#end();
      return;
    }
    this.#queue.dropRest();
    this.#queue.finish();
  }

  /** Sends nothing more, not even `done`. */
  stop(): void {
    clearTimeout(this.#bufferTimer);
    clearTimeout(this.#expiryTimer);
    this.#queue.stop();
  }

  #flush() {
    if (this.#linesSpoken === this.#linesAsked) this.#sendFlushDone();
    else this.#flushes.add(this.#linesAsked);
  }

  #sendFlushDone() {
    this.#handlers.send(flushDoneFrame({ contextId: this.#id, flushId: this.#flushId++ }));
  }

  #finish() {
    this.#isFinished = true;
    clearTimeout(this.#expiryTimer);
    this.#queue.keep();
    this.#queue.finish();
  }

  #speak() {
    clearTimeout(this.#bufferTimer);
    this.#bufferTimer = undefined;
    const text = this.#buffered;
    this.#buffered = '';
    if (text.trim() === '') return;
    checkQuota(this.#service);
    clearTimeout(this.#expiryTimer);
    this.#service.stats.charactersSpoken += text.length;
    this.#linesAsked++;
    this.#queue.say(text);
  }

  #speakLate() {
    try {
      this.#speak();
    } catch (thrown) {
      this.#handlers.onFailed(thrown);
    }
  }

  #sendPiece({ audio, words }: WordPiece) {
    const { habits, troubles } = this.#service;
    const of = { contextId: this.#id, flushId: this.#flushId };
    if (troubles.trouble === 'silent') return;
    const times = this.#wordTimes && words.length > 0 ? [timesFrame(words, this.#lineStartMs, of)] : [];
    const sound = troubles.trouble === 'garbling' ? troubles.nextGarbage() : chunkFrame(audio, of);
    const frames = habits.wordTimes === 'aheadOfTheSound' ? [...times, sound] : [sound, ...times];
    for (const frame of frames) this.#handlers.send(frame);
    this.#lineMs += audio.length / BYTES_PER_MS;
  }

  #endLine() {
    this.#linesSpoken++;
    this.#lineStartMs += this.#lineMs;
    this.#lineMs = 0;
    const isUnbuffered = this.#bufferMs === 0 && this.#service.habits.flushDoneAfterEveryPiece;
    if (isUnbuffered || this.#flushes.has(this.#linesSpoken)) this.#sendFlushDone();
    if (this.#linesSpoken < this.#linesAsked || this.#isFinished || this.#isCancelled) return;
    this.#expiryTimer = setTimeout(() => this.#expire(), this.#service.habits.contextExpiryMs).unref();
  }

  #expire() {
    this.stop();
    this.#handlers.send(doneFrame({ contextId: this.#id }));
    this.#handlers.onEnded(true);
  }

  #end() {
    const { habits } = this.#service;
    if (!this.#isCancelled || habits.doneAfterCancel) {
      this.#handlers.send(doneFrame({ contextId: this.#id }));
    }
    this.#handlers.onEnded(false);
  }
}
