/**
 * State that caller, carrier and vendors of a simulated call share: clock, dice, faults and a record of events.
 */
import { Dice, mixSeeds } from './dice.ts';
import { FaultPlan } from './scenarios/faults.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { VirtualClock } from './virtual-clock.ts';

/** An event outside the call, for the lines of sequence.ts. */
interface WorldEvent {
  readonly atMs: number;
  readonly what: string;
}

/** Each has dice of its own, so that fewer draws by one do not change the draws of the others. */
const DRAWERS = ['stt', 'llm', 'tts', 'line', 'start', 'vad'] as const;

export class World {
  readonly clock = new VirtualClock();
  readonly scenario: Scenario;
  readonly faults: FaultPlan;
  readonly events: WorldEvent[] = [];

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.faults = new FaultPlan(this.clock, scenario.faults);
  }

  diceOf(drawer: (typeof DRAWERS)[number]): Dice {
    return new Dice(mixSeeds(this.scenario.seed, DRAWERS.indexOf(drawer)));
  }

  record(what: string, atMs = this.clock.now()): void {
    this.events.push({ atMs, what });
  }
}
