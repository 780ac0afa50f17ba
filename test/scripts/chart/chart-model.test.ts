/** What there is to draw of a machine, in words. */
import { describe, expect, it } from 'vitest';
import { and, not, or, setup } from 'xstate';
import { outlineOf } from '../../../scripts/chart/chart-lines.ts';
import { chartModel, digestOf } from '../../../scripts/chart/chart-model.ts';
import { mermaidOf } from '../../../scripts/chart/mermaid.ts';

const machine = (delay: 'SOON' | 'LATER' = 'SOON') =>
  setup({
    types: { events: {} as { type: 'go' } | { type: 'stay' } | { type: 'end' } },
    guards: { isFair: () => true, isLate: () => false },
    actions: { cheer: (_args, _params: { how: string }) => {}, hush: () => {} },
    delays: { SOON: 10, LATER: 20 },
  }).createMachine({
    id: 'tiny',
    initial: 'one',
    states: {
      one: {
        description: 'The first.',
        entry: { type: 'cheer', params: { how: 'loudly' } },
        exit: 'hush',
        initial: 'inner',
        on: {
          go: [
            { guard: and(['isFair', not('isLate')]), target: 'two', actions: 'hush' },
            { guard: or(['isFair', 'isLate']), target: 'two' },
          ],
          stay: { actions: 'hush' },
          end: 'over',
        },
        after: { [delay]: 'two' },
        states: { inner: { on: { go: '#tiny.two' } } },
      },
      two: {},
      over: { type: 'final' },
    },
  });

const model = chartModel(machine());
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
    expect(digestOf(chartModel(machine()))).toBe(digestOf(model));
    expect(digestOf(chartModel(machine('LATER')))).not.toBe(digestOf(model));
  });
});

describe('the arrows of a chart', () => {
  const { lines } = outlineOf(model);

  it('stand for all transitions between the same two states', () => {
    expect(lines.map(({ id, transitions }) => [id, transitions.length])).toEqual([['one > two', 3]]);
  });

  it('leave what only acts, what ends, and what an outer state’s arrow covers to rows of text', () => {
    const drawn = lines.flatMap(({ transitions }) => transitions.map(({ id }) => id));
    expect(model.transitions.map(({ id }) => id).filter((id) => !drawn.includes(id))).toEqual([
      'one|stay|0',
      'one|end|0',
      'one.inner|go|0',
    ]);
  });
});

describe('the chart in Mermaid', () => {
  it('nests states, and has what is no arrow in notes', () => {
    const text = mermaidOf(model);
    expect(text).toContain('state "one" as one {');
    expect(text).toContain('[*] --> one__inner');
    expect(text).toContain('one --> two: go [isFair & !isLate] / hush');
    expect(text).toContain('over --> [*]');
    expect(text).toContain('entry / cheer(how loudly)');
  });
});
