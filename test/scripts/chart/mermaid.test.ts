/** The chart as Mermaid source. */
import { describe, expect, it } from 'vitest';
import { chartModel } from '../../../scripts/chart/chart-model.ts';
import { mermaidOf } from '../../../scripts/chart/mermaid.ts';
import { tinyMachine } from './tiny-machine.ts';

const model = chartModel(tinyMachine());

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
