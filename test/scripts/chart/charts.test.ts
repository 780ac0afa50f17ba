/**
 * The chart that people look at is the chart that answers calls: drawn anew here, it must be what is in the repository.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { transitionsOf } from '../../../machines/transition-id.ts';
import type { Box, ChartDrawing, DrawnState } from '../../../readings/chart/chart-drawing.ts';
import { chartFiles } from '../../../scripts/chart/chart-files.ts';
import { chartModel, digestOf } from '../../../scripts/chart/chart-model.ts';
import { charts } from '../../../scripts/chart/charts.ts';

const written = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const isInside = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

describe.each(charts)('the chart of the $machine.id machine', (plan) => {
  const model = chartModel(plan.machine);
  const drawing = JSON.parse(written(`web/chart/${plan.machine.id}.chart.json`)) as ChartDrawing;
  const byId = new Map(drawing.states.map((state) => [state.id, state]));
  const parentOf = ({ id }: DrawnState) => {
    const outer = id.includes('.') ? id.slice(0, id.lastIndexOf('.')) : drawing.machine;
    return id === drawing.machine ? undefined : byId.get(outer);
  };
  const isAround = (outer: string, id: string) =>
    outer === drawing.machine || outer === id || id.startsWith(`${outer}.`);

  it('is up to date: its digest is the machine’s (`npm run chart` draws it anew)', () => {
    expect(drawing.digest).toBe(digestOf(model));
  });

  it('is, in every file, what is drawn of the machine now', async () => {
    for (const { path, text } of await chartFiles(plan)) {
      expect(written(path) === text, `${path} is old: npm run chart`).toBe(true);
    }
  });

  it('has every state and every transition of the machine, and each transition has words of its own', () => {
    expect(drawing.states.map(({ id }) => id)).toEqual(model.states.map(({ id }) => id));
    expect(drawing.transitions.map(({ id }) => id).toSorted()).toEqual(
      transitionsOf(plan.machine).toSorted(),
    );
    for (const { id, cause, words } of drawing.transitions) {
      expect(words[0]?.text.replace(/,$/, ''), id).toBe(cause);
    }
  });

  it('has a line for every transition that says it is on one', () => {
    const lines = new Set(drawing.lines.map(({ id }) => id));
    const used = drawing.transitions.flatMap(({ line }) => line ?? []);
    expect(new Set(used)).toEqual(lines);
    for (const { path, head } of drawing.lines) {
      expect(path).toMatch(/^M\d+ \d+[LQ\d ]+$/);
      expect(head).toMatch(/^M\d+ \d+L\d+ \d+L\d+ \d+z$/);
    }
  });

  it('has every state within its parent, and none upon its sibling', () => {
    for (const state of drawing.states) {
      const parent = parentOf(state);
      if (!parent) continue;
      expect(isInside(state, parent), state.id).toBe(true);
      const siblings = drawing.states.filter((one) => one !== state && parentOf(one) === parent);
      expect(siblings.filter((one) => overlap(one, state)).map(({ id }) => id)).toEqual([]);
    }
  });

  it('has the rows of a state within it, and on no state inside it', () => {
    for (const { id, line, source, box } of drawing.transitions) {
      const state = byId.get(source);
      if (line !== undefined || !state) continue;
      expect(isInside(box, state), id).toBe(true);
      const inner = drawing.states.filter((one) => one !== state && isAround(source, one.id));
      expect(inner.filter((one) => overlap(one, box)).map((one) => one.id)).toEqual([]);
    }
  });

  it('has labels on no other label and on no state but those around both ends of the line', () => {
    for (const { id, label } of drawing.lines) {
      const [source = '', target = ''] = id.split(' > ');
      const covered = drawing.states.filter((state) => overlap(state, label));
      const strangers = covered.filter((state) => !isAround(state.id, source) || !isAround(state.id, target));
      expect(strangers.map((state) => state.id)).toEqual([]);
      const others = drawing.lines.filter((one) => one.id !== id && overlap(one.label, label));
      expect(others.map((one) => one.id)).toEqual([]);
    }
  });

  it('has the words of a line within its label', () => {
    for (const { id, line, box } of drawing.transitions) {
      const label = drawing.lines.find((one) => one.id === line)?.label;
      if (label) expect(isInside(box, label), id).toBe(true);
    }
  });

  it('has no line through the box of a state that is not around one of its ends', () => {
    for (const { id, path } of drawing.lines) {
      const [source = '', target = ''] = id.split(' > ');
      const places = [...path.matchAll(/(\d+) (\d+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
      const strangers = drawing.states.filter(
        ({ id: state }) => !isAround(state, source) && !isAround(state, target),
      );
      for (const [at, place] of places.slice(1).entries()) {
        const before = places[at] ?? place;
        const stretch = {
          x: Math.min(before.x, place.x),
          y: Math.min(before.y, place.y),
          width: Math.max(1, Math.abs(place.x - before.x)),
          height: Math.max(1, Math.abs(place.y - before.y)),
        };
        expect(
          strangers.filter((state) => overlap(state, stretch)).map((state) => `${id} ${state.id}`),
        ).toEqual([]);
      }
    }
  });
});
