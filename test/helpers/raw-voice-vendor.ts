/**
 * A TTS vendor whose every message the test decides: a raw socket server, and HTTP beside it.
 *
 *   frames <── what clients said       says(…) ──> the socket opened last
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

/** A client's message, and which socket it came over, counted from 0. */
export interface RawFrame {
  readonly socket: number;
  readonly context_id?: string;
}

export class RawVoiceVendor<Frame extends RawFrame> {
  readonly frames: Frame[] = [];
  readonly sockets: WebSocket[] = [];
  readonly headers: Record<string, unknown>[] = [];
  /** An HTTP status for handshakes; 0 never answers. */
  refusal: number | undefined;
  /** What a refusal of a handshake says, and header lines of it, each with its line end. */
  refusalBody = '';
  refusalHeaders = '';
  answersHttp: (response: ServerResponse, request: IncomingMessage) => void = (response) =>
    response.writeHead(404).end();
  readonly #raw: Duplex[] = [];
  readonly #server = createServer((request, response) => this.answersHttp(response, request));
  readonly #sockets = new WebSocketServer({ noServer: true });

  /** Starts the servers. Resolves with their base URL. */
  async listens(): Promise<string> {
    this.#server.on('upgrade', (request, socket, head) => {
      this.#raw.push(socket);
      if (this.refusal === 0) return;
      if (this.refusal !== undefined)
        return socket.end(
          `HTTP/1.1 ${this.refusal} No\r\n${this.refusalHeaders}content-length: ${this.refusalBody.length}\r\n\r\n${this.refusalBody}`,
        );
      this.headers.push({ ...request.headers, path: request.url });
      this.#sockets.handleUpgrade(request, socket, head, (ws) => {
        const number = this.sockets.push(ws) - 1;
        ws.on('message', (data) => this.frames.push({ socket: number, ...JSON.parse(String(data)) }));
      });
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  says(...frames: (string | Buffer)[]): void {
    for (const frame of frames) this.sockets.at(-1)?.send(frame);
  }

  async closes(): Promise<void> {
    for (const socket of this.#raw) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve).closeAllConnections());
  }
}
