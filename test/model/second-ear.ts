/**
 * The second ear of the world's calls: the real detector, with a barrier for whoever must know what it made of a sound.
 *
 *   frames ──> Silero, on the real clock ──> windows ──settled()──> all that was given to it is judged
 */
import { WINDOW_SAMPLES } from '../../actors/audio/silero-stream.ts';
import type { VadHandlers, VadProvider, VadStream } from '../../actors/providers/vad-provider.ts';
import { VoiceError } from '../../machines/errors.ts';
import type { Bell } from './bell.ts';

/** One call's stream, and how far behind it is. */
interface Listening {
  readonly handlers: VadHandlers;
  readonly stream: VadStream;
  samples: number;
  windows: number;
}

const isBehind = ({ samples, windows }: Listening): boolean => windows < Math.floor(samples / WINDOW_SAMPLES);

export class SecondEar implements VadProvider {
  readonly name: string;
  readonly threshold: number;
  readonly #detector: VadProvider;
  readonly #bell: Bell;
  readonly #open = new Set<Listening>();

  constructor(detector: VadProvider, bell: Bell) {
    this.name = detector.name;
    this.threshold = detector.threshold;
    this.#detector = detector;
    this.#bell = bell;
  }

  open(handlers: VadHandlers): VadStream {
    const stream = this.#detector.open({
      onWindow: (window) => {
        listening.windows += 1;
        handlers.onWindow(window);
        this.#bell.ring();
      },
      onFailed: (error) => handlers.onFailed(error),
    });
    const listening: Listening = { handlers, stream, samples: 0, windows: 0 };
    this.#open.add(listening);
    return {
      hear: (audio) => {
        listening.samples += audio.length;
        stream.hear(audio);
      },
      close: () => {
        this.#open.delete(listening);
        stream.close();
        this.#bell.ring();
      },
    };
  }

  /** Resolves when every sound so far is judged. */
  settled(): Promise<void> {
    const isDone = () => ![...this.#open].some(isBehind);
    return this.#bell.until(isDone, () => 'the second ear has judged what it heard');
  }

  /** It can judge nothing any more, for whoever listens now. */
  breaks(): void {
    for (const { handlers, stream } of this.#open) {
      stream.close();
      handlers.onFailed(new VoiceError('VAD_UNAVAILABLE', 'The second ear broke'));
    }
  }
}
