/**
 * The socket of one client, as the stand-ins for STT vendors use it.
 *
 *   socket ──audio, text──> one after another, in order of arrival        send, drop ──> socket
 *
 * The messages of a vendor are the handlers' business.
 */
import type { RawData, WebSocket } from 'ws';
import { SILENCE } from '../../actors/audio/mulaw.ts';

interface ClientHandlers {
  /** Whether this audio is accepted; called on arrival. Without this handler all audio is accepted. */
  admit?(audio: Uint8Array): boolean;
  receiveAudio(audio: Uint8Array): Promise<void> | void;
  receiveText(text: string): void;
  /** `receiveAudio` or `receiveText` threw. */
  fail(cause: unknown): void;
}

const ABNORMAL_CLOSURE = 1006;

export class Client {
  readonly socket: WebSocket;
  /** Bytes of accepted audio. */
  receivedBytes = 0;
  /** Whether all audio is handed on as silence. */
  isDeaf = false;
  #work: Promise<void> = Promise.resolve();

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => socket.terminate());
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Starts to read the socket; messages that arrive earlier are lost. */
  listen(handlers: ClientHandlers): void {
    this.socket.on('message', (data, isBinary) => this.#receive(data, isBinary, handlers));
  }

  send(text: string): void {
    if (this.isOpen) this.socket.send(text);
  }

  /** Closes the socket with `code`; without a code the connection breaks without a close frame. */
  drop(code?: number, reason?: string): void {
    if (code === undefined || code === ABNORMAL_CLOSURE) this.socket.terminate();
    else this.socket.close(code, reason);
  }

  #receive(
    data: RawData,
    isBinary: boolean,
    { admit, receiveAudio, receiveText, fail }: ClientHandlers,
  ): void {
    const bytes = data as Buffer;
    if (isBinary && admit?.(bytes) === false) return;
    if (isBinary) this.receivedBytes += bytes.length;
    if (isBinary && this.isDeaf) bytes.fill(SILENCE);
    this.#work = this.#work
      .then(() => (isBinary ? receiveAudio(bytes) : receiveText(bytes.toString('utf8'))))
      .catch(fail);
  }
}
