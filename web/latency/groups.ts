/** Groups of answers with different waits: a first turn opens connections, and a cached prompt is processed faster. */
import type { TurnWait } from '../../readings/console.ts';
import { percentile } from '../../readings/turns/figures.ts';
import type { Wait } from '../../readings/turns/waits.ts';

export interface Group {
  readonly name: string;
  readonly has: (turn: TurnWait) => boolean;
}

export const GROUPS: readonly Group[] = [
  { name: 'All', has: () => true },
  { name: 'First turns', has: ({ turn }) => turn === 1 },
  { name: 'Later turns', has: ({ turn }) => turn > 1 },
  { name: 'Cached prompts', has: ({ cachedTokens }) => (cachedTokens ?? 0) > 0 },
  { name: 'Prompts not cached', has: ({ cachedTokens }) => cachedTokens === 0 },
];

/** The steps of a wait, and their sum. */
export const ROWS = [
  { key: 'heldMs', name: 'End of turn held', note: 'from the last word until the STT was sure' },
  { key: 'llmMs', name: 'LLM', note: 'to its first token' },
  { key: 'ttsMs', name: 'TTS', note: 'to its first audio' },
  { key: 'lineMs', name: 'Line', note: 'to the caller’s ear' },
  { key: 'totalMs', name: 'The caller waited', note: 'from the last word to the first sound heard' },
] as const;

export const PERCENTILES = [50, 95, 99] as const;

/** The percentiles of a step, in the order of `PERCENTILES`. */
export const figuresOf = (waits: readonly TurnWait[], key: keyof Wait): (number | undefined)[] =>
  PERCENTILES.map((p) =>
    percentile(
      waits.map((wait) => wait[key]),
      p,
    ),
  );
