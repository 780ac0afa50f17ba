/** The drawing of the call's chart, made by `npm run chart`. */
import type { ChartDrawing } from '../../readings/chart/chart-drawing.ts';
import data from './call.chart.json' with { type: 'json' };

export const drawing = data as unknown as ChartDrawing;
