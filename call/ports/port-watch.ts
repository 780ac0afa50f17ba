/**
 * Names the provider that breaks the rules of its port (actors/providers/*-provider.ts): in the error that the call
 * goes on with, or in a report where the breach does not reach the call.
 *
 *   stream ──> guard ──> provider     a throw, or something unreadable ──> VENDOR_BROKEN with the provider's name
 *                                     a call after the end             ──> dropped and reported, once
 */
import { VoiceError } from '../../machines/errors.ts';

/** Receives a vendor's breaches of its port that are reported nowhere else. Must not throw. */
export type OnBroken = (error: VoiceError) => void;

export class PortWatch {
  readonly #provider: string;
  readonly #onBroken: OnBroken;
  readonly #reported = new Set<string>();

  /** `provider`: its name, as logs and journals have it. */
  constructor(provider: string, onBroken: OnBroken) {
    this.#provider = provider;
    this.#onBroken = onBroken;
  }

  /** Returns what the provider returns; an error that it throws names it. */
  calls<T>(method: string, run: () => T): T {
    try {
      return run();
    } catch (thrown) {
      throw this.#thrown(method, thrown);
    }
  }

  /** For methods whose result nothing waits for: a throw is reported. */
  tries(method: string, run: () => void): void {
    try {
      run();
    } catch (thrown) {
      this.#reportOnce(method, () => this.#thrown(method, thrown));
    }
  }

  /** Reports a breach that does not reach the call; each kind once. */
  reports(what: string, expected: string): void {
    this.#reportOnce(what, () => this.broke(what, expected));
  }

  /** Makes the error for a breach that the call cannot go on with. */
  broke(what: string, expected: string, details: Readonly<Record<string, unknown>> = {}): VoiceError {
    return new VoiceError(
      'VENDOR_BROKEN',
      `${this.#provider} ${what}; expected ${expected}: mend the provider or choose another vendor`,
      { details: { provider: this.#provider, ...details } },
    );
  }

  /** The error of a failed vendor: its own if it is a VoiceError, as the port says, or one that names the vendor. */
  failure(error: unknown): VoiceError {
    return error instanceof VoiceError
      ? error
      : this.broke(`failed with ${kindOf(error)}`, 'a VoiceError', { reason: reasonOf(error) });
  }

  /** Makes the error for the first breach of its kind only: a careless vendor may repeat it with every frame. */
  #reportOnce(kind: string, errorOf: () => VoiceError): void {
    if (this.#reported.has(kind)) return;
    this.#reported.add(kind);
    this.#onBroken(errorOf());
  }

  #thrown(method: string, thrown: unknown): VoiceError {
    const provider = this.#provider;
    if (thrown instanceof VoiceError) {
      const { code, message, details } = thrown;
      return new VoiceError(code, message, { details: { provider, ...details }, cause: thrown });
    }
    const what = `threw ${kindOf(thrown)} from ${method}()`;
    const details = { provider, method, reason: reasonOf(thrown) };
    const { message } = this.broke(what, 'failures to be reported to its handlers');
    return new VoiceError('VENDOR_BROKEN', message, { details, cause: thrown });
  }
}

const kindOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.name : `something of type ${typeof thrown}`;

/** The message may quote what was said: journals without transcripts leave sentences out. */
const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
