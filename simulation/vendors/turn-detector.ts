/**
 * Detects turns in coded audio, and reports facts in the order of a vendor whose model ends turns.
 *
 *   no turn ──word──> ongoing ──silence──> probably over ──more silence──> over
 *                        ^───────sound───────┘
 *
 * Time is audio time: without audio no turn ends. An update comes every 240 ms without another fact.
 */
import { FRAME_BYTES, FRAME_MS } from '../../actors/audio/mulaw.ts';
import { NO_WORDS, type TurnFact } from '../../actors/providers/stt-provider.ts';
import type { Dice } from '../dice.ts';
import { KIND, wordAt } from '../line/coded-audio.ts';
import type { SttPace } from '../scenarios/latencies.ts';

interface DetectorOptions {
  readonly dice: Dice;
  readonly pace: SttPace;
  readonly isEager: boolean;
  /** Silence in ms that ends any turn. */
  readonly timeoutMs: number;
}

const UPDATE_EVERY_MS = 240;
/** Length of noise that counts as the beginning of a word. */
const NOISE_MS = 120;
/** Share of silences in which the model does not end the turn, and the timeout does. */
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
  #sinceReportMs = 0;
  /** Thresholds of the present silence, in ms. */
  #eagerAtMs = 0;
  #endAtMs = 0;

  constructor(options: DetectorOptions) {
    this.#options = options;
  }

  receive(audio: Uint8Array, report: (fact: TurnFact) => void): void {
    for (let offset = 0; offset < audio.length; offset += FRAME_BYTES) {
      this.#positionMs += FRAME_MS;
      this.#sinceReportMs += FRAME_MS;
      if (audio[offset] === KIND.silence) this.#receiveSilence(report);
      else this.#receiveSound(audio, offset, report);
      if (this.#sinceReportMs >= UPDATE_EVERY_MS) this.#report(report, 'update');
    }
  }

  #receiveSound(audio: Uint8Array, offset: number, report: (fact: TurnFact) => void): void {
    this.#silentMs = 0;
    if (this.#isEager) {
      this.#isEager = false;
      this.#report(report, 'turnResumed');
    }
    if (audio[offset] === KIND.noise) {
      this.#noiseMs += FRAME_MS;
      if (!this.#isOpen && this.#noiseMs >= NOISE_MS) this.#open(report, 'hm');
    } else if (audio[offset] === KIND.wordEnd) {
      this.#words.push(callerWord(wordAt(audio, offset)));
      this.#speechEndMs = this.#positionMs;
      if (!this.#isOpen) this.#open(report, this.#text);
    }
  }

  #receiveSilence(report: (fact: TurnFact) => void): void {
    this.#noiseMs = 0;
    if (!this.#isOpen) return;
    if (this.#silentMs === 0) this.#judgeSilence();
    this.#silentMs += FRAME_MS;
    if (this.#silentMs >= this.#endAtMs) this.#end(report);
    else if (this.#silentMs >= this.#eagerAtMs && !this.#isEager && this.#words.length > 0) {
      this.#isEager = true;
      this.#report(report, 'eagerEndOfTurn', this.#text, { confidence: 0.6 });
    }
  }

  #judgeSilence(): void {
    const { dice, pace, isEager, timeoutMs } = this.#options;
    const endMs = dice.draw(pace.endMs);
    this.#endAtMs = dice.chance(UNSURE) ? timeoutMs : Math.min(endMs, timeoutMs);
    const eagerMs = dice.draw(pace.eagerMs);
    this.#eagerAtMs = isEager ? eagerMs : Number.POSITIVE_INFINITY;
  }

  #open(report: (fact: TurnFact) => void, text: string): void {
    this.#isOpen = true;
    this.#report(report, 'startOfTurn', text);
  }

  #end(report: (fact: TurnFact) => void): void {
    const isSure = this.#endAtMs < this.#options.timeoutMs;
    this.#report(report, 'endOfTurn', this.#text, {
      confidence: isSure ? 0.8 : 0.3,
      trigger: this.#words.length === 0 ? NO_WORDS : isSure ? 'model' : 'timeout',
    });
    this.#turnIndex += 1;
    this.#isOpen = false;
    this.#isEager = false;
    this.#words = [];
  }

  get #text(): string {
    return this.#words.join(' ');
  }

  #report(
    report: (fact: TurnFact) => void,
    kind: TurnFact['kind'],
    text = this.#text,
    more: Pick<TurnFact, 'confidence' | 'trigger'> = {},
  ): void {
    this.#sinceReportMs = 0;
    const speechEndMs = this.#words.length > 0 ? { speechEndMs: this.#speechEndMs } : {};
    report({ kind, turnIndex: this.#turnIndex, text, ...speechEndMs, ...more });
  }
}
