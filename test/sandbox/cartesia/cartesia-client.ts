/**
 * A raw Cartesia client for tests; the client keeps every message it received.
 *
 * Knows the wire and nothing of the product, so that a test can break any rule of the protocol.
 */
import { once } from 'node:events';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from '../../helpers/time/virtual-time.ts';

export interface Frame {
  type: 'chunk' | 'timestamps' | 'flush_done' | 'done' | 'error';
  context_id?: string;
  status_code: number;
  done: boolean;
  data?: string;
  flush_id?: number;
  word_timestamps?: { words: string[]; start: number[]; end: number[] };
  error?: string;
  error_code?: string | null;
  title?: string;
  message?: string;
}

export const VERSION = '2026-03-01';
const VOICE = 'f786b574-daa5-4673-aa0c-cbe3e8534c02';

/** The fields of a request besides its text. */
export const REQUEST = {
  model_id: 'sonic-3.6',
  voice: { mode: 'id', id: VOICE },
  output_format: { container: 'raw', encoding: 'pcm_mulaw', sample_rate: 8_000 },
  max_buffer_delay_ms: 0,
};

export class CartesiaClient {
  readonly frames: Frame[] = [];
  /** Messages received that are not of the protocol. */
  readonly odd: string[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly socket: WebSocket;

  constructor(url: string, query = `cartesia_version=${VERSION}`, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(`${url}/tts/websocket?${query}`, { headers });
    this.socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.socket.on('message', (data, isBinary) => {
      const text = data.toString();
      const isFrame = !isBinary && /^\{"type":"\w+","status_code":\d+,"done":/.test(text);
      if (isFrame) this.frames.push(JSON.parse(text));
      else this.odd.push(text);
    });
  }

  async opened(): Promise<this> {
    await once(this.socket, 'open');
    return this;
  }

  /** The HTTP status that a handshake was refused with. */
  async refused(): Promise<number> {
    const [, response] = await once(this.socket, 'unexpected-response');
    return response.statusCode;
  }

  sends(...messages: object[]): void {
    for (const message of messages) this.socket.send(JSON.stringify(message));
  }

  /** A whole request: `more` differs from the usual. */
  asks(contextId: string, transcript: string, more: object = {}): void {
    this.sends({ ...REQUEST, context_id: contextId, transcript, continue: true, ...more });
  }

  finishes(contextId: string): void {
    this.asks(contextId, '', { continue: false });
  }

  of(contextId: string, type?: Frame['type']): Frame[] {
    return this.frames.filter((frame) => frame.context_id === contextId && (!type || frame.type === type));
  }

  async receives(wanted: (frame: Frame) => boolean): Promise<Frame> {
    return eventually(() => this.frames.find(wanted) ?? expect.fail('no such message'));
  }

  first(contextId: string, type: Frame['type']): Promise<Frame> {
    return this.receives((frame) => frame.context_id === contextId && frame.type === type);
  }

  /** All sound of a context so far. */
  audioOf(contextId: string): Buffer {
    return Buffer.concat(this.of(contextId, 'chunk').map(({ data }) => Buffer.from(data ?? '', 'base64')));
  }

  wordsOf(contextId: string) {
    return this.of(contextId, 'timestamps').flatMap(({ word_timestamps }) => {
      const { words = [], start = [], end = [] } = word_timestamps ?? {};
      return words.map((word, i) => ({ word, start: start[i] as number, end: end[i] as number }));
    });
  }
}
