/**
 * One turn of a bench call: the vendors' reply to it, and the time of each of its moments.
 *
 * All times are `performance.now()` of the one bench process, in ms.
 */

/** The model's text, and how long its words take to speak. */
export interface Reply {
  /** The first is sent at once, the rest after `gapMs` each. The first names the turn: see `turnName`. */
  readonly deltas: readonly string[];
  /** 0: the rest follows at once, all together, in a write of its own. */
  readonly gapMs: number;
  readonly wordMs: number;
  /** The model sends no more and never finishes. */
  readonly openEnded?: boolean;
}

/** The moments of a turn; a later one of the same name does not overwrite the first. */
export type Moment =
  | 'startOfTurn'
  | 'endOfTurn'
  /** Its headers are there; `requestReceived`: its body, too. */
  | 'requestBegun'
  | 'requestReceived'
  | 'tokenSent'
  | 'textReceived'
  | 'audioSent'
  | 'mediaReceived'
  | 'llmFinished'
  | 'llmAborted'
  | 'contextClosed'
  | 'cleared';

export class Turn {
  readonly callId: number;
  readonly index: number;
  readonly reply: Reply;
  /** The body of the model request. */
  requestBody = '';
  /** Milliseconds of this turn's audio given to the product, and played by the phone when it was cleared. */
  audioMs = 0;
  playedMs = 0;
  framesAfterClear = 0;
  readonly #at = new Map<Moment, number>();
  readonly #waiting = new Map<Moment | 'done', () => void>();
  #isDone = false;

  constructor(callId: number, index: number, reply: (name: string) => Reply) {
    this.callId = callId;
    this.index = index;
    this.reply = reply(turnName(callId, index));
  }

  /** The caller's words: the vendors find the turn by them. */
  get transcript(): string {
    return `This is ${turnName(this.callId, this.index)} speaking.`;
  }

  /** The byte all audio of this turn consists of; never mu-law silence. */
  get audioByte(): number {
    return 1 + (this.index % 100);
  }

  happened(moment: Moment, at = performance.now()): void {
    if (this.#at.has(moment)) return;
    this.#at.set(moment, at);
    this.#waiting.get(moment)?.();
  }

  at(moment: Moment): number | undefined {
    return this.#at.get(moment);
  }

  /** From one moment to another; undefined when one of them never came. */
  between(from: Moment, to: Moment): number | undefined {
    const [start, end] = [this.#at.get(from), this.#at.get(to)];
    return start === undefined || end === undefined ? undefined : end - start;
  }

  /** The phone has received all audio of the turn. */
  done(): void {
    this.#isDone = true;
    this.#waiting.get('done')?.();
  }

  /** Resolves with whether it happened in time. */
  until(moment: Moment | 'done', limitMs = 5_000): Promise<boolean> {
    if (moment === 'done' ? this.#isDone : this.#at.has(moment)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), limitMs);
      this.#waiting.set(moment, () => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }
}

const turnName = (callId: number, index: number): string => `call ${callId} turn ${index}`;

/** The call and the turn that a text names last. */
export function readTurnName(text: string): { callId: number; index: number } | undefined {
  const name = /call (\d+) turn (\d+)/iy;
  name.lastIndex = Math.max(0, text.toLowerCase().lastIndexOf('call '));
  const [, callId, index] = name.exec(text) ?? [];
  return callId === undefined ? undefined : { callId: Number(callId), index: Number(index) };
}

/** How a stand-in finds the turn it is asked about, and how long it takes to answer, in ms. */
export interface VendorOptions {
  readonly findTurn: (text: string) => Turn | undefined;
  readonly delayMs: number;
}

/** Calls of one delay keep their order; with none they happen now. */
export function later(delayMs: number, act: () => void): void {
  if (delayMs === 0) act();
  else setTimeout(act, delayMs);
}
