/**
 * The caller's telephone and its carrier on virtual time, over a real WebSocket.
 *
 *   plays(ms) ──> audio is heard, marks are echoed, silence or speech goes in ──> the server
 */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { BYTES_PER_MS, silence } from '../../../actors/audio/mulaw.ts';

type Queued = { readonly audio: Uint8Array } | { readonly mark: string };

interface Sent {
  readonly event: string;
  readonly media?: { readonly payload: string };
  readonly mark?: { readonly name: string };
}

export class Phone {
  readonly callSid: string;
  /** How the socket ended, seen from here; undefined while it is open. */
  ending: { readonly code: number; readonly reason: string } | undefined;
  /** Marks are played and never echoed. */
  losesMarks = false;
  /** Called for every message that arrives. */
  onMessage: () => void = () => {};
  readonly #socket: WebSocket;
  readonly #echoed: string[] = [];
  /** Every frame that was played to its end. */
  readonly played: Uint8Array[] = [];
  #queue: Queued[] = [];
  #playingMs = 0;
  #streamMs = 0;
  #streams = false;

  constructor(socket: WebSocket, callSid: string) {
    this.#socket = socket;
    this.callSid = callSid;
    socket.on('message', (data) => this.#receive(JSON.parse(String(data))));
    socket.on('error', () => {});
    socket.once('close', (code, reason) => {
      this.ending = { code, reason: reason.toString() };
      this.onMessage();
    });
  }

  /** The frame that is playing, undefined when none is. */
  get playing(): Uint8Array | undefined {
    if (!this.#streams || this.ending) return undefined;
    return this.#queue.find((item): item is { audio: Uint8Array } => 'audio' in item)?.audio;
  }

  connects(): void {
    this.#send({ event: 'connected', protocol: 'Call', version: '1.0.0' });
  }

  starts(): void {
    this.#streams = true;
    const { callSid } = this;
    const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 };
    const start = { accountSid: `AC${'5'.repeat(32)}`, callSid, tracks: ['inbound'], mediaFormat };
    this.#send({
      event: 'start',
      sequenceNumber: '1',
      start: { ...start, streamSid: this.#streamSid, customParameters: {} },
    });
  }

  stops(): void {
    this.#streams = false;
    this.#send({ event: 'stop', stop: { callSid: this.callSid } });
  }

  closes(): void {
    this.#socket.close(1000);
  }

  /** The network is gone: no `stop`, no closing handshake. */
  vanishes(): void {
    this.#streams = false;
    this.#socket.terminate();
  }

  pressesAKey(): void {
    this.#send({ event: 'dtmf', dtmf: { track: 'inbound_track', digit: '1' } });
  }

  /** Every mark that was ever echoed comes once more. */
  repeatsMarks(): void {
    for (const name of this.#echoed) this.#send({ event: 'mark', mark: { name } });
  }

  /**
   * Lets so much time pass: queued frames are played, and silence or this sound is sent. Words of the caller come from the
   * STT stand-in instead.
   */
  plays(ms: number, sound = silence(ms)): void {
    if (!this.#streams || this.#socket.readyState !== WebSocket.OPEN) return;
    this.#playingMs += ms;
    for (let item = this.#queue[0]; item !== undefined; item = this.#queue[0]) {
      if ('audio' in item) {
        const lengthMs = item.audio.length / BYTES_PER_MS;
        if (lengthMs > this.#playingMs) break;
        this.#playingMs -= lengthMs;
        this.played.push(item.audio);
      } else this.#echo(item.mark);
      this.#queue.shift();
    }
    if (this.#queue.length === 0) this.#playingMs = 0;
    const payload = Buffer.from(sound).toString('base64');
    this.#send({ event: 'media', media: { track: 'inbound', timestamp: String(this.#streamMs), payload } });
    this.#streamMs += ms;
  }

  #receive({ event, media, mark }: Sent): void {
    if (media) this.#queue.push({ audio: Buffer.from(media.payload, 'base64') });
    else if (mark && this.#queue.length === 0) this.#echo(mark.name);
    else if (mark) this.#queue.push({ mark: mark.name });
    else if (event === 'clear') {
      for (const item of this.#queue.splice(0)) if ('mark' in item) this.#echo(item.mark);
      this.#playingMs = 0;
    }
    this.onMessage();
  }

  #echo(name: string): void {
    this.#echoed.push(name);
    if (!this.losesMarks) this.#send({ event: 'mark', mark: { name } });
  }

  get #streamSid(): string {
    return this.callSid.replace(/^CA/, 'MZ');
  }

  #send(message: object): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify({ streamSid: this.#streamSid, ...message }));
  }
}

let dialled = 0;

/** A phone whose socket is open and has said `connected`. */
export async function dial(url: string): Promise<Phone> {
  dialled += 1;
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const phone = new Phone(socket, `CA${dialled.toString(16).padStart(32, '0')}`);
  await once(socket, 'open');
  phone.connects();
  return phone;
}
