/**
 * Drives paths through the real server, and checks the call after every step.
 *
 *   step ──> driver ──> settled ──> assertion of its place, invariants ──> … ──> nothing is left of the call
 */
import { expect, vi } from 'vitest';
import { type Path, placeOf, type Step, say } from '../caller/model-graph.ts';
import { Coverage } from '../coverage.ts';
import { assertions } from './assertions.ts';
import { CallUnderTest } from './call-under-test.ts';
import { drivers } from './drivers.ts';
import { WORD_MS } from './voice-on-hold.ts';
import { startWorld, type World } from './world.ts';

/** The pause before a word that is said again, and the audio that may not have reached the ear yet. */
const WORD_TOLERANCE_MS = 300;

async function look(call: CallUnderTest, { event, state }: Step): Promise<void> {
  const place = placeOf(state);
  const assertion = assertions[place];
  if (!assertion) throw new Error(`No assertion for the place ${place}`);
  const { asksForAnswer, isAudible, hasHeard, ...expected } = assertion(state.context);
  const where = `${say(event)}, and so: ${place}`;
  const isSo = () => {
    const seen = call.see();
    if (isAudible && seen.line === 'nothing') return false;
    return Object.entries(expected).every(([what, value]) => seen[what as keyof typeof seen] === value);
  };
  await call.until(isSo, `${where} (${JSON.stringify(expected)})`);
  if (asksForAnswer) {
    const content = expect.stringContaining(call.beyondCutIn(call.said) || call.question);
    expect(call.asked, where).toEqual({ role: 'user', content });
  }
  if (hasHeard) {
    const { drawled } = WORD_MS;
    const lengthMs = hasHeard.split(' ').length * drawled;
    const heardMs = call.heardMs(hasHeard);
    expect(heardMs, `${where}: every word`).toBeGreaterThanOrEqual(lengthMs);
    expect(heardMs, `${where}: at most one word twice`).toBeLessThan(lengthMs + drawled + WORD_TOLERANCE_MS);
  }
  expect(call.violations, where).toEqual([]);
}

/** After so many failed calls the run is given up. */
const HOPELESS = 20;

/** A world, and what its calls have covered. One call at a time. */
export class PathRunner {
  readonly coverage = new Coverage();
  #world: World | undefined;
  #failed = 0;

  async open(): Promise<void> {
    this.#world = await startWorld();
  }

  async close(): Promise<void> {
    vi.restoreAllMocks();
    await this.#world?.close();
  }

  get isHopeless(): boolean {
    return this.#failed >= HOPELESS;
  }

  async run(path: Path): Promise<void> {
    try {
      await this.#drive(path);
    } catch (failure) {
      this.#failed += 1;
      await this.#begin();
      throw failure;
    }
    this.coverage.walked(path);
  }

  /** The rest of a failed call goes with its world. */
  async #begin(): Promise<void> {
    const world = this.#world;
    this.#world = await startWorld();
    await world?.close().catch(() => {});
  }

  async #drive([first, ...rest]: Path): Promise<void> {
    if (!this.#world || first?.event.type !== 'caller dials') throw new Error('A path begins with a call');
    const warned = vi.spyOn(console, 'warn').mockClear();
    const { agent } = first.event;
    const call = await CallUnderTest.ring(this.#world, agent, (entry) => this.coverage.take(entry));
    await look(call, first);
    for (const step of rest) {
      if (step.event.type === 'caller dials') throw new Error('A path is one call');
      await drivers[step.event.type](call);
      await look(call, step);
    }
    await call.isOver();
    expect(call.violations, 'after the call').toEqual([]);
    // XState's development build warns of events to actors that have stopped.
    expect(warned).not.toHaveBeenCalled();
  }
}
