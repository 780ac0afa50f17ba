/**
 * Hears turns in coded audio, in the order in which a vendor whose model ends turns reports them.
 *
 *   Initial ──word──> ongoing ──silence──> probably over ──more silence──> over
 *                        ^───────sound───────┘
 *
 * It runs on audio time: where no audio comes, nothing ever ends. An update follows every 240 ms without news.
 */
import { FRAME_BYTES, FRAME_MS } from '../../actors/audio/mulaw.ts';
import type { TurnFact } from '../../actors/providers/stt-provider.ts';
import type { Dice } from '../dice.ts';
import { KIND, wordAt } from '../line/coded-audio.ts';
import type { SttPace } from '../scenarios/latencies.ts';

interface DetectorOptions {
  readonly dice: Dice;
  readonly pace: SttPace;
  readonly isEager: boolean;
  /** Silence that ends any turn. */
  readonly timeoutMs: number;
}

const UPDATE_EVERY_MS = 240;
/** So much noise is taken for the beginning of a word. */
const NOISE_MS = 120;
/** How often the ears are unsure, and wait for the timeout. */
const UNSURE = 0.03;

/** A word of the caller, in a transcript. */
export const callerWord = (number: number): string => `w${number}`;

export class TurnDetector {
  readonly #options: DetectorOptions;
  #turnIndex = 0;
  #isOpen = false;
  #isEager = false;
  #words: string[] = [];
  #positionMs = 0;
  #speechEndMs = 0;
  #silentMs = 0;
  #noiseMs = 0;
  #sinceNewsMs = 0;
  /** Of the silence that lasts now. */
  #eagerAtMs = 0;
  #endAtMs = 0;

  constructor(options: DetectorOptions) {
    this.#options = options;
  }

  hear(audio: Uint8Array, tell: (fact: TurnFact) => void): void {
    for (let offset = 0; offset < audio.length; offset += FRAME_BYTES) {
      this.#positionMs += FRAME_MS;
      this.#sinceNewsMs += FRAME_MS;
      if (audio[offset] === KIND.silence) this.#hearSilence(tell);
      else this.#hearSound(audio, offset, tell);
      if (this.#sinceNewsMs >= UPDATE_EVERY_MS) this.#tell(tell, 'update');
    }
  }

  #hearSound(audio: Uint8Array, offset: number, tell: (fact: TurnFact) => void): void {
    this.#silentMs = 0;
    if (this.#isEager) {
      this.#isEager = false;
      this.#tell(tell, 'turnResumed');
    }
    if (audio[offset] === KIND.noise) {
      this.#noiseMs += FRAME_MS;
      if (!this.#isOpen && this.#noiseMs >= NOISE_MS) this.#open(tell, 'hm');
    } else if (audio[offset] === KIND.wordEnd) {
      this.#words.push(callerWord(wordAt(audio, offset)));
      this.#speechEndMs = this.#positionMs;
      if (!this.#isOpen) this.#open(tell, this.#text);
    }
  }

  #hearSilence(tell: (fact: TurnFact) => void): void {
    this.#noiseMs = 0;
    if (!this.#isOpen) return;
    if (this.#silentMs === 0) this.#judgeSilence();
    this.#silentMs += FRAME_MS;
    if (this.#silentMs >= this.#endAtMs) this.#end(tell);
    else if (this.#silentMs >= this.#eagerAtMs && !this.#isEager && this.#words.length > 0) {
      this.#isEager = true;
      this.#tell(tell, 'eagerEndOfTurn', this.#text, { confidence: 0.6 });
    }
  }

  #judgeSilence(): void {
    const { dice, pace, isEager, timeoutMs } = this.#options;
    const endMs = dice.draw(pace.endMs);
    this.#endAtMs = dice.chance(UNSURE) ? timeoutMs : Math.min(endMs, timeoutMs);
    const eagerMs = dice.draw(pace.eagerMs);
    this.#eagerAtMs = isEager ? eagerMs : Number.POSITIVE_INFINITY;
  }

  #open(tell: (fact: TurnFact) => void, text: string): void {
    this.#isOpen = true;
    this.#tell(tell, 'startOfTurn', text);
  }

  #end(tell: (fact: TurnFact) => void): void {
    const isSure = this.#endAtMs < this.#options.timeoutMs;
    this.#tell(tell, 'endOfTurn', this.#text, {
      confidence: isSure ? 0.8 : 0.3,
      trigger: isSure ? 'model' : 'timeout',
    });
    this.#turnIndex += 1;
    this.#isOpen = false;
    this.#isEager = false;
    this.#words = [];
  }

  get #text(): string {
    return this.#words.join(' ');
  }

  #tell(
    tell: (fact: TurnFact) => void,
    kind: TurnFact['kind'],
    text = this.#text,
    more: Pick<TurnFact, 'confidence' | 'trigger'> = {},
  ): void {
    this.#sinceNewsMs = 0;
    const speechEndMs = this.#words.length > 0 ? { speechEndMs: this.#speechEndMs } : {};
    tell({ kind, turnIndex: this.#turnIndex, text, ...speechEndMs, ...more });
  }
}
