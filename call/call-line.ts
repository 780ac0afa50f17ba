/**
 * A call's line to its carrier: keeps the order of the carrier's messages, and notices when none come.
 *
 *   CarrierMessage ──take──> awaitsStart → streams → stopped ──> LiveCall (start, receive, echo …)
 *
 * A message that cannot be used is left out and counted; a stream of them closes the connection with a reason, and so does
 * a connection on which nothing comes and which does not answer either. No other call is affected.
 * No socket and no carrier's wire format is known here: server/media-socket.ts and a codec have those.
 * Decision: docs/decisions/0037-what-a-line-may-do.md
 */
import type { CallClock } from '../machines/clock.ts';
import { type ErrorCode, toVoiceError, VoiceError } from '../machines/errors.ts';
import type { CarrierMessage, CloseKind, StartMessage } from './carrier.ts';
import type { LiveCall } from './compose-call.ts';

/** A connection on which nothing came for so long, no message and no answer to a ping, is gone. */
const LINE_ABSENCE_MS = 60_000;
/** By so many do messages that cannot be used outnumber the others when the line is refused: a second of a carrier's frames. */
const MOST_UNUSABLE = 50;
/** How many different reasons for leaving out a message are reported of one line; all are counted. */
const MOST_REASONS = 20;
const BROKEN_OFF = 'the carrier broke off, or a proxy on the way did, by a limit of time or a reload';

/** The connection under a line. */
export interface CarrierConnection {
  isOpen(): boolean;
  /** Asks the carrier's end whether it is there; `CallLine.ponged` takes the answer. Absent: it cannot be asked. */
  ping?(): void;
  /** Closes the connection, if it is open. Returns the close code for `kind`. */
  close(kind: CloseKind, reason: string): number;
}

/** The part of a call that a line uses. */
export type LineCall = Pick<
  LiveCall,
  'journal' | 'ended' | 'start' | 'answered' | 'pinged' | 'receive' | 'echo' | 'pressKey' | 'closeTransport'
>;

/** A fact for the log. */
export interface LineFact {
  readonly what: string;
  /** The close code, when we closed the connection. */
  readonly code?: number;
  readonly error?: VoiceError;
  /** The name of an event, cut to 40 characters. */
  readonly event?: string;
}

export interface CallLineOptions {
  /** The call, in `connecting` until the carrier's "start". */
  readonly call: LineCall;
  readonly clock: CallClock;
  readonly connection: CarrierConnection;
  /** Whether the carrier sends "stop" before it closes: CarrierCodec. */
  readonly announcesEnd: boolean;
  /** Called with "start", which names the carrier's call. A throw refuses the line. */
  identified?(start: StartMessage): void;
  report?(fact: LineFact): void;
  /** Called for every message that is left out, with what is wrong with it. */
  leftOut?(kind: CloseKind): void;
}

/** The close of a connection that ended in order; RFC 6455: 1000 normal, 1001 going away, 1005 without a code. */
const IN_ORDER: ReadonlySet<number> = new Set([1000, 1001, 1005]);

export class CallLine {
  readonly #options: CallLineOptions;
  readonly #call: LineCall;
  #state: 'awaitsStart' | 'streams' | 'stopped' = 'awaitsStart';
  #sawConnected = false;
  #timer: unknown;
  #sawUnknown = false;
  /** Messages left out, less those taken since; never below 0. */
  #unusable = 0;
  readonly #reasons = new Set<string>();
  /** Clock reading at the carrier's last message or answer. */
  #heardAt: number;
  /** Clock reading at the last ping that was not answered yet. */
  #pingedAt: number | undefined;

  constructor(options: CallLineOptions) {
    this.#options = options;
    this.#call = options.call;
    this.#heardAt = options.clock.now();
    void this.#call.ended.then((outcome) => this.#onEnded(outcome));
  }

