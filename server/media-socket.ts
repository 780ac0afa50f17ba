/**
 * A carrier's media WebSocket: its frames go through the carrier's codec to a CallLine, and a call's audio back.
 *
 *   ws frame ──codec──> CarrierMessage ──> CallLine ──> call ──> media, mark, clear ──codec──> ws frame
 *
 * call/call-line.ts checks the order of messages; this file handles sockets, buffers and close codes.
 */
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { OutboundLine } from '../actors/playback/outbox.ts';
import { CallLine, type LineFact } from '../call/call-line.ts';
import type { CloseKind, StartMessage } from '../call/carrier.ts';
import {
  type CarrierCodec,
  type CarrierFrame,
  type CarrierReader,
  type CarrierWriter,
  CLOSE_CODES,
  type UpgradeRequest,
} from '../call/carrier-codec.ts';
import type { LiveCall } from '../call/compose-call.ts';
import type { CallClock } from '../machines/clock.ts';
import { toVoiceError, VoiceError } from '../machines/errors.ts';

/** A carrier that does not answer our close frame is disconnected after this time. */
const CLOSING_LIMIT_MS = 1_000;
/** A close frame has room for 123 bytes of reason: RFC 6455, section 5.5. */
const LONGEST_REASON_BYTES = 120;
/** A carrier's media frame has a few hundred bytes; so many have six seconds of audio. */
const LARGEST_MESSAGE_BYTES = 64 * 1024;

/** Binary frames of JSON: a proxy may send text frames on as binary ones (fastify-http-proxy#255, kaazing/gateway#154). */
const OPENING_BRACE = '{'.charCodeAt(0);

/** A fact for the log, with the call's id when it is known. */
interface SocketFact extends LineFact {
  readonly callId?: string;
  /** The carrier's id of the call, even if the call was refused. */
  readonly carrierCallId?: string;
}

interface MediaSocketOptions {
  readonly socket: WebSocket;
  /** The upgrade request that opened the socket. */
  readonly request: UpgradeRequest;
  /** The connection that the socket runs on. */
  readonly wire: Duplex;
  readonly codec: CarrierCodec;
  readonly clock: CallClock;
  /** Makes the call, which waits in `connecting` until the carrier has sent its id. */
  open(line: OutboundLine): LiveCall;
  /** Called with the carrier's id of the call. An error thrown here closes the socket. */
  identified(call: LiveCall, carrierCallId: string): void;
  report(fact: SocketFact): void;
  /** Called for every message that cannot be used. */
  leftOut(kind: CloseKind): void;
}

export class MediaSocket {
  readonly #options: MediaSocketOptions;
  readonly #reader: CarrierReader;
  readonly #call: LiveCall;
  readonly #line: CallLine;
  #writer: CarrierWriter | undefined;
  #carrierCallId: string | undefined;

  constructor(options: MediaSocketOptions) {
    this.#options = options;
    const { socket, request, codec, clock } = options;
    this.#reader = codec.createReader(request);
    this.#call = options.open(this.#outbound());
    this.#line = new CallLine({
      call: this.#call,
      clock,
      announcesEnd: codec.announcesEnd,
      connection: {
        isOpen: () => socket.readyState === socket.OPEN,
        ping: () => this.#ping(),
        close: (kind, reason) => this.#close(kind, reason),
      },
      identified: (start) => this.#identified(start),
      report: (fact) => this.#report(fact),
      leftOut: options.leftOut,
    });
    socket.on('pong', () => this.#line.ponged());
    socket.on('ping', () => this.#line.answered());
    socket.on('message', (data: RawData, isBinary: boolean) => this.#receive(data, isBinary));
    socket.on('close', (code: number) => this.#line.closed(code));
    socket.on('error', (thrown: Error) => {
      this.#report({ what: 'the media socket failed', error: toVoiceError(thrown, 'MEDIA_MALFORMED') });
    });
  }

  #outbound(): OutboundLine {
    const { socket, wire } = this.#options;
    const send = (frame: CarrierFrame | undefined): void => {
      if (frame !== undefined && socket.readyState === socket.OPEN) socket.send(frame);
    };
    return {
      media: (frame) => send(this.#writer?.media(frame)),
      mark: (name) => send(this.#writer?.mark?.(name)),
      clear: () => send(this.#writer?.clear?.()),
      together: (write) => {
        wire.cork();
        try {
          write();
        } finally {
          wire.uncork();
        }
      },
      bufferedBytes: () => socket.bufferedAmount,
    };
  }

  #receive(data: RawData, isBinary: boolean): void {
    const reader = this.#reader;
    const bytes = bytesOf(data);
    if (bytes.length > LARGEST_MESSAGE_BYTES) {
      this.#line.leaveOut(malformed(`A message of the media stream is over ${LARGEST_MESSAGE_BYTES} bytes`));
      return;
    }
    if (isBinary && !reader.binary && bytes[0] !== OPENING_BRACE) {
      this.#line.leaveOut(malformed('A media stream has text frames only'), 'unsupported');
      return;
    }
    try {
      const message = isBinary && reader.binary ? reader.binary(bytes) : reader.text(bytes.toString());
      if (message) this.#line.take(message);
    } catch (thrown) {
      this.#line.leaveOut(toVoiceError(thrown));
    }
  }

  #ping(): void {
    const { socket } = this.#options;
    if (socket.readyState === socket.OPEN) socket.ping();
  }

  #identified({ streamId, carrierCallId }: StartMessage): void {
    this.#carrierCallId = carrierCallId;
    this.#writer = this.#options.codec.createWriter(streamId);
    this.#options.identified(this.#call, carrierCallId);
  }

  #close(kind: CloseKind, reason: string): number {
    const { socket } = this.#options;
    const code = CLOSE_CODES[kind];
    if (socket.readyState !== socket.OPEN && socket.readyState !== socket.CONNECTING) return code;
    socket.close(code, Buffer.from(reason).subarray(0, LONGEST_REASON_BYTES).toString());
    const kill = setTimeout(() => socket.terminate(), CLOSING_LIMIT_MS);
    kill.unref();
    socket.once('close', () => clearTimeout(kill));
    return code;
  }

  #report(fact: LineFact): void {
    const { id } = this.#call.journal;
    this.#options.report({
      ...(id !== '' && { callId: id }),
      ...(this.#carrierCallId !== undefined && { carrierCallId: this.#carrierCallId }),
      ...fact,
    });
  }
}

/** The bytes of one binary message, which `ws` gives as a Buffer by default. */
const bytesOf = (data: RawData): Buffer =>
  Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);

const malformed = (what: string): VoiceError => new VoiceError('MEDIA_MALFORMED', what);
