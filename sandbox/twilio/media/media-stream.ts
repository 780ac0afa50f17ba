/**
 * Twilio's side of one media stream: connects to the product, then every 20 ms sends a frame of the caller and plays a
 * frame of the agent.
 *
 *   caller speech ──media──> socket ──media, mark, clear──> playback buffer ──frame──> recorder, caller's ear
 *
 * `ended` resolves with how the stream ended, and the call decides what follows.
 */
import twilio from 'twilio';
import { WebSocket } from 'ws';
import { FRAME_MS, SILENCE } from '../../../actors/audio/mulaw.ts';
import type { TwilioHabits } from '../habits.ts';
import type { StreamEnd } from '../record/call-record.ts';
import type { CallRecorder } from '../record/call-recorder.ts';
import type { CallerEar } from './caller-ear.ts';
import type { CallerSpeech } from './caller-speech.ts';
import { type Pacer, startPacer } from './pacer.ts';
import { PlaybackBuffer } from './playback-buffer.ts';
import {
  connectedMessage,
  dtmfMessage,
  markMessage,
  mediaMessage,
  readServerMessage,
  type StreamIdentity,
  startMessage,
  stopMessage,
  withNumbers,
} from './stream-messages.ts';

interface MediaStreamOptions {
  readonly url: string;
  /** Signs the upgrade request; unsigned when absent. */
  readonly authToken: string | undefined;
  readonly habits: TwilioHabits;
  readonly identity: StreamIdentity;
  readonly parameters: Readonly<Record<string, string>>;
  readonly recorder: CallRecorder;
  readonly speech: CallerSpeech;
  readonly ear: CallerEar;
}

const HANDSHAKE_LIMIT_MS = 5_000;
const CLOSE_LIMIT_MS = 1_000;
const MAX_FRAME_BYTES = 1024 * 1024;
/** Unsent bytes beyond which Twilio drops audio: about 16 s of frames. The real limit is not published. */
const CONGESTION_BYTES = 256 * 1024;

/** Habits that spoil media messages do so once in so many. */
const SPOILED_EVERY = 10;

export class MediaStream {
  /** Resolves when the socket is gone. */
  readonly ended: Promise<StreamEnd>;
  readonly #options: MediaStreamOptions;
  readonly #socket: WebSocket;
  readonly #buffer = new PlaybackBuffer();
  readonly #warned = new Set<number>();
  #end: StreamEnd | undefined;
  #pacer: Pacer | undefined;
  #closeTimer: NodeJS.Timeout | undefined;
  #sequence = 0;
  #chunk = 0;
  /** The stream's time, which the timestamps of media have. */
  #timeMs = 0;

