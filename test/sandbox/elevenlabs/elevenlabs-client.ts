/**
 * A raw ElevenLabs client for tests: the client sends any message and keeps every frame it received.
 *
 * Knows the wire and nothing of the product, so that a test can break any rule of the protocol.
 */
import { once } from 'node:events';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from '../../helpers/time/virtual-time.ts';

interface Frame {
  audio: string | null;
  isFinal: true | null;
  contextId: string;
  alignment: { chars: string[]; charStartTimesMs: number[]; charDurationsMs: number[] } | null;
  normalizedAlignment: Frame['alignment'];
  error?: string;
  message?: string;
  code?: number;
}

export const PATH = '/v1/text-to-speech/rachel';
/** Without auto mode: the chunk schedule decides. */
export const QUERY = 'model_id=eleven_flash_v2_5&output_format=ulaw_8000';
export const AUTO = `${QUERY}&auto_mode=true`;

export class ElevenLabsClient {
  readonly frames: Frame[] = [];
  /** Messages received that are no frames of the protocol. */
  readonly odd: string[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly socket: WebSocket;

  constructor(url: string, query = AUTO, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(`${url}${PATH}/multi-stream-input?${query}`, { headers });
    this.socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.socket.on('message', (data, isBinary) => {
      const text = data.toString();
      const isFrame = !isBinary && /^\{"(audio":("[^"]|null)|message)/.test(text);
      if (isFrame) this.frames.push(JSON.parse(text));
      else this.odd.push(text);
    });
  }

  async opened(): Promise<this> {
    await once(this.socket, 'open');
    return this;
  }

  says(...messages: object[]): void {
    for (const message of messages) this.socket.send(JSON.stringify(message));
  }

  async receives(wanted: (frame: Frame) => boolean): Promise<Frame> {
    return eventually(() => this.frames.find(wanted) ?? expect.fail('no such frame'));
  }

  isFinal(contextId: string): Promise<Frame> {
    return this.receives((frame) => frame.contextId === contextId && frame.isFinal === true);
  }

  firstAudio(contextId: string): Promise<Frame> {
    return this.receives((frame) => frame.contextId === contextId && frame.audio !== null);
  }

  /** The audio bytes of each frame of a context. */
  audioOf(contextId: string): Buffer[] {
    return this.frames.flatMap((frame) =>
      frame.contextId === contextId && frame.audio ? [Buffer.from(frame.audio, 'base64')] : [],
    );
  }

  /** The error frame the socket was closed after. */
  async lost(): Promise<{ code: number; reason: string; frame: Frame | undefined }> {
    const { code, reason } = await this.closed;
    return { code, reason, frame: this.frames.at(-1) };
  }
}
