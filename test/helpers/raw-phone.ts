/**
 * A carrier driven by hand: one media socket that sends whatever a test wants, well formed or not.
 *
 *   const phone = await dialRaw(url); phone.connects(); phone.starts(); phone.streams(); … (await phone.closed).code
 *
 * After `streams()` the phone behaves like Twilio: a frame every 20 ms, a playout buffer, marks echoed.
 */
import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';
import { FRAME_BYTES, FRAME_MS, SILENCE } from '../../actors/audio/mulaw.ts';
import { type Pacer, startPacer } from '../../sandbox/twilio/media/pacer.ts';
import { PlaybackBuffer } from '../../sandbox/twilio/media/playback-buffer.ts';
import { whenTestFails } from './time/test-ends.ts';

interface Sent {
  readonly event: string;
  readonly media?: { readonly payload: string };
  readonly mark?: { readonly name: string };
}

interface Closed {
  readonly code: number;
  readonly reason: string;
}

const SILENT_FRAME = Buffer.alloc(FRAME_BYTES, SILENCE).toString('base64');
let dialled = 0;

export class RawPhone {
  /** Everything the server sent, oldest first. */
  readonly messages: Sent[] = [];
  /** How often the server asked whether the phone is there. */
  pings = 0;
  /** The end of the socket, as this side sees it. */
  readonly closed: Promise<Closed>;
  readonly callSid: string;
  readonly streamSid: string;
  readonly #socket: WebSocket;
  readonly #buffer = new PlaybackBuffer();
  #pacer: Pacer | undefined;
  #frames = 0;

  constructor(socket: WebSocket, callSid: string) {
    this.#socket = socket;
    this.callSid = callSid;
    this.streamSid = callSid.replace(/^CA/, 'MZ');
    socket.on('message', (data) => this.#receive(JSON.parse(String(data))));
    socket.on('ping', () => {
      this.pings += 1;
    });
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        this.#pacer?.stop();
        resolve({ code, reason: reason.toString() });
      });
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Events of one kind the server sent. */
  of(event: string): Sent[] {
    return this.messages.filter((message) => message.event === event);
  }

  sendsText(text: string): void {
    if (this.isOpen) this.#socket.send(text);
  }

  sendsBytes(bytes: Uint8Array): void {
    if (this.isOpen) this.#socket.send(bytes, { binary: true });
  }

  sends(event: string, fields: object = {}): void {
    this.sendsText(JSON.stringify({ event, streamSid: this.streamSid, ...fields }));
  }

  connects(): void {
    this.sendsText(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }));
  }

  /** `start`, with any of its fields changed. */
  starts(changes: object = {}): void {
    const { callSid, streamSid } = this;
    const start = {
      accountSid: `AC${'5'.repeat(32)}`,
      callSid,
      streamSid,
      tracks: ['inbound'],
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
      customParameters: {},
      ...changes,
    };
    this.sends('start', { sequenceNumber: '1', start });
  }

  /** One frame, silent unless said otherwise. */
  media(payload = SILENT_FRAME): void {
    this.#frames += 1;
    const timestamp = String(this.#frames * FRAME_MS);
    this.sends('media', { media: { track: 'inbound', chunk: String(this.#frames), timestamp, payload } });
  }

  stops(): void {
    this.sends('stop', { stop: { callSid: this.callSid } });
  }

  /** From now on: a silent frame every 20 ms, and what the server sends is played and its marks are echoed. */
  streams(): void {
    this.#pacer = startPacer(() => {
      for (const name of this.#buffer.nextFrame().dueMarks) this.#echo(name);
      this.media();
    });
  }

  /** The carrier stalls: the socket stays open and nothing comes any more. */
  freezes(): void {
    this.#pacer?.stop();
  }

  hangsUp(): void {
    this.#pacer?.stop();
    this.#socket.close(1000);
  }

  /** The network is gone: no `stop`, no closing handshake. */
  vanishes(): void {
    this.#pacer?.stop();
    this.#socket.terminate();
  }

  #receive(message: Sent): void {
    this.messages.push(message);
    if (this.#pacer === undefined) return;
    if (message.media) this.#buffer.addAudio(Buffer.from(message.media.payload, 'base64'));
    else if (message.mark && this.#buffer.addMark(message.mark.name)) this.#echo(message.mark.name);
    else if (message.event === 'clear') for (const name of this.#buffer.clear()) this.#echo(name);
  }

  #echo(name: string): void {
    this.sends('mark', { mark: { name } });
  }
}

interface DialOptions {
  readonly headers?: ClientOptions['headers'];
  readonly callSid?: string;
  /** Whether the socket answers pings, as RFC 6455 has it. Default true. */
  readonly answersPings?: boolean;
}

/** An open media socket that has said nothing yet. Rejects with the HTTP status when there is no upgrade. */
export async function dialRaw(
  url: string,
  { headers, callSid, answersPings = true }: DialOptions = {},
): Promise<RawPhone> {
  dialled += 1;
  const options = { ...(headers && { headers }), perMessageDeflate: false, autoPong: answersPings };
  const socket = new WebSocket(url, options);
  const phone = new RawPhone(socket, callSid ?? `CA${dialled.toString(16).padStart(32, '0')}`);
  const refused = once(socket, 'unexpected-response').then(([, response]) => {
    socket.terminate();
    throw new Error(`no upgrade: ${response.statusCode}`);
  });
  refused.catch(() => {});
  await Promise.race([once(socket, 'open'), refused]);
  whenTestFails(() => phone.vanishes());
  return phone;
}
