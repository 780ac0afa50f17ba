/**
 * The present fault of a TTS stand-in, one at a time or none. The code that sends audio reads the fault and acts on it.
 */
export type Trouble = 'stalled' | 'silent' | 'garbling' | 'outOfQuota' | 'busy';

/** Faults of a TTS stand-in, as verbs for a test or a demo. Every fault lasts until `recover()`. */
export interface VoiceFaults {
  /** Sockets are refused with this HTTP status; `undefined` accepts them again. */
  refuseHandshakes(status: number | undefined): void;
  /** Ends every open socket now: with a close code, or by breaking the connection. */
  dropSockets(code?: number): void;
  /** Text is accepted and no audio comes. */
  stall(): void;
  /** Contexts finish without any audio. */
  zeroAudio(): void;
  /** Sockets send a message that is no audio in place of each audio message. */
  garbage(): void;
  /** The account has no credit left. */
  quota(): void;
  /** The account exceeds its concurrency limit, or the service its capacity. */
  busy(): void;
  /** Ends every fault, for sockets already open too. */
  recover(): void;
}

export class Troubles {
  trouble: Trouble | undefined;
  refusal: number | undefined;
  readonly #garbage: readonly (string | Buffer)[];
  #garbageSent = 0;
  #waiting: (() => void)[] = [];

  /** `garbage`: messages that a careless client takes for audio or crashes on, sent in turn. */
  constructor(garbage: readonly (string | Buffer)[]) {
    this.#garbage = garbage;
  }

  /** Resolves at once, or when the stall is over. */
  ready(): Promise<void> {
    if (this.trouble !== 'stalled') return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  become(trouble: Trouble | undefined): void {
    this.trouble = trouble;
    if (trouble === 'stalled') return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  nextGarbage(): string | Buffer {
    return this.#garbage[this.#garbageSent++ % this.#garbage.length] as string | Buffer;
  }
}
