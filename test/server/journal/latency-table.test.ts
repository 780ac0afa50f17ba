/** The table of a call's latencies: how long the caller waited, stage by stage. */
import { describe, expect, it } from 'vitest';
import type { Turn } from '../../../readings/turns/turns.ts';
import { latencyTable, medianWait } from '../../../server/journal/latency-table.ts';

const turn = (number: number, change: Partial<Turn> = {}): Turn => ({
  turn: number,
  transcript: 'Hello?',
  speechEndedAt: 1_000,
  endOfTurnAt: 1_260,
  speculated: false,
  stages: {
    requestedAt: 1_261,
    firstTokenAt: 1_342.4,
    firstAudioAt: 1_418,
    firstSentAt: 1_419,
    firstHeardAt: 1_440,
  },
  ...change,
});

describe('the latency table', () => {
  it('counts every stage from the end of the caller’s speech', () => {
    expect(latencyTable([turn(1)])).toMatchInlineSnapshot(`
      "turn  end of turn  first token  first audio  first sent  first heard
         1       260 ms       342 ms       418 ms      419 ms       440 ms"
    `);
  });

  it('says which replies were begun early, and which were interrupted', () => {
    const lines = latencyTable([
      turn(1, { speculated: true }),
      turn(2, { cancelledAt: 3_000 }),
      turn(3, { speculated: true, cancelledAt: 3_000 }),
    ]).split('\n');
    expect(lines.slice(1).map((line) => line.split('ms').at(-1)?.trim())).toEqual([
      'begun early',
      'interrupted',
      'begun early, interrupted',
    ]);
  });

  it('counts from the end of turn when the end of speech is unknown', () => {
    const { speechEndedAt: _, ...unknown } = turn(1);
    const [, row] = latencyTable([unknown]).split('\n');
    expect(row?.trim().split(/ {2,}/)).toEqual(['1', '–', '82 ms', '158 ms', '159 ms', '180 ms']);
  });

  it('leaves a stage open that was never reached', () => {
    const [, row] = latencyTable([turn(1, { stages: { requestedAt: 1_261 } })]).split('\n');
    expect(row?.trim().split(/ {2,}/)).toEqual(['1', '260 ms', '–', '–', '–', '–']);
  });

  it('keeps its columns in line, whatever the numbers', () => {
    const slow = turn(12, { stages: { firstTokenAt: 101_000, firstHeardAt: 1_000_000 } });
    const lines = latencyTable([turn(1), slow, turn(3)]).split('\n');
    const ends = lines.map((line) => [...line.matchAll(/ms|token/g)].map(({ index }) => index).length);
    expect(ends.length).toBe(4);
    expect(new Set(lines.slice(1).map((line) => line.indexOf('260 ms'))).size).toBe(1);
  });

  it('of no turns is its head alone', () => {
    expect(latencyTable([]).split('\n')).toHaveLength(1);
  });
});

describe('the median wait', () => {
  const heardAfter = (ms: number) => turn(1, { stages: { firstHeardAt: 1_000 + ms } });

  it('is the middle of the waits for the first sound', () => {
    expect(medianWait([heardAfter(900), heardAfter(400), heardAfter(500)])).toBe(500);
    expect(medianWait([heardAfter(900), heardAfter(400)])).toBe(400);
  });

  it('leaves out turns that were never heard', () => {
    expect(medianWait([heardAfter(400), turn(2, { stages: {} })])).toBe(400);
    expect(medianWait([])).toBeUndefined();
  });
});
