/**
 * The caller: carries out a list of steps, one 20 ms frame after the other.
 *
 *   steps + sound at the ear ──frame by frame──> coded audio, key presses, hanging up
 *
 * After the last step the caller stays on the line and says nothing.
 */
import { FRAME_MS } from '../../actors/audio/mulaw.ts';
import type { Step } from '../scenarios/scenario.ts';
import { callerWord } from '../vendors/turn-detector.ts';
import type { World } from '../world.ts';
import type { CallerEar } from './caller-ear.ts';
import { NOISE_FRAME, SILENT_FRAME, wordFrame } from './coded-audio.ts';

interface CallerActions {
  pressKey(): void;
  hangUp(): void;
  dropOff(): void;
}

/** Longest wait for the first sound of the agent. */
const PATIENCE_MS = 12_000;

export class Caller {
  /** Words said so far. */
  saidWords = 0;
  /** When the caller last made a sound. */
  lastSoundAtMs = 0;
  /** When each stretch of words ended. */
  readonly speechEndsMs: number[] = [];
  /** When each step began. */
  readonly stepStartsMs: number[] = [];
  /** End of the last step. */
  idleSinceMs: number | undefined;
  readonly #world: World;
  readonly #ear: CallerEar;
  readonly #actions: CallerActions;
  readonly #steps: Step[];
  #step: Step | undefined;
  /** Time spent in this step. */
  #passedMs = 0;
  /** First sound of the agent since this step began. */
  #agentBeganAtMs: number | undefined;

  constructor(world: World, ear: CallerEar, actions: CallerActions) {
    this.#world = world;
    this.#ear = ear;
    this.#actions = actions;
    this.#steps = [...world.scenario.caller];
  }

  /** The caller's sound in the frame that ends now. */
  frame(nowMs: number): Uint8Array {
    this.#step ??= this.#next(nowMs);
    const step = this.#step;
    if (!step) return SILENT_FRAME;
    this.#passedMs += FRAME_MS;
    if (step.does === 'speaks') return this.#speak(step, nowMs);
    if (step.does === 'coughs') {
      this.lastSoundAtMs = nowMs;
      this.#doneAfter(step.ms);
      return NOISE_FRAME;
    }
    if (step.does === 'pauses') this.#doneAfter(step.ms);
    else if (step.does === 'listens' || step.does === 'letsSpeak') this.#waitForAgent(step, nowMs);
    return SILENT_FRAME;
  }

  #next(nowMs: number): Step | undefined {
    for (let step = this.#steps.shift(); step; step = this.#steps.shift()) {
      this.#passedMs = 0;
      this.#agentBeganAtMs = undefined;
      this.stepStartsMs.push(nowMs);
      this.#record(step);
      if (step.does === 'pressesKey') this.#actions.pressKey();
      else if (step.does === 'hangsUp') this.#actions.hangUp();
      else if (step.does === 'dropsOff') this.#actions.dropOff();
      else return step;
    }
    this.idleSinceMs ??= nowMs;
    return undefined;
  }

  #record(step: Step): void {
    const from = callerWord(this.saidWords);
    const what =
      step.does === 'speaks'
        ? `speaks ${from}${step.words > 1 ? ` … ${callerWord(this.saidWords + step.words - 1)}` : ''}, ${step.wordMs} ms a word`
        : 'ms' in step
          ? `${step.does} ${step.ms} ms`
          : step.does;
    this.#world.record(`caller ${what}`);
  }

  #speak({ words, wordMs }: Step & { does: 'speaks' }, nowMs: number): Uint8Array {
    const isWordEnd = this.#passedMs % wordMs === 0;
    const frame = wordFrame(this.saidWords, isWordEnd);
    this.lastSoundAtMs = nowMs;
    if (isWordEnd) this.saidWords += 1;
    this.#doneAfter(words * wordMs);
    if (!this.#step) this.speechEndsMs.push(nowMs);
    return frame;
  }

  #waitForAgent(step: Step & { does: 'listens' | 'letsSpeak' }, nowMs: number): void {
    const isAudible = nowMs < this.#ear.busyUntilMs;
    if (isAudible) this.#agentBeganAtMs ??= nowMs;
    if (this.#agentBeganAtMs === undefined) {
      this.#doneAfter(PATIENCE_MS);
      return;
    }
    const sinceMs = step.does === 'listens' ? this.#ear.busyUntilMs : this.#agentBeganAtMs;
    if (nowMs >= sinceMs + step.ms) this.#step = undefined;
  }

  #doneAfter(ms: number): void {
    if (this.#passedMs >= ms) this.#step = undefined;
  }
}
