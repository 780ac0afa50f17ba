/** A wait is the sum of its steps, in fractions and in the whole milliseconds that people read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Turn } from '../../../readings/turns/turns.ts';
import {
  bandOf,
  roundedWait,
  slowestStep,
  waitFromEndOfTurn,
  waitOf,
} from '../../../readings/turns/waits.ts';

const turn = (change: Partial<Turn> = {}): Turn => ({
  turn: 1,
  transcript: 'Hello?',
  speechEndedAt: 1_000,
  endOfTurnAt: 1_700,
  speculated: false,
  stages: {
    requestedAt: 1_701,
    firstTokenAt: 2_010,
    firstAudioAt: 2_190,
    firstSentAt: 2_191,
    firstHeardAt: 2_240,
  },
  ...change,
});

describe('a wait', () => {
  it('is from the last word to the first sound, step by step', () => {
    expect(waitOf(turn())).toEqual({ totalMs: 1_240, heldMs: 700, llmMs: 310, ttsMs: 180, lineMs: 50 });
  });

  it('counts nothing that happened before the caller waited for it', () => {
    const early = turn({
      speculated: true,
      stages: { firstTokenAt: 1_200, firstAudioAt: 1_400, firstHeardAt: 1_730 },
    });
    expect(waitOf(early)).toEqual({ totalMs: 730, heldMs: 700, llmMs: 0, ttsMs: 0, lineMs: 30 });
  });

  it('is not known of what was not heard, or when the end of speech is unknown', () => {
    const { speechEndedAt: _, ...unknown } = turn();
    expect(waitOf(turn({ stages: { firstTokenAt: 2_010 } }))).toBeUndefined();
    expect(waitOf(unknown)).toBeUndefined();
    expect(waitFromEndOfTurn(unknown)).toMatchObject({ totalMs: 540, heldMs: 0, llmMs: 310 });
  });

  it('adds up, whatever the times, also when it is rounded', () => {
    const time = fc.double({ min: 0, max: 9_000, noNaN: true });
    fc.assert(
      fc.property(
        time,
        time,
        time,
        time,
        time,
        (speechEndedAt, endOfTurnAt, firstTokenAt, firstAudioAt, firstHeardAt) => {
          const wait = waitOf(
            turn({ speechEndedAt, endOfTurnAt, stages: { firstTokenAt, firstAudioAt, firstHeardAt } }),
          );
          if (!wait) throw new Error('no wait');
          const { totalMs, heldMs, llmMs, ttsMs, lineMs } = wait;
          expect(Math.min(heldMs, llmMs, ttsMs, lineMs)).toBeGreaterThanOrEqual(0);
          expect(heldMs + llmMs + ttsMs + lineMs).toBeCloseTo(totalMs, 6);
          const { held, llm, tts, line, total } = roundedWait(wait);
          expect(held + llm + tts + line).toBe(total);
          expect(total).toBe(Math.round(totalMs));
        },
      ),
    );
  });

  it('has a slowest step, and of equals it is the first', () => {
    const wait = { totalMs: 1_240, heldMs: 300, llmMs: 310, ttsMs: 580, lineMs: 50 };
    expect(slowestStep(wait)).toBe('tts');
    expect(slowestStep({ ...wait, heldMs: 580 })).toBe('held');
  });

  it.each([
    [0, 'good'],
    [500.4, 'good'],
    [501, 'fair'],
    [800, 'fair'],
    [801, 'slow'],
    [1_500, 'slow'],
    [1_501, 'lost'],
  ] as const)('of %d ms is %s', (ms, band) => {
    expect(bandOf(ms)).toBe(band);
  });
});
