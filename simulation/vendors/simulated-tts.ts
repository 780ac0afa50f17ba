/**
 * A TTS vendor that sends coded audio on one warm connection, and the faults of one.
 *
 *   speak ──> SimulatedUtterance (one after another) ──> chunks with alignment       faults: see faults.ts, `tts.*`
 *
 * The vendor's connection is here; simulated-utterance.ts has the utterances and their timeouts.
 */
import type {
  TtsProvider,
  Utterance,
  UtteranceHandlers,
  Voice,
  VoiceEvents,
  VoiceOptions,
} from '../../actors/providers/tts-provider.ts';
import { type ErrorCode, VoiceError } from '../../machines/errors.ts';
import type { Dice } from '../dice.ts';
import { TTS_PACES, type TtsPace } from '../scenarios/latencies.ts';
import type { World } from '../world.ts';
import { SimulatedUtterance, type SpeakingVoice } from './simulated-utterance.ts';
import type { SpokenWords } from './spoken-words.ts';

export class SimulatedTts implements TtsProvider {
  readonly name = 'simulated-tts';
  readonly world: World;
  readonly words: SpokenWords;
  readonly dice: Dice;
  readonly pace: TtsPace;
  readonly utterances: SimulatedUtterance[] = [];
  isCareless = false;
  #voice: SimulatedVoice | undefined;

  constructor(world: World, words: SpokenWords) {
    this.world = world;
    this.words = words;
    this.dice = world.diceOf('tts');
    this.pace = TTS_PACES[world.scenario.pace.tts];
    world.faults.whenDue('tts.drop', () => this.#voice?.drops() ?? false);
    world.faults.whenDue('tts.unreachable', () => this.#voice?.drops() ?? false);
    world.faults.whenDue('tts.careless', () => {
      this.isCareless = true;
      return true;
    });
  }

  createVoice(options: VoiceOptions, events: VoiceEvents): Voice {
    this.#voice = new SimulatedVoice(this, options, events);
    return this.#voice;
  }

  async synthesize(): Promise<never> {
    throw new VoiceError('TTS_UNREACHABLE', 'The simulated voice makes no clips');
  }
}

class SimulatedVoice implements Voice, SpeakingVoice {
  readonly vendor: SimulatedTts;
  readonly options: VoiceOptions;
  readonly #events: VoiceEvents;
  readonly #open = new Set<SimulatedUtterance>();
  #connection: 'none' | 'opening' | 'open' = 'none';
  /** Number of the connection: a pending open of an earlier connection is ignored. */
  #epoch = 0;
  #connectTimer: unknown;
  #isClosed = false;

  constructor(vendor: SimulatedTts, options: VoiceOptions, events: VoiceEvents) {
    this.vendor = vendor;
    this.options = options;
    this.#events = events;
  }

  get isOpen(): boolean {
    return this.#connection === 'open';
  }

  warm(): void {
    if (this.#isClosed || this.#connection !== 'none') return;
    const { world, dice, pace } = this.vendor;
    const { clock, connectTimeoutMs } = this.options;
    const epoch = ++this.#epoch;
    this.#connection = 'opening';
    this.#connectTimer = clock.setTimeout(() => this.#breaks('TTS_UNREACHABLE'), connectTimeoutMs);
    const connectMs = dice.draw(pace.connectMs);
    if (world.faults.take('tts.unreachable')) return;
    world.clock.at(world.clock.now() + connectMs, () => {
      if (epoch === this.#epoch && this.#connection === 'opening') this.#opens(connectMs);
    });
  }

  speak(id: string, handlers: UtteranceHandlers): Utterance {
    const utterance = new SimulatedUtterance(this, id, handlers);
    this.vendor.utterances.push(utterance);
    if (this.#isClosed) utterance.cancel();
    else {
      this.#open.add(utterance);
      this.warm();
    }
    return utterance;
  }

  close(): void {
    this.#isClosed = true;
    for (const utterance of [...this.#open]) utterance.cancel();
    this.#hangUp();
  }

  forget(utterance: SimulatedUtterance): void {
    this.#open.delete(utterance);
  }

  retire(): void {
    this.#hangUp();
  }

  drops(): boolean {
    if (this.#connection !== 'open') return false;
    this.#breaks('TTS_LOST');
    return true;
  }

  #opens(ms: number): void {
    this.#connection = 'open';
    this.options.clock.clearTimeout(this.#connectTimer);
    this.#events.onConnected(ms);
    for (const utterance of [...this.#open]) utterance.onWritten();
  }

  /** Breaks the connection and fails every open utterance. */
  #breaks(code: ErrorCode): void {
    this.#hangUp();
    const wanted = [...this.#open];
    if (wanted.length === 0) this.#events.onDisconnected(1006, '');
    for (const utterance of wanted) utterance.fail(code);
  }

  #hangUp(): void {
    this.#connection = 'none';
    this.#epoch += 1;
    this.options.clock.clearTimeout(this.#connectTimer);
  }
}
