/**
 * The caller: a list of things to do, lived through one 20 ms frame after the other.
 *
 *   steps + what the ear hears ──frame by frame──> coded audio, key presses, hanging up
 *
 * After the last step they stay on the line and say nothing.
 */
import { FRAME_MS } from '../../actors/audio/mulaw.ts';
import type { Step } from '../scenarios/scenario.ts';
import { callerWord } from '../vendors/turn-detector.ts';
import type { World } from '../world.ts';
import type { Ear } from './caller-ear.ts';
import { NOISE_FRAME, SILENT_FRAME, wordFrame } from './coded-audio.ts';

interface CallerActions {
  pressKey(): void;
  hangUp(): void;
  dropOff(): void;
}

/** Who waits for the agent waits this long for its first sound. */
const PATIENCE_MS = 12_000;

export class Caller {
  /** Words said so far. */
  saidWords = 0;
  /** When the caller was last heard. */
  lastSoundAtMs = 0;
  /** When each stretch of words ended. */
  readonly speechEndsMs: number[] = [];
  /** When each step began. */
  readonly stepStartsMs: number[] = [];
  /** When there was nothing left to do. */
  idleSinceMs: number | undefined;
  readonly #world: World;
  readonly #ear: Ear;
  readonly #actions: CallerActions;
  readonly #steps: Step[];
  #step: Step | undefined;
  /** Time spent in this step. */
  #passedMs = 0;
  /** When the agent was heard to begin, since this step did. */
  #heardAtMs: number | undefined;

  constructor(world: World, ear: Ear, actions: CallerActions) {
    this.#world = world;
    this.#ear = ear;
    this.#actions = actions;
    this.#steps = [...world.scenario.caller];
  }

  /** What the microphone hears in the frame that ends now. */
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
      this.#heardAtMs = undefined;
      this.stepStartsMs.push(nowMs);
      this.#tell(step);
      if (step.does === 'pressesKey') this.#actions.pressKey();
      else if (step.does === 'hangsUp') this.#actions.hangUp();
      else if (step.does === 'dropsOff') this.#actions.dropOff();
      else return step;
    }
    this.idleSinceMs ??= nowMs;
    return undefined;
  }

  #tell(step: Step): void {
    const from = callerWord(this.saidWords);
    const what =
      step.does === 'speaks'
        ? `speaks ${from}${step.words > 1 ? ` … ${callerWord(this.saidWords + step.words - 1)}` : ''}, ${step.wordMs} ms a word`
        : 'ms' in step
          ? `${step.does} ${step.ms} ms`
          : step.does;
    this.#world.tell(`caller ${what}`);
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
    const isHeard = nowMs < this.#ear.busyUntilMs;
    if (isHeard) this.#heardAtMs ??= nowMs;
    if (this.#heardAtMs === undefined) {
      this.#doneAfter(PATIENCE_MS);
      return;
    }
    const sinceMs = step.does === 'listens' ? this.#ear.busyUntilMs : this.#heardAtMs;
    if (nowMs >= sinceMs + step.ms) this.#step = undefined;
  }

  #doneAfter(ms: number): void {
    if (this.#passedMs >= ms) this.#step = undefined;
  }
}
