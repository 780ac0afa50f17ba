/**
 * Twilio's side of a media stream, spoken by the page: what a carrier would send, and what it is told.
 *
 *   frames, echoes ──> connected, start, media, mark, stop ──> socket
 *   socket ──> media, mark, clear ──> playout
 *
 * Knows no sound and no browser: a test speaks through it to the real server.
 */
import { FRAME_MS } from './mulaw.ts';

/** As much of a WebSocket as a carrier needs. */
interface CarrierSocket {
  send(text: string): void;
  /** Bytes accepted and not yet on the wire. */
  readonly bufferedAmount: number;
}

/** Whoever plays what the server sends, and says when a mark was reached: to `echo`. */
interface CarrierPlayout {
  play(audio: Uint8Array): void;
  mark(name: string): void;
  clear(): void;
}

/** A server that does not read: more audio would only be heard later. About 16 s of frames. */
const CONGESTION_BYTES = 256 * 1024;

export class CarrierSide {
  readonly callSid = createSid('CA');
  readonly #accountSid = createSid('AC');
  readonly #streamSid = createSid('MZ');
  readonly #socket: CarrierSocket;
  readonly #playout: CarrierPlayout;
  #isStreaming = false;
  #sequence = 0;
  #chunk = 0;

  constructor(socket: CarrierSocket, playout: CarrierPlayout) {
    this.#socket = socket;
    this.#playout = playout;
  }

  /** The socket is open: the call begins. */
  start(): void {
    const { callSid } = this;
    const [accountSid, streamSid] = [this.#accountSid, this.#streamSid];
    this.#isStreaming = true;
    this.#socket.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }));
    this.#send('start', {
      start: {
        accountSid,
        streamSid,
        callSid,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: {},
      },
    });
  }

  /** 20 ms of what the caller said, 160 bytes of mu-law. Lost when the server does not read, as at Twilio. */
  frame(audio: Uint8Array): void {
    if (!this.#isStreaming) return;
    this.#chunk += 1;
    if (this.#socket.bufferedAmount > CONGESTION_BYTES) return;
    const chunk = String(this.#chunk);
    const timestamp = String(this.#chunk * FRAME_MS);
    const payload = btoa(String.fromCharCode(...audio));
    this.#send('media', { media: { track: 'inbound', chunk, timestamp, payload } });
  }

  /** All audio before this mark was heard, or cleared. */
  echo(name: string): void {
    if (this.#isStreaming) this.#send('mark', { mark: { name } });
  }

  /** The caller hangs up. */
  stop(): void {
    if (!this.#isStreaming) return;
    this.#send('stop', { stop: { accountSid: this.#accountSid, callSid: this.callSid } });
    this.#isStreaming = false;
  }

  /** A message of the server. What is not one of the three is dropped, as at Twilio. */
  receive(text: string): void {
    const message = readMessage(text);
    if (!this.#isStreaming || message?.streamSid !== this.#streamSid) return;
    if (message.event === 'media') this.#playout.play(message.audio);
    else if (message.event === 'mark') this.#playout.mark(message.name);
    else this.#playout.clear();
  }

  #send(event: string, fields: object): void {
    this.#sequence += 1;
    const sequenceNumber = String(this.#sequence);
    this.#socket.send(JSON.stringify({ event, sequenceNumber, streamSid: this.#streamSid, ...fields }));
  }
}

type ServerMessage = { readonly streamSid: unknown } & (
  | { readonly event: 'media'; readonly audio: Uint8Array }
  | { readonly event: 'mark'; readonly name: string }
  | { readonly event: 'clear' }
);

function readMessage(text: string): ServerMessage | undefined {
  try {
    const { event, streamSid, media, mark } = JSON.parse(text);
    if (event === 'media') return { event, streamSid, audio: decodeBase64(media.payload) };
    if (event === 'mark' && typeof mark.name === 'string') return { event, streamSid, name: mark.name };
    if (event === 'clear') return { event, streamSid };
  } catch {
    // Not JSON, not base64, or without its fields: none of the three either.
  }
  return undefined;
}

const decodeBase64 = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/** `CA` and 32 hex digits, as Twilio names things. */
function createSid(prefix: 'AC' | 'CA' | 'MZ'): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return prefix + Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