  constructor(options: MediaStreamOptions) {
    this.#options = options;
    const { url, authToken, habits } = options;
    const signature = authToken && twilio.getExpectedTwilioSignature(authToken, url, {});
    this.#socket = new WebSocket(habits.slashAfterStreamUrl ? `${url}/` : url, {
      autoPong: habits.answersPings,
      ...(habits.origin !== undefined && { origin: habits.origin }),
      headers: {
        'user-agent': 'Twilio.TmeWs/1.0',
        ...(signature ? { 'x-twilio-signature': signature } : {}),
      },
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_LIMIT_MS,
      maxPayload: MAX_FRAME_BYTES,
    });
    this.ended = new Promise((resolve) => {
      this.#socket.once('close', (code) => resolve(this.#closed(code)));
    });
    this.#socket.once('open', () => this.#open());
    this.#socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
    this.#socket.on('error', (error) => this.#failed(error));
  }

  press(digit: string): void {
    this.#send(dtmfMessage(this.#options.identity.streamSid, digit));
  }

  /** Sends `stop`, then closes: the call goes on without this stream. */
  stop(): void {
    if (this.#end) return;
    this.#end = 'twilio';
    this.#pacer?.stop();
    if (this.#socket.readyState !== WebSocket.OPEN) {
      this.#socket.terminate();
      return;
    }
    if (this.#options.habits.sendsStop) this.#send(stopMessage(this.#options.identity));
    this.#socket.close(1000);
    this.#closeTimer = setTimeout(() => this.#socket.terminate(), CLOSE_LIMIT_MS);
  }

  /** The network is lost: no `stop`, no closing handshake. */
  drop(): void {
    if (this.#end) return;
    this.#end = 'line';
    this.#pacer?.stop();
    this.#socket.terminate();
  }

  #open(): void {
    const { identity, parameters, recorder } = this.#options;
    this.#sendFrame(JSON.stringify(connectedMessage()));
    this.#send(startMessage(identity, parameters));
    recorder.catchUp();
    recorder.add({ type: 'stream.started', streamSid: identity.streamSid });
    this.#pacer = startPacer(() => this.#tick());
  }

  /** Sends and plays 20 ms. */
  #tick(): void {
    const { recorder, speech, ear } = this.#options;
    const { frame: heard, dueMarks } = this.#buffer.nextFrame();
    this.#echo(dueMarks, false);

    const said = speech.nextFrame();
    if (this.#socket.bufferedAmount > CONGESTION_BYTES) {
      this.#timeMs += FRAME_MS;
      this.#warn(31930, 'inbound audio dropped: the socket is congested');
    } else this.#sendMedia(said);

    ear.hear(heard, recorder.trackMs);
    recorder.addFrame(said, heard);
    speech.frameSent();
  }

  #sendMedia(said: Uint8Array): void {
    const { identity, habits } = this.#options;
    const isSilent = said.every((byte) => byte === SILENCE);
    if (habits.silence !== 'frames' && isSilent) {
      if (habits.silence === 'nothing') this.#timeMs += FRAME_MS;
      return;
    }
    this.#timeMs += FRAME_MS;
    this.#chunk += 1;
    if (habits.unknownMessages && this.#chunk % SPOILED_EVERY === 1)
      this.#send({ event: 'weather', streamSid: identity.streamSid, weather: { outlook: 'fair' } });
    const message = mediaMessage(identity.streamSid, this.#chunk, this.#timeMs, said);
    this.#send(message);
    if (this.#chunk % SPOILED_EVERY === 0) this.#spoil(message);
  }

  /** Sends a broken message behind a good one, so that no sound of the caller is lost. */
  #spoil(message: ReturnType<typeof mediaMessage>): void {
    const { brokenFrames } = this.#options.habits;
    if (brokenFrames === 'none' || this.#socket.readyState !== WebSocket.OPEN) return;
    if (brokenFrames === 'repeated') this.#socket.send(this.#numbered(message));
    else if (brokenFrames === 'binary') this.#socket.send(new Uint8Array(160));
    else if (brokenFrames === 'notJson') this.#socket.send('{"event":"media",');
    else
      this.#send({
        ...message,
        media: { ...message.media, payload: brokenFrames === 'empty' ? '' : '%%%%' },
      });
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#end) return;
    const { identity, recorder, ear } = this.#options;
    this.#pacer?.catchUp();
    const message = readServerMessage(data, isBinary, identity.streamSid);
    if ('code' in message) {
      this.#warn(message.code, message.reason);
      return;
    }
    switch (message.event) {
      case 'media':
        recorder.add({ type: 'media.received', bytes: message.audio.length });
        this.#buffer.addAudio(message.audio);
        break;
      case 'mark':
        recorder.add({ type: 'mark.received', name: message.name });
        if (this.#options.habits.marks === 'atOnce' || this.#buffer.addMark(message.name))
          this.#echo([message.name], false);
        break;
      case 'clear':
        recorder.add({ type: 'clear.received', droppedBytes: this.#buffer.queuedBytes });
        this.#echo(this.#buffer.clear(), true);
        ear.endStretch(recorder.trackMs);
        break;
    }
  }

  #echo(names: readonly string[], cleared: boolean): void {
    for (const name of names) {
      this.#send(markMessage(this.#options.identity.streamSid, name));
      this.#options.recorder.add({ type: 'mark.echoed', name, cleared });
    }
  }

  #send(message: object): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#sequence += 1;
    this.#sendFrame(this.#numbered(message));
  }

  #sendFrame(text: string): void {
    this.#socket.send(text, { binary: this.#options.habits.frames === 'binary' });
  }

  #numbered(message: object): string {
    const numbered = { ...message, sequenceNumber: String(this.#sequence) };
    return JSON.stringify(this.#options.habits.numbers === 'numbers' ? withNumbers(numbered) : numbered);
  }

  /** Records a warning once per stream and code. */
  #warn(code: number, message: string): void {
    if (this.#warned.has(code)) return;
    this.#warned.add(code);
    this.#options.recorder.warn(code, message);
  }

  #failed(error: Error & { code?: string }): void {
    if (this.#end) return;
    this.#pacer?.stop();
    if (this.#sequence > 0) {
      this.#warn(31924, `WebSocket protocol error: ${error.message}`);
      return;
    }
    this.#end = 'failure';
    const unanswered = error.code !== undefined || error.message.includes('timed out');
    this.#warn(unanswered ? 31901 : 31920, `${this.#options.url}: ${error.message}`);
  }

  #closed(code: number): StreamEnd {
    clearTimeout(this.#closeTimer);
    this.#pacer?.stop();
    const { recorder, ear } = this.#options;
    if (this.#end === undefined) {
      this.#end = 'server';
      if (code === 1006 && !this.#warned.has(31924))
        this.#warn(31903, 'broken pipe: the socket ended without a close');
      else this.#warn(31921, `the server closed the WebSocket with ${code}`);
    }
    ear.endStretch(recorder.trackMs);
    recorder.add({ type: 'stream.ended', by: this.#end });
    return this.#end;
  }
}
