/**
 * The carrier's media socket as far as the call knows it: `start`, a frame every 20 ms, marks, and its end.
 *
 *   Caller ──frames──> call.receive()      hang-up, drop, absence of media ──> transport.closed
 *
 * It does what server/media-session.ts does with the real messages, in the same order and with the same errors.
 * Faults: neverStarts, gap, reorder, halfOpen.
 */
import { FRAME_MS } from '../../actors/audio/mulaw.ts';
import type { LiveCall } from '../../call/compose-call.ts';
import { VoiceError } from '../../machines/errors.ts';
import { LINE_PACES } from '../scenarios/latencies.ts';
import type { World } from '../world.ts';
import type { Caller } from './caller.ts';
import { SILENT_FRAME } from './coded-audio.ts';

/** As in server/media-session.ts. */
const MEDIA_ABSENCE_MS = 10_000;

export class MediaSocket {
  /** When the carrier fell silent for good; nobody hears or says anything from then on. */
  halfOpenSinceMs: number | undefined;
  readonly #world: World;
  readonly #call: LiveCall;
  readonly #caller: Caller;
  #state: 'awaitsStart' | 'streams' | 'stopped' = 'awaitsStart';
  #frames = 0;
  #lostUntilMs = -1;
  #reorderedUntilMs = -1;
  #held: { readonly audio: Uint8Array; readonly timestampMs: number } | undefined;

  constructor(world: World, call: LiveCall, caller: Caller) {
    this.#world = world;
    this.#call = call;
    this.#caller = caller;
    const { clock, faults, scenario } = world;
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
    if (this.isOpen) this.#call.echo(name);
  }

  pressKey(): void {
    if (this.isOpen) this.#call.pressKey();
  }

  /** "stop", and then the socket closes. */
  hangUp(): void {
    if (this.#state !== 'streams') return;
    this.#state = 'stopped';
    this.#tellClosed('stop');
    const { clock } = this.#world;
    clock.at(clock.now() + 100, () => this.#tellClosed('socket 1005'));
  }

  dropOff(): void {
    if (this.#state !== 'streams') return;
    this.#state = 'stopped';
    this.#tellClosed('socket 1006', absent('The media socket closed without "stop"'));
  }

  /** Our side closed it. */
  close(): void {
    this.#state = 'stopped';
  }

  #start(dueMs: number): void {
    if (this.#state !== 'awaitsStart' || !this.#isLive) return;
    this.#state = 'streams';
    this.#world.tell('carrier starts the stream');
    this.#call.start();
    this.#watchMedia();
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
    this.#call.receive(audio, timestampMs);
    if (this.#held) this.#call.receive(this.#held.audio, this.#held.timestampMs);
    this.#held = undefined;
  }

  #watchMedia(): void {
    if (this.#state !== 'streams') return;
    const { clock } = this.#world;
    const absentMs = clock.now() - this.#call.lastFrameAt;
    if (absentMs >= MEDIA_ABSENCE_MS) this.#refuse();
    else clock.at(clock.now() + MEDIA_ABSENCE_MS - absentMs, () => this.#watchMedia());
  }

  #refuse(): void {
    const error = absent(`No media for ${MEDIA_ABSENCE_MS} ms`);
    this.#call.journal.append('note', 'transport.refused', { error, code: 1008 });
    this.#state = 'stopped';
    this.#tellClosed(error.code, error);
  }

  get #isLive(): boolean {
    return this.#call.actor.getSnapshot().status === 'active';
  }

  /** A call that is over has nobody to tell. */
  #tellClosed(reason: string, error?: VoiceError): void {
    this.#call.closeTransport(reason, error);
  }

  #whileStreaming(happen: () => void): boolean {
    if (!this.isOpen) return false;
    happen();
    return true;
  }
}

const absent = (what: string): VoiceError => new VoiceError('MEDIA_ABSENT', what);
