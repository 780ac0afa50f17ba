/**
 * A speech-to-text vendor that transcribes coded audio, and the faults of one.
 *
 *   audio ──> TurnDetector ──wire──> facts          faults: refused, unreachable, drop, halfOpen, reorder, careless
 *
 * The timeouts are the provider's duty and not the `stt` actor's: SimulatedStt keeps them on the call's clock, as real
 * providers do: STT_UNREACHABLE when a connection is not ready in time, STT_MUTE after 3 s.
 */
import type {
  SttHandlers,
  SttOptions,
  SttProvider,
  SttSocket,
  TurnFact,
} from '../../actors/providers/stt-provider.ts';
import { type ErrorCode, VoiceError } from '../../machines/errors.ts';
import type { Dice } from '../dice.ts';
import { Wire } from '../line/wire.ts';
import { STT_PACES, type SttPace } from '../scenarios/latencies.ts';
import type { World } from '../world.ts';
import { TurnDetector } from './turn-detector.ts';

const MUTE_LIMIT_MS = 3_000;
const MUTE_AUDIO_BYTES = 8_000;

/** The transcript of a turn that ended, or that was lost with its connection. */
export interface ReportedTurn {
  readonly atMs: number;
  readonly text: string;
}

export class SimulatedStt implements SttProvider {
  readonly name = 'simulated-stt';
  readonly world: World;
  readonly dice: Dice;
  readonly pace: SttPace;
  readonly sockets: SimulatedSttSocket[] = [];
  readonly reported: ReportedTurn[] = [];
  isCareless = false;
  #isNextRefused = false;

  constructor(world: World) {
    this.world = world;
    this.dice = world.diceOf('stt');
    this.pace = STT_PACES[world.scenario.pace.stt];
    const { faults } = world;
    const newest = () => this.sockets.at(-1);
    faults.whenDue('stt.drop', () => newest()?.drops() ?? false);
    faults.whenDue('stt.unreachable', () => newest()?.drops() ?? false);
    faults.whenDue('stt.refused', () => {
      this.#isNextRefused = newest()?.isOpen ?? false;
      return newest()?.drops() ?? false;
    });
    faults.whenDue('stt.halfOpen', () => newest()?.fallsMute() ?? false);
    faults.whenDue('stt.reorder', () => newest()?.reorders() ?? false);
    faults.whenDue('stt.careless', () => {
      this.isCareless = true;
      return true;
    });
  }

  open(options: SttOptions, handlers: SttHandlers): SttSocket {
    const socket = new SimulatedSttSocket(this, options, handlers);
    this.sockets.push(socket);
    return socket;
  }

  /** The failure of the connection now being made; undefined when the connection succeeds. */
  takeFailure(): ErrorCode | undefined {
    const { faults } = this.world;
    const isRefused = this.#isNextRefused || faults.take('stt.refused') !== undefined;
    this.#isNextRefused = false;
    if (isRefused) return 'STT_REFUSED';
    return faults.take('stt.unreachable') && 'STT_UNREACHABLE';
  }
}

class SimulatedSttSocket implements SttSocket {
  #phase: 'connecting' | 'open' | 'over' = 'connecting';
  readonly #vendor: SimulatedStt;
  readonly #clock: SttOptions['clock'];
  readonly #handlers: SttHandlers;
  readonly #wire: Wire;
  readonly #detector: TurnDetector;
  readonly #connectTimer: unknown;
  #muteTimer: unknown;
  #unansweredBytes = 0;
  #isMute = false;
  #swaps = false;
  #swapped: TurnFact | undefined;
  /** Transcript reported of the open turn. */
  #partial = '';

  constructor(vendor: SimulatedStt, options: SttOptions, handlers: SttHandlers) {
    const { world, dice, pace } = vendor;
    const { clock } = world;
    this.#vendor = vendor;
    this.#clock = options.clock;
    this.#handlers = handlers;
    this.#wire = new Wire(clock, () => dice.draw(pace.lagMs));
    this.#detector = new TurnDetector({
      dice,
      pace,
      isEager: options.eagerEotThreshold !== undefined,
      timeoutMs: options.eotTimeoutMs ?? 5_000,
    });
    this.#connectTimer = this.#clock.setTimeout(() => {
      this.#lose('STT_UNREACHABLE');
    }, options.connectTimeoutMs);
    const connectMs = dice.draw(pace.connectMs);
    const failure = vendor.takeFailure();
    if (failure === 'STT_UNREACHABLE') return;
    clock.at(clock.now() + connectMs, () => (failure ? this.#lose(failure) : this.#opens()));
  }

  send(audio: Uint8Array): void {
    if (this.#phase !== 'open') return;
    if (this.#unansweredBytes === 0)
      this.#muteTimer = this.#clock.setTimeout(() => this.#checkMute(), MUTE_LIMIT_MS);
    this.#unansweredBytes += audio.length;
    if (!this.#isMute) this.#detector.receive(audio, (fact) => this.#order(fact));
  }

  close(): void {
    this.#finish();
  }

  get isOpen(): boolean {
    return this.#phase === 'open';
  }

  get isOver(): boolean {
    return this.#phase === 'over';
  }

  drops(): boolean {
    return this.#phase === 'open' && this.#lose('STT_LOST');
  }

  fallsMute(): boolean {
    if (this.#phase !== 'open') return false;
    this.#isMute = true;
    return true;
  }

  reorders(): boolean {
    if (this.#phase !== 'open') return false;
    this.#swaps = true;
    return true;
  }

  #opens(): void {
    if (this.#phase !== 'connecting') return;
    this.#phase = 'open';
    this.#clock.clearTimeout(this.#connectTimer);
    this.#handlers.onOpen('simulated');
  }

  /** Sends the fact; under `stt.reorder` two facts in a row change places, once. */
  #order(fact: TurnFact): void {
    if (this.#swaps && !this.#swapped) {
      this.#swapped = fact;
      return;
    }
    this.#wire.carry(() => this.#report(fact));
    const held = this.#swapped;
    if (!held) return;
    this.#swaps = false;
    this.#swapped = undefined;
    this.#wire.carry(() => this.#report(held));
  }

  #report(fact: TurnFact): void {
    if (this.#isMute) return;
    if (this.#phase !== 'open') {
      if (this.#vendor.isCareless) this.#handlers.onFact(fact);
      return;
    }
    this.#unansweredBytes = 0;
    this.#clock.clearTimeout(this.#muteTimer);
    this.#partial = fact.kind === 'endOfTurn' ? '' : fact.text;
    if (fact.kind === 'endOfTurn') this.#record(fact.text);
    this.#handlers.onFact(fact);
  }

  #record(text: string): void {
    if (text !== '' && text !== 'hm')
      this.#vendor.reported.push({ atMs: this.#vendor.world.clock.now(), text });
  }

  #checkMute(): void {
    if (this.#unansweredBytes >= MUTE_AUDIO_BYTES) this.#lose('STT_MUTE');
    this.#unansweredBytes = 0;
  }

  #lose(code: ErrorCode): true {
    if (this.#phase === 'over') return true;
    this.#finish();
    this.#record(this.#partial);
    this.#handlers.onLost(new VoiceError(code, `The simulated STT ends with ${code}`));
    return true;
  }

  #finish(): void {
    this.#phase = 'over';
    this.#clock.clearTimeout(this.#connectTimer);
    this.#clock.clearTimeout(this.#muteTimer);
  }
}
