/** The timers of the picture follow actions that the chart takes. */
import { describe, expect, it } from 'vitest';
import { callMachine } from '../../../machines/call.machine.ts';
import { COUNTING_ACTIONS } from '../../../readings/chart/running-timers.ts';
import { chartModel } from '../../../scripts/chart/chart-model.ts';

const { states, transitions } = chartModel(callMachine);
const onTransitions = new Set(transitions.flatMap(({ actions }) => actions));
const onStates = new Set(states.flatMap(({ entry, exit }) => [...entry, ...exit]));

describe('an action on which the length of a delay depends', () => {
  it.each(Object.keys(COUNTING_ACTIONS))(
    'is taken on transitions only, which the journal has: %s',
    (action) => {
      expect(onTransitions).toContain(action);
      expect(onStates).not.toContain(action);
    },
  );
});
