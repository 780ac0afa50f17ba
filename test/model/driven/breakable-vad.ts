/**
 * The VAD of the world's calls: the real detector, which a test can break.
 */
import type { VadHandlers, VadProvider, VadStream } from '../../../actors/providers/vad-provider.ts';
import { VoiceError } from '../../../machines/errors.ts';

/** One call's stream. */
interface Listening {
  readonly handlers: VadHandlers;
  readonly stream: VadStream;
}

export class BreakableVad implements VadProvider {
  readonly name: string;
  readonly threshold: number;
  readonly #detector: VadProvider;
  readonly #open = new Set<Listening>();

  constructor(detector: VadProvider) {
    this.name = detector.name;
    this.threshold = detector.threshold;
    this.#detector = detector;
  }

  open(handlers: VadHandlers): VadStream {
    const stream = this.#detector.open(handlers);
    const listening = { handlers, stream };
    this.#open.add(listening);
    return {
      send: (audio) => stream.send(audio),
      close: () => {
        this.#open.delete(listening);
        stream.close();
      },
    };
  }

  /** The detector fails for the call that is open. */
  breaks(): void {
    for (const { handlers, stream } of this.#open) {
      stream.close();
      handlers.onFailed(new VoiceError('VAD_UNAVAILABLE', 'The VAD broke'));
    }
  }
}
