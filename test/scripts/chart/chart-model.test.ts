/** The parts of a machine that a chart draws, in words. */
import { describe, expect, it } from 'vitest';
import { chartModel, digestOf } from '../../../scripts/chart/chart-model.ts';
import { tinyMachine } from './tiny-machine.ts';

const model = chartModel(tinyMachine());
const byId = (id: string) => model.transitions.find((transition) => transition.id === id);

describe('the model of a chart', () => {
  it('says what a state does on the way in and out, without what XState adds for timers', () => {
    expect(model.states.find(({ id }) => id === 'one')).toEqual({
      id: 'one',
      name: 'one',
      kind: 'compound',
      isInitial: true,
      description: 'The first.',
      entry: ['cheer(how: loudly)'],
      exit: ['hush'],
      invokes: [],
    });
  });

  it('writes guards as they are read', () => {
    expect(byId('one|go|0')?.guard).toBe('isFair & !isLate');
    expect(byId('one|go|1')?.guard).toBe('(isFair | isLate)');
    expect(byId('one|stay|0')?.guard).toBeUndefined();
  });

  it('names transitions and causes as journals do', () => {
    expect(byId('one|after SOON|0')).toMatchObject({ cause: 'after SOON', targets: ['two'] });
  });

  it('has another digest when anything drawn is another', () => {
    expect(digestOf(chartModel(tinyMachine()))).toBe(digestOf(model));
    expect(digestOf(chartModel(tinyMachine('LATER')))).not.toBe(digestOf(model));
  });
});
