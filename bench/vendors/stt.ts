/**
 * One Flux session that sends the reports which the bench asks for, and an `Update` for every 250 ms of audio, as Flux does.
 * A turn's words are spread over the audio since its start: its caller speaks until now.
 */
import type { RawData, WebSocket } from 'ws';

const UPDATE_EVERY_BYTES = 2_000;
const BYTES_PER_SECOND = 8_000;

export class FluxSession {
  readonly #socket: WebSocket;
  #sequenceId = 0;
  #turnIndex = 0;
  #bytes = 0;
  #nextUpdateAt = UPDATE_EVERY_BYTES;
  #transcript = '';
  #turnStartS = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#say({ type: 'Connected', request_id: 'bench' });
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (!isBinary) return this.#configure(data as Buffer);
      this.#bytes += (data as Buffer).length;
      if (this.#bytes < this.#nextUpdateAt) return;
      this.#nextUpdateAt = this.#bytes + UPDATE_EVERY_BYTES;
      this.#turn('Update', this.#transcript);
    });
    socket.on('error', () => socket.terminate());
  }

  startOfTurn(text: string): void {
    this.#transcript = text;
    this.#turnStartS = this.#bytes / BYTES_PER_SECOND;
    this.#turn('StartOfTurn', text);
  }

  eagerEndOfTurn(text: string): void {
    this.#transcript = text;
    this.#turn('EagerEndOfTurn', text);
  }

  turnResumed(text: string): void {
    this.#transcript = text;
    this.#turn('TurnResumed', text);
  }

  endOfTurn(text: string): void {
    this.#transcript = '';
    this.#turn('EndOfTurn', text);
    this.#turnIndex++;
  }

  #configure(message: Buffer): void {
    const { type, ...settings } = JSON.parse(message.toString()) as { type: string };
    if (type === 'Configure') this.#say({ type: 'ConfigureSuccess', request_id: 'bench', ...settings });
  }

  #turn(event: string, transcript: string): void {
    const endS = this.#bytes / BYTES_PER_SECOND;
    const words = transcript.split(' ').filter(Boolean);
    const startS = this.#turnStartS;
    const wordS = (endS - startS) / words.length;
    this.#say({
      type: 'TurnInfo',
      request_id: 'bench',
      event,
      turn_index: this.#turnIndex,
      audio_window_start: 0,
      audio_window_end: endS,
      transcript,
      words: words.map((word, i) => ({
        word,
        confidence: 0.98,
        start: startS + i * wordS,
        end: startS + (i + 1) * wordS,
      })),
      end_of_turn_confidence: event === 'EndOfTurn' ? 0.83 : 0.2,
      ...(event === 'EndOfTurn' && { trigger: 'model' }),
    });
  }

  #say(message: Record<string, unknown>): void {
    if (this.#socket.readyState === this.#socket.OPEN)
      this.#socket.send(JSON.stringify({ ...message, sequence_id: this.#sequenceId++ }));
  }
}
