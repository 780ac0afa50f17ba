/**
 * The client of a session that hears, as the stand-ins for such vendors meet it.
 *
 *   socket ──audio, text──> one after another, in the order they came        send, drop ──> socket
 *
 * Knows no message of any vendor.
 */
import type { RawData, WebSocket } from 'ws';

interface ClientHandlers {
  /** Whether this audio is taken at all, asked as it arrives. Without this handler all audio is. */
  admit?(audio: Uint8Array): boolean;
  hear(audio: Uint8Array): Promise<void> | void;
  obey(text: string): void;
  /** `hear` or `obey` threw. */
  fail(cause: unknown): void;
}

const ABNORMAL_CLOSURE = 1006;

export class Client {
  readonly socket: WebSocket;
  /** Of the audio that was taken. */
  receivedBytes = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => socket.terminate());
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Until then it is a socket that nobody reads. */
  listen(handlers: ClientHandlers): void {
    this.socket.on('message', (data, isBinary) => this.#receive(data, isBinary, handlers));
  }

  send(text: string): void {
    if (this.isOpen) this.socket.send(text);
  }

  /** Closes the socket with `code`; without one the connection just breaks. */
  drop(code?: number, reason?: string): void {
    if (code === undefined || code === ABNORMAL_CLOSURE) this.socket.terminate();
    else this.socket.close(code, reason);
  }

  #receive(data: RawData, isBinary: boolean, { admit, hear, obey, fail }: ClientHandlers): void {
    const bytes = data as Buffer;
    if (isBinary && admit?.(bytes) === false) return;
    if (isBinary) this.receivedBytes += bytes.length;
    this.#work = this.#work.then(() => (isBinary ? hear(bytes) : obey(bytes.toString('utf8')))).catch(fail);
  }
}
