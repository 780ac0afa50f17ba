/**
 * Twilio's side of a media stream, played by the page.
 *
 *   frames, echoes ──> connected, start, media, mark, stop ──> socket
 *   socket ──> media, mark, clear ──> playout
 *
 * This file uses no audio and no browser interface, so that tests can call the real server with it.
 */
import { FRAME_MS } from './mulaw.ts';

/** The parts of a WebSocket that this side uses. */
interface CarrierSocket {
  send(text: string): void;
  /** Bytes accepted and not sent yet. */
  readonly bufferedAmount: number;
}

/** Plays the server's audio. For every mark reached, the owner calls `echo`. */
interface CarrierPlayout {
  play(audio: Uint8Array): void;
  mark(name: string): void;
  clear(): void;
}

/** Above this, frames are dropped, because a server that does not read would get them too late. About 16 s of frames. */
const CONGESTION_BYTES = 256 * 1024;

export class CarrierSide {
  /** Twilio's `callSid`. */
  readonly callId = createSid('CA');
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

  /** Begins the call, on an open socket. */
  start(): void {
    const [accountSid, streamSid] = [this.#accountSid, this.#streamSid];
    this.#isStreaming = true;
    this.#socket.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }));
    this.#send('start', {
      start: {
        accountSid,
        streamSid,
        callSid: this.callId,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: {},
      },
    });
  }

  /** Sends 20 ms of the caller's audio, 160 bytes of mu-law. Dropped when the server does not read, as at Twilio. */
  frame(audio: Uint8Array): void {
    if (!this.#isStreaming) return;
    this.#chunk += 1;
    if (this.#socket.bufferedAmount > CONGESTION_BYTES) return;
    const chunk = String(this.#chunk);
    const timestamp = String(this.#chunk * FRAME_MS);
    const payload = btoa(String.fromCharCode(...audio));
    this.#send('media', { media: { track: 'inbound', chunk, timestamp, payload } });
  }

  /** Returns a mark to the server: all audio before it was heard, or cleared. */
  echo(name: string): void {
    if (this.#isStreaming) this.#send('mark', { mark: { name } });
  }

  /** Hangs up for the caller. */
  stop(): void {
    if (!this.#isStreaming) return;
    this.#send('stop', { stop: { accountSid: this.#accountSid, callSid: this.callId } });
    this.#isStreaming = false;
  }

  /** Takes a message of the server. Any other than media, mark and clear is dropped, as at Twilio. */
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

/** An id in Twilio's format: the prefix and 32 hex digits. */
function createSid(prefix: 'AC' | 'CA' | 'MZ'): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return prefix + Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
