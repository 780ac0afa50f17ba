/** A call as its line sees it: every method called, in order, and an end of the test's choice. */
import type { LineCall } from '../../../call/call-line.ts';
import { Journal } from '../../../call/journal/journal.ts';
import type { CallSummary, EndReason } from '../../../machines/call.context.ts';
import type { CallClock } from '../../../machines/clock.ts';
import type { VoiceError } from '../../../machines/errors.ts';

const NOTHING_HAPPENED: Omit<CallSummary, 'reason'> = {
  turns: 0,
  generations: 0,
  bargeIns: 0,
  falseInterruptions: 0,
  wastedSpeculations: 0,
  failures: 0,
  epochs: 0,
};

export class FakeCall implements LineCall {
  /** `start`, `receive 20`, `echo g1:0`, `pressKey`, `closed stop`, `closed socket 1006 MEDIA_ABSENT`. */
  readonly done: string[] = [];
  /** The error with which the transport closed, when it did not close in order. */
  error: VoiceError | undefined;
  readonly journal: Journal;
  readonly ended: Promise<CallSummary | VoiceError>;
  /** Asks the carrier whether it is there. */
  ask: (() => void) | undefined;
  #end: (outcome: CallSummary | VoiceError) => void = () => {};

  constructor(clock: CallClock) {
    this.journal = new Journal(clock, { keepsTranscripts: true, startedAt: new Date(0) });
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  start(ask?: () => void): void {
    this.ask = ask;
    this.done.push('start');
  }

  answered(): void {
    this.done.push('answered');
  }

  pinged(ms: number): void {
    this.done.push(`pinged ${ms}`);
  }

  receive(_audio: Uint8Array, timestampMs: number | undefined): void {
    this.done.push(`receive ${timestampMs}`);
  }

  echo(mark: string): void {
    this.done.push(`echo ${mark}`);
  }

  pressKey(): void {
    this.done.push('pressKey');
  }

  closeTransport(reason: string, error?: VoiceError): void {
    this.error ??= error;
    this.done.push(['closed', reason, ...(error && error.code !== reason ? [error.code] : [])].join(' '));
  }

  /** Ends the chart. Resolves when all that await `ended` have run. */
  async ends(reason: EndReason): Promise<void> {
    this.#end({ ...NOTHING_HAPPENED, reason });
    await this.ended;
  }

  /** Ends the call as if the chart itself broke. */
  async crashes(error: VoiceError): Promise<void> {
    this.#end(error);
    await this.ended;
  }
}
