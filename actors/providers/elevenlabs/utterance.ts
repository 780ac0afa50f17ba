/**
 * One utterance: text in, speech out, one ending.
 *
 *   send ──> context (opened by the first text) ──> onAudio … then onFinished or onFailed
 *
 * Watches for a vendor that owes us audio and sends none. It is never watched while it waits for our text.
 */
import type { CallClock } from '../../../machines/clock.ts';
import { type ErrorCode, VoiceError } from '../../../machines/errors.ts';
import type { SpeechChunk, Utterance, UtteranceHandlers } from '../tts-provider.ts';
import type { ContextHandlers, SpeechSocket } from './socket.ts';

export interface UtteranceOptions {
  /** Unique among all contexts of the call. */
  readonly contextId: string;
  readonly clock: CallClock;
  readonly stallTimeoutMs: number;
  /** A socket with room for one more context. */
  readonly findSocket: () => SpeechSocket;
  /** Called once, when nothing can follow. */
  readonly onOver: () => void;
}

/** Alignment may miss a letter or two of what we sent; that is not audio still owed. */
const UNALIGNED_LETTERS = 2;
const LETTERS = /[\p{L}\p{N}]/gu;
const countLetters = (text: string) => text.match(LETTERS)?.length ?? 0;

export class ElevenLabsUtterance implements Utterance, ContextHandlers {
  readonly #options: UtteranceOptions;
  readonly #handlers: UtteranceHandlers;
  #socket: SpeechSocket | undefined;
  #isFinished = false;
  #isOver = false;
  #hasAudio = false;
  /** Letters sent and not yet heard. */
  #owedLetters = 0;
  #timer: unknown;

  constructor(options: UtteranceOptions, handlers: UtteranceHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  send(text: string): void {
    const letters = countLetters(text);
    if (letters === 0 || this.#isFinished || this.#isOver) return;
    this.#owedLetters += letters;
    if (this.#socket) {
      this.#socket.say(this.#options.contextId, text);
    } else {
      this.#socket = this.#options.findSocket();
      this.#socket.open(this.#options.contextId, text, this);
    }
  }

  finish(): void {
    if (this.#isFinished || this.#isOver) return;
    this.#isFinished = true;
    if (this.#socket) this.#socket.finish(this.#options.contextId);
    else queueMicrotask(() => this.#end()?.onFinished());
  }

  cancel(): void {
    this.#end();
    this.#socket?.drop(this.#options.contextId);
  }

  onWritten(): void {
    if (this.#timer === undefined) this.#watch();
  }

  onAudio({ audio, alignment }: SpeechChunk): void {
    this.#hasAudio = true;
    this.#handlers.onAudio(alignment ? { audio, alignment } : { audio });
    if (this.#isOver) return;
    this.#owedLetters -= alignment ? countLetters(alignment.chars.join('')) : this.#owedLetters;
    this.#watch();
  }

  onFinal(): void {
    if (!this.#isFinished) this.#fail('TTS_LOST', 'ended a context that was still being written');
    else if (!this.#hasAudio)
      this.#fail('TTS_SILENT', 'finished without any audio; check the voice and its language');
    else this.#end()?.onFinished();
  }

  onFailed(error: VoiceError): void {
    this.#end()?.onFailed(error);
  }

  /** Starts the wait for audio anew, or ends it when none is owed. */
  #watch() {
    const { clock, stallTimeoutMs } = this.#options;
    clock.clearTimeout(this.#timer);
    const isOwed = this.#isFinished || this.#owedLetters > UNALIGNED_LETTERS;
    this.#timer = isOwed ? clock.setTimeout(() => this.#stalled(), stallTimeoutMs) : undefined;
  }

  /** A socket that stalled once is not trusted with the next utterance. */
  #stalled() {
    const { stallTimeoutMs, contextId } = this.#options;
    this.#socket?.drop(contextId);
    this.#socket?.retire();
    this.#fail('TTS_STALLED', `sent no audio for ${stallTimeoutMs} ms`, { stallTimeoutMs });
  }

  #fail(code: ErrorCode, what: string, facts: Record<string, unknown> = {}) {
    const details = { provider: 'elevenlabs', ...facts };
    this.#end()?.onFailed(new VoiceError(code, `elevenlabs ${what}`, { details }));
  }

  /** The handlers, the first time only: whatever ends an utterance does so once. */
  #end(): UtteranceHandlers | undefined {
    if (this.#isOver) return undefined;
    this.#isOver = true;
    this.#options.clock.clearTimeout(this.#timer);
    this.#options.onOver();
    return this.#handlers;
  }
}
