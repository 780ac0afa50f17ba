/**
 * A carrier's media stream that costs as little as possible, with the carrier's own rules of playing:
 *
 *   20 ms of silence every 20 ms ──> server ──> media, mark, clear ──> buffer ──> 160 bytes every 20 ms
 *
 * A mark comes back when all audio before it was played, or at once when nothing is queued; `clear` empties the
 * buffer and brings all marks back.
 */
import { once } from 'node:events';
import { type RawData, WebSocket } from 'ws';

export interface PhoneOptions {
  readonly url: string;
  readonly callSid: string;
  /** A frame every 20 ms, or one for each `sendFrame`. */
  readonly frames: 'realTime' | 'onDemand';
}

interface PhoneListener {
  /** The byte all samples of the frame consist of. */
  onMedia(audioByte: number, at: number): void;
  /** All audio before the mark was played, and the mark goes back. */
  onMark(name: string): void;
  onClear(at: number): void;
}

const FRAME_MS = 20;
const SILENCE = Buffer.alloc(160, 0xff).toString('base64');
const PAYLOAD_KEY = '"payload":"';

export class Phone {
  listener: PhoneListener = { onMedia() {}, onMark() {}, onClear() {} };
  readonly #options: PhoneOptions;
  readonly #socket: WebSocket;
  readonly #streamSid: string;
  readonly #queue: (number | string)[] = [];
  #playing: { readonly byte: number; readonly since: number } | undefined;
  readonly #playedMs = new Map<number, number>();
  #sequence = 1;
  #chunk = 0;
  #timer: NodeJS.Timeout | undefined;
  #startedAt = 0;

  private constructor(options: PhoneOptions) {
    this.#options = options;
    this.#streamSid = `MZ${options.callSid}`;
    this.#socket = new WebSocket(options.url, { perMessageDeflate: false, skipUTF8Validation: true });
    this.#socket.on('message', (data: RawData) => this.#receive(data as Buffer, performance.now()));
    this.#socket.on('error', () => this.#socket.terminate());
    this.#socket.on('close', () => clearTimeout(this.#timer));
  }

  /** Dials, and sends `connected` and `start`. */
  static async call(options: PhoneOptions): Promise<Phone> {
    const phone = new Phone(options);
    await once(phone.#socket, 'open');
    phone.#start();
    return phone;
  }

  /** One frame of silence from the caller. */
  sendFrame(): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const timestamp = this.#chunk * FRAME_MS;
    this.#socket.send(
      `{"event":"media","sequenceNumber":"${++this.#sequence}","streamSid":"${this.#streamSid}","media":{"track":"inbound","chunk":"${++this.#chunk}","timestamp":"${timestamp}","payload":"${SILENCE}"}}`,
    );
  }

  /** Milliseconds played of the audio that consists of this byte. */
  playedMs(audioByte: number): number {
    const current = this.#playing?.byte === audioByte ? performance.now() - this.#playing.since : 0;
    return (this.#playedMs.get(audioByte) ?? 0) + Math.min(FRAME_MS, current);
  }

  async hangUp(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(
      `{"event":"stop","sequenceNumber":"${++this.#sequence}","streamSid":"${this.#streamSid}","stop":{"accountSid":"AC01","callSid":"${this.#options.callSid}"}}`,
    );
    const closed = once(this.#socket, 'close');
    const limit = setTimeout(() => this.#socket.terminate(), 3_000);
    await closed;
    clearTimeout(limit);
  }

  #start(): void {
    const { callSid } = this.#options;
    this.#socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}');
    this.#socket.send(
      `{"event":"start","sequenceNumber":"1","streamSid":"${this.#streamSid}","start":{"accountSid":"AC01","streamSid":"${this.#streamSid}","callSid":"${callSid}","tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},"customParameters":{}}}`,
    );
    this.#startedAt = performance.now() + Math.random() * FRAME_MS;
    this.#schedule(0);
  }

  #schedule(tick: number): void {
    this.#timer = setTimeout(
      () => {
        if (this.#options.frames === 'realTime') this.sendFrame();
        this.#play();
        this.#schedule(tick + 1);
      },
      this.#startedAt + tick * FRAME_MS - performance.now(),
    );
  }

  /** Counts the frame begun a tick ago as played, and begins the next one. */
  #play(): void {
    if (this.#playing) {
      const { byte } = this.#playing;
      this.#playedMs.set(byte, (this.#playedMs.get(byte) ?? 0) + FRAME_MS);
      this.#playing = undefined;
    }
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      if (typeof next === 'number') {
        this.#playing = { byte: next, since: performance.now() };
        return;
      }
      this.#echo(next);
    }
  }

  #receive(data: Buffer, at: number): void {
    const text = data.toString('latin1');
    if (text.startsWith('{"event":"media"')) {
      const start = text.indexOf(PAYLOAD_KEY) + PAYLOAD_KEY.length;
      const byte = Buffer.from(text.slice(start, start + 4), 'base64')[0] ?? 0;
      this.listener.onMedia(byte, at);
      this.#queue.push(byte);
    } else if (text.startsWith('{"event":"mark"')) {
      const { name } = (JSON.parse(text) as { mark: { name: string } }).mark;
      if (this.#queue.length === 0 && !this.#playing) this.#echo(name);
      else this.#queue.push(name);
    } else if (text.startsWith('{"event":"clear"')) {
      this.listener.onClear(at);
      for (const item of this.#queue.splice(0)) if (typeof item === 'string') this.#sendMark(item);
    }
  }

  #echo(name: string): void {
    this.listener.onMark(name);
    this.#sendMark(name);
  }

  #sendMark(name: string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(
      `{"event":"mark","sequenceNumber":"${++this.#sequence}","streamSid":"${this.#streamSid}","mark":{"name":"${name}"}}`,
    );
  }
}
