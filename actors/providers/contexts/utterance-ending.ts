/**
 * The one ending of an utterance: the first cause that ends it reaches the handlers, and nothing follows.
 *
 *   finished | failed | cancelled ──> handlers, at most once ──> onOver
 */
import { type ErrorCode, VoiceError } from '../../../machines/errors.ts';
import type { UtteranceHandlers } from '../tts-provider.ts';

export interface EndingOptions {
  /** The vendor's name, in errors and their details. */
  readonly vendor: string;
  readonly handlers: UtteranceHandlers;
  /** Called once, before the handlers are. */
  readonly onOver: () => void;
}

export class UtteranceEnding {
  readonly #options: EndingOptions;
  #isOver = false;

  constructor(options: EndingOptions) {
    this.#options = options;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** All audio was delivered. */
  finished(): void {
    this.#end()?.onFinished();
  }

  failed(error: VoiceError): void {
    this.#end()?.onFailed(error);
  }

  /** `what` follows the vendor's name in the message. */
  failedWith(code: ErrorCode, what: string, facts: Readonly<Record<string, unknown>> = {}): void {
    const { vendor } = this.#options;
    this.failed(new VoiceError(code, `${vendor} ${what}`, { details: { provider: vendor, ...facts } }));
  }

  /** Ends without calling a handler. */
  cancelled(): void {
    this.#end();
  }

  #end(): UtteranceHandlers | undefined {
    if (this.#isOver) return undefined;
    this.#isOver = true;
    this.#options.onOver();
    return this.#options.handlers;
  }
}
