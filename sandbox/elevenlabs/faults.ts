/**
 * What can go wrong at ElevenLabs, as verbs for a test or a demo. One trouble at a time, until `recover()`.
 *
 * Decides nothing about frames or sockets: those ask it how they are.
 */
export type Trouble = 'stalled' | 'silent' | 'garbling' | 'outOfQuota' | 'busy';

export interface ElevenLabsFaults {
  /** Sockets are refused with this HTTP status; `undefined` accepts them again. */
  refuseHandshakes(status: number | undefined): void;
  /** Ends every open socket now: with a close code, or without a word. */
  dropSockets(code?: number): void;
  /** Text is accepted and nothing comes back, until `recover()`. */
  stall(): void;
  /** Contexts finish without any audio. */
  zeroAudio(): void;
  /** Sockets send things that are no audio message in place of each one that is. */
  garbage(): void;
  /** The next text to speak, and any being spoken, ends its socket with `quota_exceeded`. HTTP answers 401. */
  quota(): void;
  /** HTTP answers 429. */
  busy(): void;
  /** All is well again, for sockets already open too. */
  recover(): void;
}

/** Each is a frame that a careless client reads as audio, or dies of. */
const GARBAGE: readonly (string | Buffer)[] = [
  'not json',
  'null',
  '[]',
  '{"audio":17,"isFinal":null}',
  '{"audio":"","isFinal":null,"alignment":null,"normalizedAlignment":null}',
  '{"type":"flush_done"}',
  Buffer.from([0, 255, 0, 255]),
];

export class Troubles {
  trouble: Trouble | undefined;
  refusal: number | undefined;
  #garbageSent = 0;
  #waiting: (() => void)[] = [];

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
    return GARBAGE[this.#garbageSent++ % GARBAGE.length] as string | Buffer;
  }
}
