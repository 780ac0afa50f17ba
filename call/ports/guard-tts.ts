/**
 * A text-to-speech provider whose breaches of its port are named: see port-watch.ts.
 *
 * An utterance that is over reports nothing more to the stream. A provider that cannot make a voice gives one whose
 * every utterance fails, so that the caller hears the apology, which is a clip.
 */
import type {
  TtsProvider,
  Utterance,
  UtteranceHandlers,
  Voice,
  VoiceOptions,
} from '../../actors/providers/tts-provider.ts';
import type { CallClock } from '../../machines/clock.ts';
import { toVoiceError } from '../../machines/errors.ts';
import { type OnBroken, PortWatch } from './port-watch.ts';

export function guardTts(tts: TtsProvider, onBroken: OnBroken): Pick<TtsProvider, 'name' | 'createVoice'> {
  const watch = new PortWatch(tts.name, onBroken);
  return {
    name: tts.name,
    createVoice(options, events) {
      try {
        return guardVoice(
          watch.calls('createVoice', () => tts.createVoice(options, events)),
          options,
          watch,
        );
      } catch (thrown) {
        return withoutVoice(thrown);
      }
    },
  };
}

const withoutVoice = (thrown: unknown): Voice => ({
  warm() {},
  speak() {
    throw toVoiceError(thrown);
  },
  close() {},
});

const guardVoice = (voice: Voice, { clock, stallTimeoutMs }: VoiceOptions, watch: PortWatch): Voice => ({
  warm: () => watch.tries('warm', () => voice.warm()),
  close: () => watch.tries('close', () => voice.close()),
  speak(id, handlers) {
    const utterance = new GuardedUtterance(handlers, clock, 2 * stallTimeoutMs, watch);
    const guarded: UtteranceHandlers = {
      onAudio: (chunk) => utterance.onAudio(chunk),
      onFinished: () => utterance.onFinished(),
      onFailed: (error) => utterance.onFailed(error),
    };
    utterance.vendor = watch.calls('speak', () => voice.speak(id, guarded));
    return utterance;
  },
});

/** Passes calls between the stream and the vendor's utterance, and checks both directions. */
class GuardedUtterance implements Utterance, UtteranceHandlers {
  readonly #handlers: UtteranceHandlers;
  readonly #clock: CallClock;
  readonly #patienceMs: number;
  readonly #watch: PortWatch;
  vendor: Utterance | undefined;
  #isFinished = false;
  #isOver = false;
  /** Clock reading at the vendor's last audio, or at our `finish`. */
  #lastAtMs: number;

  /**
   * `patienceMs`: an utterance without audio and without an end for so long after `finish` has a vendor that never
   * ends it.
   */
  constructor(handlers: UtteranceHandlers, clock: CallClock, patienceMs: number, watch: PortWatch) {
    this.#handlers = handlers;
    this.#clock = clock;
    this.#patienceMs = patienceMs;
    this.#watch = watch;
    this.#lastAtMs = clock.now();
  }

  send(text: string): void {
    this.#watch.calls('send', () => this.vendor?.send(text));
  }

  finish(): void {
    this.#isFinished = true;
    this.#lastAtMs = this.#clock.now();
    this.#watch.calls('finish', () => this.vendor?.finish());
  }

  cancel(): void {
    const silentMs = this.#clock.now() - this.#lastAtMs;
    if (this.#isFinished && !this.#isOver && silentMs > this.#patienceMs)
      this.#watch.reports('never ended an utterance', 'onFinished or onFailed after finish()');
    this.#isOver = true;
    this.#watch.calls('cancel', () => this.vendor?.cancel());
  }

  onAudio(chunk: Parameters<UtteranceHandlers['onAudio']>[0]): void {
    if (!this.#lives('onAudio')) return;
    this.#lastAtMs = this.#clock.now();
    if (chunk?.audio instanceof Uint8Array) {
      this.#handlers.onAudio(chunk);
      return;
    }
    this.#isOver = true;
    this.#handlers.onFailed(this.#watch.broke('sent something that is no audio', 'a SpeechChunk'));
    this.#watch.tries('cancel', () => this.vendor?.cancel());
  }

  onFinished(): void {
    if (!this.#lives('onFinished')) return;
    if (!this.#isFinished) this.#watch.reports('finished before finish()', 'finish() to come first');
    this.#isOver = true;
    this.#handlers.onFinished();
  }

  onFailed(error: Parameters<UtteranceHandlers['onFailed']>[0]): void {
    if (!this.#lives('onFailed')) return;
    this.#isOver = true;
    this.#handlers.onFailed(this.#watch.failure(error));
  }

  #lives(handler: string): boolean {
    if (this.#isOver) this.#watch.reports(`called ${handler} after the utterance was over`, 'silence');
    return !this.#isOver;
  }
}
