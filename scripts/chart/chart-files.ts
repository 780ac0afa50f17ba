/**
 * The files of one machine's chart: path and content of each.
 */
import { chartModel } from './chart-model.ts';
import type { ChartPlan } from './charts.ts';
import { jsonText } from './json-text.ts';
import { drawChart } from './layout/layout.ts';
import { mermaidOf } from './mermaid.ts';
import { svgOf } from './svg.ts';

interface ChartFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

export async function chartFiles(plan: ChartPlan): Promise<ChartFile[]> {
  const drawing = await drawChart(plan);
  const { machine } = drawing;
  return [
    { path: `web/chart/${machine}.chart.json`, text: jsonText(drawing) },
    { path: `docs/charts/${machine}.svg`, text: svgOf(drawing) },
    { path: `docs/charts/${machine}.mmd`, text: mermaidOf(chartModel(plan.machine)) },
  ];
}
