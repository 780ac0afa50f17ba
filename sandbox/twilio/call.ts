/**
 * One call at the carrier, from ringing to its record.
 *
 *   ring() ──> answer(TwiML) ──> verbs and streams ──> over
 *                 ^ replaceTwiml()      ^ hangUp(), drop()
 *
 * Owns the stream, the caller's speech and ear, and the recorder; phone.ts and the REST API act through a Call.
 */
import { randomUUID } from 'node:crypto';
import type { TwilioHabits } from './habits.ts';
import { CallerEar } from './media/caller-ear.ts';
import { CallerSpeech } from './media/caller-speech.ts';
import { MediaStream } from './media/media-stream.ts';
import type { CallRecord, CallStatus, EndedBy } from './record/call-record.ts';
import { CallRecorder } from './record/call-recorder.ts';
import { type Account, createSid } from './rest/account.ts';
import { type CallParties, voiceFields } from './rest/voice-fields.ts';
import type { StreamNoun } from './webhooks/twiml.ts';
import { runTwiml, type TwimlSource, type TwimlStage } from './webhooks/twiml-runner.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

export interface CallOptions {
  readonly account: Account;
  readonly habits: TwilioHabits;
  readonly webhooks: Webhooks;
  readonly from: string;
  readonly to: string;
  readonly direction: 'inbound' | 'outbound-api';
  /** Signs webhooks and the stream; unsigned when undefined. */
  readonly authToken: string | undefined;
  /** Called after every change of status. */
  readonly onStatus: (call: Call) => void;
}

export class Call {
  readonly parties: CallParties;
  readonly recorder = new CallRecorder();
  readonly ear = new CallerEar((fact) => this.recorder.add(fact));
  readonly speech = new CallerSpeech((fact) => {
    this.recorder.add(fact);
    if (fact.type === 'caller.lineEnded') this.ear.endStretch(this.recorder.trackMs);
  });
  /** Resolves once, when the call is over and its sockets are gone. */
  readonly ended: Promise<CallRecord>;
  readonly #options: CallOptions;
  #status: CallStatus = 'queued';
  #answeredAt: Date | undefined;
  #endedAt: Date | undefined;
  #endedBy: EndedBy | undefined;
  #document = new AbortController();
  #replacement: TwimlSource | undefined;
  #stream: MediaStream | undefined;
  #resolveEnded: (record: CallRecord) => void = () => {};

  constructor(options: CallOptions) {
    this.#options = options;
    const { from, to, direction, account } = options;
    this.parties = { callSid: createSid('CA'), accountSid: account.accountSid, from, to, direction };
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  get status(): CallStatus {
    return this.#status;
  }

  get isOver(): boolean {
    return this.#endedBy !== undefined;
  }

  get answeredAt(): Date | undefined {
    return this.#answeredAt;
  }

  get endedAt(): Date | undefined {
    return this.#endedAt;
  }

  /** Reports `queued`, then `ringing`. */
  ring(): void {
    this.#become('queued');
    this.#become('ringing');
  }

  /** Runs the TwiML until the call is over. The first request of an inbound call still has the status `ringing`. */
  async answer(source: TwimlSource): Promise<void> {
    if (this.isOver) return;
    if (this.parties.direction === 'outbound-api') this.#pickUp();
    const stage: TwimlStage = {
      recorder: this.recorder,
      fetchTwiml: (url, method, signal) => this.#fetchTwiml(url, method, signal),
      runStream: (url, noun, signal) => this.#runStream(url, noun, signal),
    };
    for (let next: TwimlSource | undefined = source; next !== undefined; next = this.#replacement) {
      this.#replacement = undefined;
      this.#document = new AbortController();
      await runTwiml(next, stage, this.#document.signal);
      if (this.isOver) break;
    }
    this.#finish('completed', this.#endedBy ?? 'twiml');
  }

  /** Runs `source` in place of the present TwiML; an open stream ends with `stop`. */
  replaceTwiml(source: TwimlSource): void {
    this.#replacement = source;
    this.#document.abort();
    this.#stream?.stop();
  }

  hangUp(by: EndedBy): void {
    if (this.isOver) return;
    this.#endedBy = by;
    this.#stream?.stop();
    this.#document.abort();
    if (this.#answeredAt === undefined && this.parties.direction === 'outbound-api')
      this.#finish('canceled', by);
  }

  /** The line is lost: the stream's socket breaks without a close frame. */
  drop(): void {
    if (this.isOver) return;
    this.#endedBy = 'line';
    this.#stream?.drop();
    this.#document.abort();
  }

  /** Ends the call because the callee did not answer. */
  goUnanswered(status: 'busy' | 'no-answer' | 'failed'): void {
    if (this.isOver) return;
    this.#finish(status, 'unanswered');
  }

  press(digit: string): void {
    this.#stream?.press(digit);
    this.recorder.add({ type: 'caller.pressed', digit });
  }

  /** A second request is a retry of the first; its answer counts. */
  async #fetchTwiml(url: string, method: 'GET' | 'POST', signal: AbortSignal): Promise<string> {
    const { authToken, webhooks, habits } = this.#options;
    const fields = { ...voiceFields(this.parties, this.#status), ...this.answeredByField };
    const idempotencyToken = randomUUID();
    let twiml = '';
    for (let sent = 0; sent < habits.webhookRequests; sent++)
      twiml = await webhooks.send({ url, method, fields, authToken, signal, idempotencyToken });
    this.#pickUp();
    return twiml;
  }

  /** The result of answering machine detection, for a request. */
  get answeredByField(): Record<string, string> {
    const { answeredBy } = this.#options.habits;
    const isKnown = this.parties.direction === 'outbound-api' && this.#answeredAt !== undefined;
    return isKnown && answeredBy !== undefined ? { AnsweredBy: answeredBy } : {};
  }

  async #runStream(url: string, noun: StreamNoun, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { accountSid, callSid } = this.parties;
    this.#stream = new MediaStream({
      url,
      authToken: this.#options.authToken,
      habits: this.#options.habits,
      identity: { accountSid, callSid, streamSid: createSid('MZ') },
      parameters: noun.parameters,
      recorder: this.recorder,
      speech: this.speech,
      ear: this.ear,
    });
    await this.#stream.ended;
    this.#stream = undefined;
  }

  #pickUp(): void {
    if (this.#answeredAt !== undefined) return;
    this.#answeredAt = new Date();
    this.recorder.add({ type: 'call.answered' });
    this.#become('in-progress');
  }

  #become(status: CallStatus): void {
    this.#status = status;
    this.#options.onStatus(this);
  }

  #finish(status: CallStatus, endedBy: EndedBy): void {
    if (this.#endedAt !== undefined) return;
    this.#endedBy = endedBy;
    this.#endedAt = new Date();
    this.recorder.add({ type: 'call.ended', by: endedBy });
    this.speech.end();
    this.ear.end();
    this.#become(status);
    this.#resolveEnded({
      ...this.parties,
      status,
      endedBy,
      startedAt: this.recorder.startedAt,
      durationMs: this.recorder.nowMs,
      ...this.recorder.tracks,
      events: this.recorder.events,
      warnings: this.recorder.warnings,
      verbsAfterStream: this.recorder.verbsAfterStream,
      callerFailure: undefined,
    });
  }
}
