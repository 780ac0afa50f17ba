/**
 * One viewer's stream of server-sent events. A viewer that does not read is dropped before it costs memory; its
 * browser reconnects by itself and sends the id of its last event.
 */
import type { ServerResponse } from 'node:http';

/** A viewer with more unread bytes than this is dropped: some seconds of the busiest call. */
const STALLED_BYTES = 256 * 1024;
/** A dead connection is noticed by writing to it. */
const HEARTBEAT_MS = 15_000;
/** A viewer that has not read its events within this time is dropped. */
const DRAIN_MS = 10_000;

export class EventStream {
  readonly #response: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #onClose: () => void;
  #isOpen = true;

  /** `onClose` is called once, however the stream ends. */
  constructor(response: ServerResponse, onClose: () => void) {
    this.#response = response;
    this.#onClose = onClose;
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      // A proxy that buffers responses would delay events.
      'X-Accel-Buffering': 'no',
    });
    response.once('close', () => this.#over());
    response.on('error', () => this.drop());
    this.#heartbeat = setInterval(() => this.#write(': still here\n\n'), HEARTBEAT_MS);
    this.#heartbeat.unref();
    response.flushHeaders();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** `json` is one line; `id` is what the browser will send as `Last-Event-ID`. */
  send(event: string, json: string, id?: string): void {
    this.#write(`event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${json}\n\n`);
  }

  /** Resolves when everything sent so far has left, or the stream is closed. */
  async drained(): Promise<void> {
    if (!this.#isOpen || !this.#response.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const tooLong = setTimeout(() => this.drop(), DRAIN_MS);
      const done = (): void => {
        clearTimeout(tooLong);
        this.#response.off('drain', done).off('close', done);
        resolve();
      };
      this.#response.on('drain', done).on('close', done);
    });
  }

  /** Ends the response after its last event. A viewer that does not read it in time is dropped. */
  end(): void {
    if (!this.#isOpen) return;
    this.#over();
    const tooLong = setTimeout(() => this.#response.destroy(), DRAIN_MS);
    this.#response.once('close', () => clearTimeout(tooLong));
    this.#response.end();
  }

  drop(): void {
    this.#response.destroy();
    this.#over();
  }

  #write(text: string): void {
    if (this.#response.writableLength > STALLED_BYTES) this.drop();
    if (this.#isOpen) this.#response.write(text);
  }

  #over(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearInterval(this.#heartbeat);
    this.#onClose();
  }
}
