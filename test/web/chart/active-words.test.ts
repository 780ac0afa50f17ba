/** The words by which the chart names the active states. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ChartDrawing } from '../../../readings/chart/chart-drawing.ts';
import { activeWords } from '../../../web/chart/active-words.ts';

const drawing = JSON.parse(
  readFileSync(new URL('../../../web/chart/call.chart.json', import.meta.url), 'utf8'),
) as ChartDrawing;

describe('the words for active states', () => {
  it('name each region and where it is', () => {
    const active = drawing.states.flatMap(({ id }) =>
      /^live($|\.turn$|\.turn\.responding($|\.speaking($|\.steady$))|\.stt$|\.stt\.connected($|\.open$))/.test(
        id,
      )
        ? [id]
        : [],
    );
    expect(activeWords(drawing, active)).toBe('turn: responding › speaking › steady; stt: connected › open');
  });

  it('name the one state that a call begins or ends in', () => {
    expect(activeWords(drawing, ['connecting'])).toBe('connecting');
    expect(activeWords(drawing, ['ended'])).toBe('ended');
  });

  it('are none before the first state is known', () => {
    expect(activeWords(drawing, [])).toBe('');
  });
});
