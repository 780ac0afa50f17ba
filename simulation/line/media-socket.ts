/**
 * The carrier's end of the media stream: `start`, a frame every 20 ms, marks, key presses, and its end.
 *
 *   Caller ──frames──> MediaSocket ──CarrierMessage──> CallLine ──> call
 *
 * Faults: neverStarts, gap, reorder, halfOpen.
 */
import { FRAME_MS } from '../../actors/audio/mulaw.ts';
import { CallLine } from '../../call/call-line.ts';
import { CLOSE_CODES } from '../../call/carrier-codec.ts';
import type { LiveCall } from '../../call/compose-call.ts';
import { LINE_PACES } from '../scenarios/latencies.ts';
import type { World } from '../world.ts';
import type { Caller } from './caller.ts';
import { SILENT_FRAME } from './coded-audio.ts';

/** Time from the carrier's `stop` to its close, in ms. */
const CLOSING_MS = 100;

export class MediaSocket {
  /** When the connection went half-open: from then on no message passes in either direction. */
  halfOpenSinceMs: number | undefined;
  readonly #world: World;
  readonly #line: CallLine;
  readonly #caller: Caller;
  readonly #roundTripMs: number;
  #state: 'awaitsStart' | 'streams' | 'stopped' = 'awaitsStart';
  #isConnected = true;
  #frames = 0;
  #lostUntilMs = -1;
  #reorderedUntilMs = -1;
  #held: { readonly audio: Uint8Array; readonly timestampMs: number } | undefined;

  constructor(world: World, call: LiveCall, caller: Caller, roundTripMs: number) {
    this.#world = world;
    this.#caller = caller;
    this.#roundTripMs = roundTripMs;
    const { clock, faults, scenario } = world;
    this.#line = new CallLine({
      call,
      clock,
      announcesEnd: true,
      connection: {
        isOpen: () => this.#isConnected,
        ping: () => this.#answerPing(),
        close: (kind) => {
          this.#disconnect();
          return CLOSE_CODES[kind];
        },
      },
    });
    const startMs = world.diceOf('start').draw(LINE_PACES[scenario.pace.line].startMs);
    if (!faults.take('line.neverStarts')) clock.at(clock.now() + startMs, (dueMs) => this.#start(dueMs));
    faults.whenDue('line.gap', (forMs, dueMs) =>
      this.#whileStreaming(() => (this.#lostUntilMs = dueMs + forMs)),
    );
    faults.whenDue('line.reorder', (forMs, dueMs) =>
      this.#whileStreaming(() => (this.#reorderedUntilMs = dueMs + forMs)),
    );
    faults.whenDue('line.halfOpen', (_, dueMs) => this.#whileStreaming(() => (this.halfOpenSinceMs = dueMs)));
  }

  get isOpen(): boolean {
    return this.#state === 'streams' && this.halfOpenSinceMs === undefined;
  }

  echo(name: string): void {
    if (this.isOpen) this.#line.take({ kind: 'mark', name });
  }

  pressKey(): void {
    if (this.isOpen) this.#line.take({ kind: 'dtmf', digit: '1' });
  }

  /** Sends `stop`, then closes the connection. */
  hangUp(): void {
    if (this.#state !== 'streams') return;
    this.#state = 'stopped';
    this.#line.take({ kind: 'stop' });
    const { clock } = this.#world;
    clock.at(clock.now() + CLOSING_MS, () => this.#lose(1005));
  }

  /** The connection breaks off without `stop`. */
  dropOff(): void {
    if (this.#state === 'streams') this.#lose(1006);
  }

  /** The product closed the connection, and the carrier has answered. */
  close(): void {
    this.#lose(CLOSE_CODES.normal);
  }

  #start(dueMs: number): void {
    if (this.#state !== 'awaitsStart') return;
    this.#state = 'streams';
    this.#world.record('carrier starts the stream');
    this.#line.take({ kind: 'connected' });
    this.#line.take({ kind: 'start', streamId: '', carrierCallId: '', customParameters: {} });
    this.#world.clock.at(dueMs + FRAME_MS, (nowMs) => this.#tick(nowMs));
  }

  #tick(nowMs: number): void {
    if (this.#state !== 'streams') return;
    const isHere = this.isOpen;
    const audio = isHere ? this.#caller.frame(nowMs) : SILENT_FRAME;
    const timestampMs = this.#frames++ * FRAME_MS;
    if (isHere && this.isOpen && nowMs >= this.#lostUntilMs) this.#push(audio, timestampMs, nowMs);
    this.#world.clock.at(nowMs + FRAME_MS, (dueMs) => this.#tick(dueMs));
  }

  #push(audio: Uint8Array, timestampMs: number, nowMs: number): void {
    if (nowMs < this.#reorderedUntilMs && !this.#held) {
      this.#held = { audio, timestampMs };
      return;
    }
    this.#line.take({ kind: 'media', audio, timestampMs });
    if (this.#held) this.#line.take({ kind: 'media', ...this.#held });
    this.#held = undefined;
  }

  /** The carrier's end answers a ping by itself, behind the frames that it has sent. */
  #answerPing(): void {
    const { clock } = this.#world;
    clock.at(clock.now() + this.#roundTripMs, () => {
      if (this.isOpen) this.#line.ponged();
    });
  }

  #disconnect(): void {
    this.#state = 'stopped';
    this.#isConnected = false;
  }

  #lose(code: number): void {
    this.#disconnect();
    this.#line.closed(code);
  }

  #whileStreaming(happen: () => void): boolean {
    if (!this.isOpen) return false;
    happen();
    return true;
  }
}
