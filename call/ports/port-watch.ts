/**
 * Who breaks the rules of a port (actors/providers/*-provider.ts) is named: in the error that the call goes on with, or, where
 * nothing of it reaches the call, in a report.
 *
 *   stream ──> guard ──> provider     a throw, or something unreadable ──> VENDOR_BROKEN with the provider's name
 *                                     a call after the end             ──> dropped and reported, once
 */
import { VoiceError } from '../../machines/errors.ts';

/** Receives what a vendor did against its port and nobody else is told of. Must not throw. */
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

  /** What the provider returns; what it throws names it. */
  calls<T>(method: string, run: () => T): T {
    try {
      return run();
    } catch (thrown) {
      throw this.#thrown(method, thrown);
    }
  }

  /** For methods that nobody waits for: what they throw is reported. */
  tries(method: string, run: () => void): void {
    try {
      run();
    } catch (thrown) {
      this.#tell(method, this.#thrown(method, thrown));
    }
  }

  /** Reports a breach that the call needs not know of; each kind once. */
  reports(what: string, expected: string): void {
    this.#tell(what, this.broke(what, expected));
  }

  /** An error for something that the call cannot go on with. */
  broke(what: string, expected: string, details: Readonly<Record<string, unknown>> = {}): VoiceError {
    return new VoiceError(
      'VENDOR_BROKEN',
      `${this.#provider} ${what}; expected ${expected}: mend the provider or choose another vendor`,
      { details: { provider: this.#provider, ...details } },
    );
  }

  /** What a vendor failed with, if it is an error of ours, as the port says. */
  failure(error: unknown): VoiceError {
    return error instanceof VoiceError
      ? error
      : this.broke(`failed with ${kindOf(error)}`, 'a VoiceError', { reason: reasonOf(error) });
  }

  #tell(kind: string, error: VoiceError): void {
    if (this.#reported.has(kind)) return;
    this.#reported.add(kind);
    this.#onBroken(error);
  }

  #thrown(method: string, thrown: unknown): VoiceError {
    const provider = this.#provider;
    if (thrown instanceof VoiceError) {
      const { code, message, details } = thrown;
      return new VoiceError(code, message, { details: { provider, ...details }, cause: thrown });
    }
    const what = `threw ${kindOf(thrown)} from ${method}()`;
    const details = { provider, method, reason: reasonOf(thrown) };
    const { message } = this.broke(what, 'failures to be told to its handlers');
    return new VoiceError('VENDOR_BROKEN', message, { details, cause: thrown });
  }
}

const kindOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.name : `something of type ${typeof thrown}`;

/** May quote what was said: journals without transcripts leave sentences out. */
const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
