/**
 * One media socket, from handshake to close: the order of its messages is checked here, and here a call begins.
 *
 *   WebSocket ──> CarrierMessage ──> call (transport.*, inbound audio, marks) ──> media, mark, clear ──> WebSocket
 *
 * What does not follow the protocol closes this socket, with a code and a reason, and nothing else.
 */
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { OutboundLine } from '../actors/playback/outbox.ts';
import type { LiveCall } from '../call/compose-call.ts';
import type { CallClock } from '../machines/clock.ts';
import { toVoiceError, VoiceError } from '../machines/errors.ts';
import {
  type CarrierMessage,
  type CarrierWriter,
  carrierWriter,
  parseCarrierMessage,
} from './twilio/media.wire.ts';

/** RFC 6455 and IANA close codes. */
const CLOSE = { normal: 1000, unsupported: 1003, malformed: 1007, policy: 1008, broken: 1011 } as const;

/** A carrier sends 50 frames a second for as long as the call lasts; this long without any, it is gone. */
const MEDIA_ABSENCE_MS = 10_000;

export interface MediaSessionOptions {
  readonly socket: WebSocket;
  /** The connection under it. */
  readonly wire: Duplex;
  readonly clock: CallClock;
  /** Makes the call; it waits in `connecting` until the carrier says which one it is. */
  open(line: OutboundLine): LiveCall;
  /** The carrier said which call this is. */
  identified(call: LiveCall, callSid: string): void;
  /** A fact for the log, with the call when there is one. */
  report(fact: { what: string; callSid?: string; code?: number; error?: VoiceError; event?: string }): void;
}

export class MediaSession {
  readonly #options: MediaSessionOptions;
  readonly #call: LiveCall;
  #state: 'awaitsConnected' | 'awaitsStart' | 'streams' | 'stopped' = 'awaitsConnected';
  #writer: CarrierWriter | undefined;
  #callSid: string | undefined;
  #timer: unknown;
  #sawUnknown = false;

  constructor(options: MediaSessionOptions) {
    this.#options = options;
    const { socket, wire, clock } = options;
    socket.on('message', (data: RawData, isBinary: boolean) => this.#receive(data, isBinary));
    socket.on('close', (code: number) => this.#onClose(code));
    socket.on('error', (error: Error) => {
      this.#report('the media socket failed', { error: toVoiceError(error, 'MEDIA_MALFORMED') });
    });
    const send = (text: string | undefined): void => {
      if (text !== undefined && socket.readyState === socket.OPEN) socket.send(text);
    };
    this.#call = options.open({
      media: (frame) => send(this.#writer?.media(frame)),
      mark: (name) => send(this.#writer?.mark(name)),
      clear: () => send(this.#writer?.clear()),
      together: (write) => {
        wire.cork();
        try {
          write();
        } finally {
          wire.uncork();
        }
      },
      bufferedBytes: () => socket.bufferedAmount,
    });
    void this.#call.ended.then((outcome) => {
      clock.clearTimeout(this.#timer);
      if (outcome instanceof VoiceError) this.#close(CLOSE.broken, outcome.code);
      else if (outcome.reason === 'neverStarted')
        this.#refuse(new VoiceError('MEDIA_ABSENT', 'The media stream never sent "start"'), CLOSE.policy);
      else this.#close(CLOSE.normal, outcome.reason);
      this.#state = 'stopped';
    });
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (isBinary) {
      this.#refuse(
        new VoiceError('MEDIA_MALFORMED', 'A media stream has text frames only'),
        CLOSE.unsupported,
      );
      return;
    }
    try {
      this.#take(parseCarrierMessage(data.toString()));
    } catch (thrown) {
      const error = toVoiceError(thrown);
      const code =
        error.code === 'MEDIA_MALFORMED'
          ? CLOSE.malformed
          : error.code === 'MEDIA_OUT_OF_ORDER'
            ? CLOSE.policy
            : CLOSE.broken;
      this.#refuse(error, code);
    }
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
        this.#start(message.callSid, message.streamSid);
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
        this.#state = 'stopped';
        this.#call.closeTransport('stop');
    }
  }

  #start(callSid: string, streamSid: string): void {
    this.#state = 'streams';
    this.#callSid = callSid;
    this.#writer = carrierWriter(streamSid);
    this.#options.identified(this.#call, callSid);
    this.#call.start();
    this.#watchMedia();
  }

  /** A half-open socket says nothing, not even goodbye. */
  #watchMedia(): void {
    const { clock } = this.#options;
    const absentMs = clock.now() - this.#call.lastFrameAt;
    if (absentMs >= MEDIA_ABSENCE_MS) {
      this.#refuse(new VoiceError('MEDIA_ABSENT', `No media for ${MEDIA_ABSENCE_MS} ms`), CLOSE.policy);
      return;
    }
    this.#timer = clock.setTimeout(() => this.#watchMedia(), MEDIA_ABSENCE_MS - absentMs);
  }

  /** Before `start` this is no carrier; afterwards a call is worth more than a word we do not know. */
  #unknown(event: string): void {
    if (this.#state !== 'streams') throw outOfOrder('an unknown event before "start"');
    if (!this.#sawUnknown)
      this.#report('an unknown event of the media stream is ignored', { event: event.slice(0, 40) });
    this.#sawUnknown = true;
  }

  #refuse(error: VoiceError, code: number): void {
    if (this.#state === 'stopped' && this.#options.socket.readyState !== this.#options.socket.OPEN) return;
    this.#report('a media socket is refused', { code, error });
    this.#call.journal.append('note', 'transport.refused', { error, code });
    this.#state = 'stopped';
    this.#close(code, error.message);
    this.#call.closeTransport(error.code, error);
  }

  #onClose(code: number): void {
    this.#options.clock.clearTimeout(this.#timer);
    // A caller who hangs up is announced with "stop"; without it, they may still be on the line.
    const error =
      this.#state === 'streams'
        ? new VoiceError('MEDIA_ABSENT', 'The media socket closed without "stop"', { details: { code } })
        : undefined;
    this.#state = 'stopped';
    this.#call.closeTransport(`socket ${code}`, error);
  }

  #close(code: number, reason: string): void {
    const { socket } = this.#options;
    if (socket.readyState !== socket.OPEN && socket.readyState !== socket.CONNECTING) return;
    socket.close(code, Buffer.from(reason).subarray(0, 120).toString());
    const kill = setTimeout(() => socket.terminate(), 1_000);
    kill.unref();
    socket.once('close', () => clearTimeout(kill));
  }

  #report(what: string, fact: { code?: number; error?: VoiceError; event?: string } = {}): void {
    this.#options.report({ what, ...(this.#callSid !== undefined && { callSid: this.#callSid }), ...fact });
  }
}

const outOfOrder = (what: string): VoiceError =>
  new VoiceError('MEDIA_OUT_OF_ORDER', `The media stream sent ${what}`);
