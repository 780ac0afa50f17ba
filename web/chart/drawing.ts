/** The call's chart, as `npm run chart` drew it. */
import type { ChartDrawing } from '../../readings/chart/chart-drawing.ts';
import data from './call.chart.json' with { type: 'json' };

export const drawing = data as unknown as ChartDrawing;
