/**
 * ElevenLabs' multi-context socket and its HTTP speech: every text is answered after `delayMs` with all its audio.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RawData, WebSocket } from 'ws';
import { later, type Turn, type VendorOptions } from '../turn.ts';

const BYTES_PER_MS = 8;

interface ClientMessage {
  readonly text?: string;
  readonly context_id?: string;
  readonly close_context?: boolean;
}

export function serveVoice(socket: WebSocket, { findTurn, delayMs }: VendorOptions): void {
  const contexts = new Map<string, Turn | undefined>();
  socket.on('error', () => socket.terminate());
  socket.on('message', (data: RawData) => {
    const at = performance.now();
    const { text = '', context_id: id = '', close_context } = JSON.parse(data.toString()) as ClientMessage;
    if (text.trim() !== '') {
      const turn = contexts.get(id) ?? findTurn(text);
      contexts.set(id, turn);
      turn?.happened('textReceived', at);
      if (turn) later(delayMs, () => speak(socket, id, turn, text));
    } else if (close_context) {
      const turn = contexts.get(id);
      turn?.happened('contextClosed', at);
      contexts.delete(id);
      const final = `{"audio":null,"isFinal":true,"normalizedAlignment":null,"alignment":null,"contextId":"${id}"}`;
      later(delayMs, () => socket.send(final));
    } else if (!contexts.has(id)) contexts.set(id, undefined);
  });
}

function speak(socket: WebSocket, contextId: string, turn: Turn, text: string): void {
  const { audio, alignment, audioMs } = speech(text, turn.reply.wordMs, turn.audioByte);
  const frame = JSON.stringify({
    audio,
    isFinal: null,
    normalizedAlignment: alignment,
    alignment,
    contextId,
  });
  turn.audioMs += audioMs;
  turn.happened('audioSent');
  socket.send(frame);
}

/** Each word takes `wordMs`, and its last letter ends with it. */
function speech(text: string, wordMs: number, byte: number) {
  const words = text.trim().split(/\s+/);
  const chars: string[] = [];
  const charStartTimesMs: number[] = [];
  const charDurationsMs: number[] = [];
  words.forEach((word, i) => {
    const letterMs = Math.floor(wordMs / word.length);
    [...word].forEach((char, j) => {
      const isLast = j === word.length - 1;
      chars.push(char);
      charStartTimesMs.push(i * wordMs + j * letterMs);
      charDurationsMs.push(isLast ? wordMs - j * letterMs : letterMs);
    });
    chars.push(' ');
    charStartTimesMs.push((i + 1) * wordMs);
    charDurationsMs.push(0);
  });
  const audioMs = words.length * wordMs;
  return {
    audio: audioOf(audioMs, byte),
    audioMs,
    alignment: { chars, charStartTimesMs, charDurationsMs },
  };
}

const made = new Map<number, string>();

/** Base64 of so much audio, made once. */
function audioOf(audioMs: number, byte: number): string {
  const key = audioMs * 256 + byte;
  const known = made.get(key);
  if (known !== undefined) return known;
  const audio = Buffer.alloc(audioMs * BYTES_PER_MS, byte).toString('base64');
  made.set(key, audio);
  return audio;
}

export function serveClip(request: IncomingMessage, response: ServerResponse): void {
  request.resume().on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ audio_base64: audioOf(400, 200), alignment: null }));
  });
}
