/**
 * A call's line to its carrier: keeps the order of the carrier's messages, and notices when none come.
 *
 *   CarrierMessage ──take──> awaitsConnected → awaitsStart → streams → stopped ──> LiveCall (start, receive, echo …)
 *
 * Messages out of order, and absence of media, close the connection with a reason. No other call is affected.
 * No socket and no carrier's wire format is known here: server/media-socket.ts and a codec have those.
 */
import type { CallClock } from '../machines/clock.ts';
import { type ErrorCode, toVoiceError, VoiceError } from '../machines/errors.ts';
import type { CarrierMessage, CloseKind, StartMessage } from './carrier.ts';
import type { LiveCall } from './compose-call.ts';

/** A carrier sends 50 frames a second for as long as the call lasts; after so many ms without one, it is gone. */
const MEDIA_ABSENCE_MS = 10_000;

/** The connection under a line. */
export interface CarrierConnection {
  isOpen(): boolean;
  /** Closes the connection, if it is open. Returns the close code for `kind`. */
  close(kind: CloseKind, reason: string): number;
}

/** The part of a call that a line uses. */
export type LineCall = Pick<
  LiveCall,
  'journal' | 'ended' | 'lastFrameAt' | 'start' | 'receive' | 'echo' | 'pressKey' | 'closeTransport'
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
}

/** The close of a connection that ended in order; RFC 6455: 1000 normal, 1001 going away, 1005 without a code. */
const IN_ORDER: ReadonlySet<number> = new Set([1000, 1001, 1005]);

export class CallLine {
  readonly #options: CallLineOptions;
  readonly #call: LineCall;
  #state: 'awaitsConnected' | 'awaitsStart' | 'streams' | 'stopped' = 'awaitsConnected';
  #timer: unknown;
  #sawUnknown = false;

  constructor(options: CallLineOptions) {
    this.#options = options;
    this.#call = options.call;
    void this.#call.ended.then((outcome) => this.#onEnded(outcome));
  }

  /** Takes a message of the carrier. A message out of order refuses the line. */
  take(message: CarrierMessage): void {
    try {
      this.#take(message);
    } catch (thrown) {
      this.refuse(toVoiceError(thrown));
    }
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
      : new VoiceError('MEDIA_ABSENT', 'The media socket closed without "stop"', { details: { code } });
    this.#stop();
    this.#call.closeTransport(`socket ${code}`, error);
  }

  #take(message: CarrierMessage): void {
    if (this.#state === 'stopped') {
      if (message.kind === 'stop') throw outOfOrder('a second "stop"');
      return;
    }
    switch (message.kind) {
      case 'connected':
        if (this.#state !== 'awaitsConnected') throw outOfOrder('a second "connected"');
        this.#state = 'awaitsStart';
        return;
      case 'start':
        if (this.#state === 'streams') throw outOfOrder('a second "start"');
        this.#start(message);
        return;
      case 'unknown':
        this.#unknown(message.event);
        return;
    }
    if (this.#state !== 'streams') throw outOfOrder(`"${message.kind}" before "start"`);
    switch (message.kind) {
      case 'media':
        this.#call.receive(message.audio, message.timestampMs);
        return;
      case 'mark':
        this.#call.echo(message.name);
        return;
      case 'dtmf':
        this.#call.pressKey();
        return;
      case 'stop':
        this.#stop();
        this.#call.closeTransport('stop');
    }
  }

  #start(message: StartMessage): void {
    this.#state = 'streams';
    this.#options.identified?.(message);
    this.#call.start();
    this.#watchMedia();
  }

  /** An unknown event before "start" is refused; in mid-call the call goes on without it. */
  #unknown(event: string): void {
    if (this.#state !== 'streams') throw outOfOrder('an unknown event before "start"');
    if (!this.#sawUnknown)
      this.#options.report?.({
        what: 'an unknown event of the media stream is ignored',
        event: event.slice(0, 40),
      });
    this.#sawUnknown = true;
  }

  /** A half-open connection reports no end: only the absence of media shows it. */
  #watchMedia(): void {
    const { clock } = this.#options;
    const absentMs = clock.now() - this.#call.lastFrameAt;
    if (absentMs >= MEDIA_ABSENCE_MS) {
      this.refuse(absent(`No media for ${MEDIA_ABSENCE_MS} ms`));
      return;
    }
    this.#timer = clock.setTimeout(() => this.#watchMedia(), MEDIA_ABSENCE_MS - absentMs);
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
