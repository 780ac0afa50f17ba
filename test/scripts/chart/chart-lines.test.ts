/** Which transitions of a chart are arrows, and which are rows of text. */
import { describe, expect, it } from 'vitest';
import { outlineOf } from '../../../scripts/chart/chart-lines.ts';
import { chartModel } from '../../../scripts/chart/chart-model.ts';
import { tinyMachine } from './tiny-machine.ts';

const model = chartModel(tinyMachine());

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
