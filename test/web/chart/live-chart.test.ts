/** The chart's lights as pictures of a call come in. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChartDrawing } from '../../../readings/chart/chart-drawing.ts';
import type { Picture } from '../../../readings/chart/picture.ts';
import { FLASH_MS, LiveChart } from '../../../web/chart/live-chart.ts';

const drawing = JSON.parse(
  readFileSync(new URL('../../../web/chart/call.chart.json', import.meta.url), 'utf8'),
) as ChartDrawing;

const BARGE_IN = 'live.turn.responding|caller.interruption|0';
const STARTED = 'live.turn.responding.processing|playback.started|0';
const SPEAKING = 'live.turn.responding.speaking.steady';
const HEARING = 'live.turn.listening.hearing.following';

/** A state and those around it. */
const within = (leaf: string): string[] =>
  leaf.split('.').map((_, at, names) => names.slice(0, at + 1).join('.'));

const picture = (leaf: string, parts: Partial<Picture>): Picture => ({
  seq: 0,
  atMs: 0,
  active: new Set(within(leaf)),
  fired: [],
  timers: [],
  children: [],
  outbox: { isAudible: false, marks: [] },
  transcript: [],
  messages: [],
  droppedMessages: 0,
  turns: [],
  unanswered: [],
  ended: false,
  ...parts,
});

const speaking = picture(SPEAKING, {
  seq: 10,
  atMs: 5_000,
  fired: [{ id: STARTED, seq: 9, atMs: 4_990 }],
  children: [{ id: 'llm', generation: 2, startedAtMs: 4_000 }],
});
const interrupted = picture(HEARING, {
  seq: 20,
  atMs: 6_000,
  fired: [
    { id: STARTED, seq: 9, atMs: 4_990 },
    { id: BARGE_IN, seq: 19, atMs: 5_999 },
  ],
  children: [{ id: 'llm', generation: 2, startedAtMs: 4_000, stoppedAtMs: 5_999 }],
});

describe('a live chart', () => {
  let live = new LiveChart(drawing);
  beforeEach(() => {
    vi.useFakeTimers();
    live = new LiveChart(drawing);
  });
  afterEach(() => {
    live.close();
    vi.useRealTimers();
  });
  const flashing = () => live.flashing.value.map(({ id }) => id);
  const child = (state: string) => live.states.get(state)?.children.get('llm')?.value;

  it('lights the active states, outer ones first, and darkens those that were left', () => {
    live.show(speaking);
    expect(live.active.value).toEqual(within(SPEAKING));
    expect(live.states.get(SPEAKING)?.active.value).toBe(true);
    live.show(interrupted);
    expect(live.states.get(SPEAKING)?.active.value).toBe(false);
    expect(live.active.value).toEqual(within(HEARING));
  });

  it('flashes what fired, with its line and the state it led to, and then stops', () => {
    live.show(speaking);
    vi.advanceTimersByTime(FLASH_MS);
    live.show(interrupted);
    expect(flashing()).toEqual([BARGE_IN]);
    expect(live.lines.get('live.turn.responding > live.turn.listening.hearing')?.fired.value).toBe(true);
    expect(live.states.get('live.turn.listening.hearing')?.entered.value).toBe(true);
    vi.advanceTimersByTime(FLASH_MS);
    expect(flashing()).toEqual([]);
    expect(live.states.get('live.turn.listening.hearing')?.entered.value).toBe(false);
  });

  it('keeps the last one marked', () => {
    live.show(speaking);
    live.show(interrupted);
    vi.advanceTimersByTime(FLASH_MS);
    expect(live.transitions.get(BARGE_IN)?.latest.value).toBe(true);
    expect(live.transitions.get(STARTED)?.latest.value).toBe(false);
  });

  it('does not flash older transitions after a leap, and flashes the newest again after a step back', () => {
    live.show({ ...interrupted, seq: 90, atMs: 60_000 });
    expect(flashing()).toEqual([]);
    live.show(speaking);
    expect(flashing()).toEqual([STARTED]);
  });

  it('ends a flash in call time, as when a call is replayed fast', () => {
    live.show(speaking);
    live.show({ ...interrupted, atMs: 6_000 });
    expect(flashing()).toEqual([BARGE_IN]);
  });

  it('does nothing for the same picture again', () => {
    live.show(speaking);
    vi.advanceTimersByTime(FLASH_MS);
    live.show({ ...speaking });
    expect(flashing()).toEqual([]);
  });

  it('strikes a child out in the state in which it ran', () => {
    live.show(speaking);
    expect(child('live.turn.responding')).toEqual({ generation: 2, isRunning: true });
    live.show(interrupted);
    expect(child('live.turn.responding')).toEqual({ generation: 2, isRunning: false });
    expect(child('live.turn.closing')).toBeUndefined();
  });

  it('shows a child that starts again in another state there, and no longer where it was', () => {
    live.show(speaking);
    live.show(
      picture('live.turn.closing', { seq: 30, children: [{ id: 'llm', generation: 3, startedAtMs: 7_000 }] }),
    );
    expect(child('live.turn.closing')).toEqual({ generation: 3, isRunning: true });
    expect(child('live.turn.responding')).toBeUndefined();
  });

  it('gives a timer to its state, and takes it back', () => {
    const timer = {
      name: 'SILENCE_TIMEOUT',
      state: 'live.turn.listening.quiet',
      startedAtMs: 0,
      dueAtMs: 10_000,
    } as const;
    const timers = () => live.states.get(timer.state)?.timers.value;
    live.show(picture(timer.state, { seq: 1, timers: [timer] }));
    expect(timers()).toEqual([timer]);
    live.show(speaking);
    expect(timers()).toEqual([]);
  });
});
