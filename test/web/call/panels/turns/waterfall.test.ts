/** A turn as bars and moments: where each begins and ends on the axis, whatever has become of the answer. */
import { describe, expect, it } from 'vitest';
import type { Turn } from '../../../../../readings/turns/turns.ts';
import { waterfallOf, wordsOf } from '../../../../../web/call/panels/turns/waterfall.ts';

const turn = (change: Partial<Turn> = {}): Turn => ({
  turn: 1,
  transcript: 'Hello?',
  speechEndedAt: 1_000,
  endOfTurnAt: 1_350,
  speculated: true,
  stages: {
    requestedAt: 1_270,
    firstTokenAt: 1_360,
    llmFinishedAt: 1_950,
    voicedAt: 1_510,
    firstAudioAt: 1_700,
    ttsFinishedAt: 2_800,
    firstSentAt: 1_700,
    firstHeardAt: 1_704,
    finishedAt: 5_000,
  },
  ...change,
});
const times = (model: ReturnType<typeof waterfallOf>) =>
  model.spans.map(({ row, fromMs, workMs, toMs }) => [row, fromMs, workMs, toMs]);

describe('a waterfall', () => {
  it('has its eight moments from the end of speech', () => {
    const { moments } = waterfallOf(turn(), 9_000);
    expect(moments.map(({ name, ms }) => `${name} ${ms}`)).toEqual([
      'end of speech 0',
      'end of turn 350',
      'asked 270',
      'first token 360',
      'first words 510',
      'first audio 700',
      'sent 700',
      'heard 704',
    ]);
  });

  it('has a bar for each vendor that was waited for: until it began, and until it was done', () => {
    expect(times(waterfallOf(turn(), 9_000))).toEqual([
      ['held', 0, 350, 350],
      ['llm', 270, 360, 950],
      ['tts', 360, 700, 1_800],
      ['line', 700, 704, 4_000],
    ]);
  });

  it('grows until now while the answer is awaited', () => {
    const awaited = turn({ stages: { requestedAt: 1_270, firstTokenAt: 1_360 } });
    expect(times(waterfallOf(awaited, 1_500))).toEqual([
      ['held', 0, 350, 350],
      ['llm', 270, 360, 500],
      ['tts', 360, 500, 500],
    ]);
  });

  it('ends where the answer was cut off', () => {
    const cut = turn({ cancelledAt: 1_900, stages: { ...turn().stages, llmFinishedAt: 1_800 } });
    delete cut.stages.ttsFinishedAt;
    delete cut.stages.finishedAt;
    const model = waterfallOf(cut, 9_000);
    expect(model.cutMs).toBe(900);
    expect(times(model).at(-1)).toEqual(['line', 700, 704, 900]);
    expect(wordsOf('line', cut, model)).toBe('sent 700 · heard 704 · cut off 900');
  });

  it('shows every band, and a longer wait to its end', () => {
    expect(waterfallOf(turn(), 9_000).endMs).toBeGreaterThan(1_500);
    const slow = turn({ stages: { firstTokenAt: 4_000, firstAudioAt: 4_100, firstHeardAt: 4_200 } });
    expect(waterfallOf(slow, 9_000).endMs).toBeGreaterThan(3_200);
  });

  it('counts from the end of turn when the end of speech is unknown', () => {
    const { speechEndedAt: _, ...unknown } = turn();
    const { moments, spans } = waterfallOf(unknown, 9_000);
    expect(moments.find(({ key }) => key === 'heard')?.ms).toBe(354);
    expect(spans.map(({ row }) => row)).toEqual(['llm', 'tts', 'line']);
  });
});
