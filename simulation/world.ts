/**
 * What everybody around a call shares: time, chance, the plan of faults, and a record of what really happened.
 */
import { Dice, mixSeeds } from './dice.ts';
import { FaultPlan } from './scenarios/faults.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Something outside the call, for who reads its sequence. */
interface Happening {
  readonly atMs: number;
  readonly what: string;
}

/** Everybody draws from dice of their own: what one does less of changes nothing for the others. */
const DRAWERS = ['stt', 'llm', 'tts', 'line', 'start', 'vad'] as const;

export class World {
  readonly clock = new VirtualClock();
  readonly scenario: Scenario;
  readonly faults: FaultPlan;
  readonly happenings: Happening[] = [];

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.faults = new FaultPlan(this.clock, scenario.faults);
  }

  diceOf(drawer: (typeof DRAWERS)[number]): Dice {
    return new Dice(mixSeeds(this.scenario.seed, DRAWERS.indexOf(drawer)));
  }

  tell(what: string, atMs = this.clock.now()): void {
    this.happenings.push({ atMs, what });
  }
}
