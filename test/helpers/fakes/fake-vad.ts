/**
 * A voice activity detector played by the test, window by window.
 */
import type { VadHandlers, VadProvider, VadStream } from '../../../actors/providers/vad-provider.ts';
import { VoiceError } from '../../../machines/errors.ts';

const WINDOW_MS = 32;

export class FakeVad implements VadProvider {
  readonly name = 'fake-vad';
  readonly threshold = 0.5;
  receivedBytes = 0;
  closed = false;
  #handlers: VadHandlers | undefined;
  #endMs = 0;

  open(handlers: VadHandlers): VadStream {
    this.#handlers = handlers;
    return {
      send: (audio) => {
        this.receivedBytes += audio.length;
      },
      close: () => {
        this.closed = true;
      },
    };
  }

  /** Reports so many windows of speech. */
  judgesSpeech(windows = 3): void {
    this.#judge(windows, 1);
  }

  /** Reports so many windows of silence. */
  judgesSilence(windows = 6): void {
    this.#judge(windows, 0);
  }

  breaks(): void {
    this.#handlers?.onFailed(new VoiceError('VAD_UNAVAILABLE', 'broken'));
  }

  /** The end of the last judged window, in ms of audio. */
  get judgedMs(): number {
    return this.#endMs;
  }

  #judge(windows: number, probability: number): void {
    for (let i = 0; i < windows; i++) {
      this.#endMs += WINDOW_MS;
      this.#handlers?.onWindow({ endMs: this.#endMs, probability });
    }
  }
}
