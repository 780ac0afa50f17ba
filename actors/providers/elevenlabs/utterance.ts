/**
 * One utterance: text in, speech out, one ending.
 *
 *   send ──> context (opened by the first text) ──> onAudio … then onFinished or onFailed
 *
 * Watches for a vendor that owes us audio and sends none. A vendor that waits for our text is not watched.
 */
import type { VoiceError } from '../../../machines/errors.ts';
import { countLetters } from '../../letters.ts';
import type { ContextHandlers } from '../contexts/protocol.ts';
import type { ContextSocket } from '../contexts/socket.ts';
import type { StallWatch } from '../contexts/stall-watch.ts';
import { endAndWatch } from '../contexts/utterance.ts';
import type { UtteranceEnding } from '../contexts/utterance-ending.ts';
import type { ContextUtteranceOptions } from '../contexts/voice.ts';
import type { SpeechChunk, Utterance, UtteranceHandlers } from '../tts-provider.ts';

export class ElevenLabsUtterance implements Utterance, ContextHandlers {
  readonly #options: ContextUtteranceOptions;
  readonly #handlers: UtteranceHandlers;
  readonly #watch: StallWatch;
  readonly #ending: UtteranceEnding;
  #socket: ContextSocket | undefined;
  #isFinished = false;
  #hasAudio = false;

  constructor(options: ContextUtteranceOptions, handlers: UtteranceHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    const { ending, watch } = endAndWatch(
      'elevenlabs',
      options,
      handlers,
      () => this.#socket && { id: options.id, socket: this.#socket },
    );
    this.#ending = ending;
    this.#watch = watch;
  }

  send(text: string): void {
    if (countLetters(text) === 0 || this.#isFinished || this.#ending.isOver) return;
    this.#watch.owes(text);
    if (this.#socket) {
      this.#socket.append(this.#options.id, text);
    } else {
      this.#socket = this.#options.findSocket();
      this.#socket.open(this.#options.id, text, this);
    }
  }

  finish(): void {
    if (this.#isFinished || this.#ending.isOver) return;
    this.#isFinished = true;
    this.#watch.finished();
    if (this.#socket) this.#socket.finish(this.#options.id);
    else queueMicrotask(() => this.#ending.finished());
  }

  cancel(): void {
    this.#ending.cancelled();
    this.#socket?.drop(this.#options.id);
  }

  onWritten(): void {
    this.#watch.written();
  }

  onAudio({ audio, alignment }: SpeechChunk): void {
    this.#hasAudio = true;
    this.#handlers.onAudio(alignment ? { audio, alignment } : { audio });
    if (!this.#ending.isOver) this.#watch.received(alignment?.chars.join(''));
  }

  onFinal(): void {
    if (!this.#isFinished) {
      this.#ending.failedWith('TTS_LOST', 'ended a context that was still being written');
    } else if (!this.#hasAudio) {
      this.#ending.failedWith('TTS_SILENT', 'finished without any audio; check the voice and its language');
    } else this.#ending.finished();
  }

  onFailed(error: VoiceError): void {
    this.#ending.failed(error);
  }
}