  /** Takes a message of the carrier. One that comes when it makes no sense is left out. */
  take(message: CarrierMessage): void {
    if (this.#state === 'stopped') return;
    try {
      const fault = this.#take(message);
      if (fault !== undefined) {
        this.leaveOut(outOfOrder(fault));
        return;
      }
      this.#heardAt = this.#options.clock.now();
      if (this.#unusable > 0) this.#unusable--;
    } catch (thrown) {
      this.refuse(toVoiceError(thrown));
    }
  }

  /** Goes on without a message that cannot be used. The error is reported once; a stream of such messages refuses the line. */
  leaveOut(error: VoiceError, kind: CloseKind = kindOf(error)): void {
    if (this.#state === 'stopped') return;
    const { clock, report, leftOut } = this.#options;
    this.#heardAt = clock.now();
    leftOut?.(kind);
    if (!this.#reasons.has(error.message) && this.#reasons.size < MOST_REASONS) {
      this.#reasons.add(error.message);
      report?.({ what: 'a message of the media stream is left out', error });
      this.#call.journal.append('note', 'transport.leftOut', { error });
    }
    this.#unusable++;
    if (this.#unusable < MOST_UNUSABLE) return;
    this.refuse(new VoiceError(error.code, `Too many unusable messages. The last: ${error.message}`), kind);
  }

  /** The carrier's end has answered a ping. */
  ponged(): void {
    if (this.#pingedAt !== undefined && this.#state === 'streams')
      this.#call.pinged(this.#options.clock.now() - this.#pingedAt);
    this.#pingedAt = undefined;
    this.answered();
  }

  /** The carrier's end is there: it has answered a ping, or asked whether we are. */
  answered(): void {
    this.#heardAt = this.#options.clock.now();
    if (this.#state === 'streams') this.#call.answered();
  }

  /** Ends the call for what the carrier did, and closes the connection. A line that has ended is not refused. */
  refuse(error: VoiceError, kind: CloseKind = kindOf(error)): void {
    const { connection } = this.#options;
    if (this.#state === 'stopped' && !connection.isOpen()) return;
    this.#stop();
    const code = connection.close(kind, error.message);
    this.#options.report?.({ what: 'a media socket is refused', code, error });
    this.#call.journal.append('note', 'transport.refused', { error, code });
    this.#call.closeTransport(error.code, error);
  }

  /** The connection is gone, with this code. */
  closed(code: number): void {
    const isEnd = this.#state !== 'streams' || (!this.#options.announcesEnd && IN_ORDER.has(code));
    // Without the "stop" that announces a hang-up, the caller may still be on the line.
    const error = isEnd
      ? undefined
      : new VoiceError('MEDIA_ABSENT', `The media socket closed without "stop" (${code}): ${BROKEN_OFF}`, {
          details: { code },
        });
    this.#stop();
    this.#call.closeTransport(`socket ${code}`, error);
  }

  /** Returns what is out of order, for a message that is. */
  #take(message: CarrierMessage): string | undefined {
    switch (message.kind) {
      case 'connected':
        if (this.#sawConnected || this.#state === 'streams') return 'a second "connected"';
        this.#sawConnected = true;
        return undefined;
      case 'start':
        if (this.#state === 'streams') return 'a second "start"';
        this.#start(message);
        return undefined;
      case 'unusableStart':
        if (this.#state === 'streams') return 'a second "start"';
        throw message.error;
      case 'stop':
        this.#stop();
        this.#call.closeTransport('stop');
        return undefined;
      case 'unknown':
        this.#unknown(message.event);
        return undefined;
    }
    if (this.#state !== 'streams') return `"${message.kind}" before "start"`;
    if (message.kind === 'media') this.#call.receive(message.audio, message.timestampMs);
    else if (message.kind === 'mark') this.#call.echo(message.name);
    else this.#call.pressKey();
    return undefined;
  }

  #start(message: StartMessage): void {
    const { connection } = this.#options;
    this.#state = 'streams';
    this.#options.identified?.(message);
    this.#heardAt = this.#options.clock.now();
    this.#call.start(connection.ping && (() => this.#ping()));
    this.#watchLine();
    this.#ping();
  }

  #ping(): void {
    const { clock, connection } = this.#options;
    this.#pingedAt = clock.now();
    connection.ping?.();
  }

  #unknown(event: string): void {
    if (!this.#sawUnknown)
      this.#options.report?.({
        what: 'an unknown event of the media stream is ignored',
        event: event.slice(0, 40),
      });
    this.#sawUnknown = true;
  }

  /** A half-open connection reports no end: only the absence of everything shows it. */
  #watchLine(): void {
    const { clock } = this.#options;
    const absentMs = clock.now() - this.#heardAt;
    if (absentMs >= LINE_ABSENCE_MS) {
      this.refuse(absent(`Nothing from the carrier for ${LINE_ABSENCE_MS} ms`));
      return;
    }
    this.#timer = clock.setTimeout(() => this.#watchLine(), LINE_ABSENCE_MS - absentMs);
  }

  #onEnded(outcome: Awaited<LiveCall['ended']>): void {
    const { connection } = this.#options;
    if (outcome instanceof VoiceError) connection.close('broken', outcome.code);
    else if (outcome.reason === 'neverStarted') this.refuse(absent('The media stream never sent "start"'));
    else connection.close('normal', outcome.reason);
    this.#stop();
  }

  #stop(): void {
    this.#state = 'stopped';
    this.#options.clock.clearTimeout(this.#timer);
  }
}

const KINDS: Readonly<Partial<Record<ErrorCode, CloseKind>>> = {
  MEDIA_MALFORMED: 'malformed',
  MEDIA_OUT_OF_ORDER: 'outOfOrder',
  MEDIA_ABSENT: 'absent',
};

const kindOf = ({ code }: VoiceError): CloseKind => KINDS[code] ?? 'broken';

const absent = (what: string): VoiceError => new VoiceError('MEDIA_ABSENT', what);

const outOfOrder = (what: string): VoiceError =>
  new VoiceError('MEDIA_OUT_OF_ORDER', `The media stream sent ${what}`);
