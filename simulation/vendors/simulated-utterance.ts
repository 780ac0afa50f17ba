/**
 * One utterance of the simulated TTS: text in, coded audio out at the vendor's pace, one ending.
 *
 *   send ──> queue ──first audio, then chunk after chunk──> onAudio … then onFinished or onFailed
 *
 * The timeout for overdue audio is the provider's duty and not the `tts` actor's: SimulatedUtterance keeps it on the
 * call's clock, as real providers do. An utterance without letters ends at once.
 */
import { BYTES_PER_MS, SILENCE } from '../../actors/audio/mulaw.ts';
import type {
  SpeechChunk,
  Utterance,
  UtteranceHandlers,
  VoiceOptions,
} from '../../actors/providers/tts-provider.ts';
import { type ErrorCode, VoiceError } from '../../machines/errors.ts';
import type { Dice } from '../dice.ts';
import type { FaultName } from '../scenarios/faults.ts';
import type { TtsPace } from '../scenarios/latencies.ts';
import type { World } from '../world.ts';
import type { SpokenWords } from './spoken-words.ts';

/** 57 bytes of silence: speech rarely ends at the end of a 20 ms frame. */
const TAIL: SpeechChunk = {
  audio: new Uint8Array(57).fill(SILENCE),
  alignment: { chars: [], startsMs: [], durationsMs: [] },
};

const OF_AN_UTTERANCE = [
  'tts.refused',
  'tts.stalls',
  'tts.silent',
  'tts.garbage',
] as const satisfies readonly FaultName[];

/** The vendor's connection, as an utterance uses it. */
export interface SpeakingVoice {
  readonly vendor: {
    readonly world: World;
    readonly words: SpokenWords;
    readonly dice: Dice;
    readonly pace: TtsPace;
    readonly isCareless: boolean;
  };
  readonly options: VoiceOptions;
  readonly isOpen: boolean;
  warm(): void;
  /** Removes an utterance that is over. */
  forget(utterance: SimulatedUtterance): void;
  /** Closes the connection, so that the next utterance opens a new one. */
  retire(): void;
}

const UNALIGNED_LETTERS = 2;
const countLetters = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

export class SimulatedUtterance implements Utterance {
  readonly id: string;
  isOver = false;
  readonly #voice: SpeakingVoice;
  readonly #handlers: UtteranceHandlers;
  readonly #queue: SpeechChunk[] = [];
  #fault: (typeof OF_AN_UTTERANCE)[number] | undefined;
  #hasText = false;
  #isFinished = false;
  #isMaking = false;
  #owedLetters = 0;
  #made = 0;
  #watchdog: unknown;

  constructor(voice: SpeakingVoice, id: string, handlers: UtteranceHandlers) {
    this.id = id;
    this.#voice = voice;
    this.#handlers = handlers;
  }

  send(text: string): void {
    const letters = countLetters(text);
    if (letters === 0 || this.#isFinished || this.isOver) return;
    const { words, world } = this.#voice.vendor;
    if (!this.#hasText) this.#fault = OF_AN_UTTERANCE.find((name) => world.faults.take(name));
    this.#hasText = true;
    this.#owedLetters += letters;
    const source = { speech: this.id, isFiller: this.id.endsWith('-filler') };
    this.#queue.push(...words.speech(text, source, world.scenario.voice.aligned));
    this.#voice.warm();
    if (this.#voice.isOpen) this.onWritten();
  }

  finish(): void {
    if (this.#isFinished || this.isOver) return;
    this.#isFinished = true;
    if (!this.#hasText) this.#later(0, () => this.#end());
    else if (this.#voice.isOpen) this.onWritten();
  }

  cancel(): void {
    this.#stop();
  }

  /** The vendor has received the text sent so far. */
  onWritten(): void {
    if (!this.#hasText || this.isOver) return;
    if (this.#watchdog === undefined) this.#watch();
    if (this.#isMaking) return;
    this.#isMaking = true;
    const { dice, pace } = this.#voice.vendor;
    this.#later(dice.draw(pace.firstAudioMs), () => this.#make());
  }

  fail(code: ErrorCode): void {
    if (this.isOver) return;
    this.#stop();
    this.#handlers.onFailed(new VoiceError(code, `The simulated voice ends with ${code}`));
  }

  #make() {
    this.#isMaking = false;
    if (this.#fault === 'tts.refused') return this.#breakConnection('TTS_REFUSED');
    if (this.#fault === 'tts.stalls' && this.#made > 0) return;
    const chunk = this.#fault === 'tts.silent' ? undefined : this.#queue.shift();
    if (!chunk) return this.#endIfComplete();
    this.#made += 1;
    this.#handlers.onAudio(chunk);
    if (!this.isOver) {
      const spokenLetters = chunk.alignment
        ? countLetters(chunk.alignment.chars.join(''))
        : this.#owedLetters;
      this.#owedLetters -= spokenLetters;
      this.#watch();
    }
    this.#isMaking = true;
    const { dice, pace } = this.#voice.vendor;
    const chunkMs = chunk.audio.length / BYTES_PER_MS;
    this.#later(Math.round(dice.share(pace.effort) * chunkMs), () => this.#make());
  }

  /** Called when no chunk is left: ends the utterance if its text is complete. */
  #endIfComplete(): void {
    if (!this.#isFinished) return;
    if (this.#fault === 'tts.silent') this.fail('TTS_SILENT');
    else if (this.#fault === 'tts.garbage') this.#breakConnection('TTS_PROTOCOL');
    else this.#end();
  }

  /** Ends the utterance and the whole connection. */
  #breakConnection(code: ErrorCode): void {
    if (this.isOver) return;
    this.#voice.retire();
    this.fail(code);
  }

  #end(): void {
    if (this.#hasText && !this.id.endsWith('-filler')) this.#handlers.onAudio(TAIL);
    this.#stop();
    this.#handlers.onFinished();
  }

  /** Runs `action` in `ms`. A careful vendor skips the action when the utterance is over. */
  #later(ms: number, action: () => void): void {
    const { clock } = this.#voice.vendor.world;
    clock.at(clock.now() + ms, () => {
      if (!this.isOver || this.#voice.vendor.isCareless) action();
    });
  }

  #watch(): void {
    const { clock, stallTimeoutMs } = this.#voice.options;
    clock.clearTimeout(this.#watchdog);
    const isOwed = this.#isFinished || this.#owedLetters > UNALIGNED_LETTERS;
    this.#watchdog = isOwed ? clock.setTimeout(() => this.#stalled(), stallTimeoutMs) : undefined;
  }

  #stalled(): void {
    this.#voice.retire();
    this.fail('TTS_STALLED');
  }

  #stop(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#voice.options.clock.clearTimeout(this.#watchdog);
    this.#voice.forget(this);
  }
}
