/** Answers in groups that must not be mixed: a first turn opens connections, a cached prompt is read faster. */
import type { AnsweredTurn } from '../../readings/console.ts';
import { percentile } from '../../readings/figures.ts';

export interface Group {
  readonly name: string;
  readonly has: (turn: AnsweredTurn) => boolean;
}

export const GROUPS: readonly Group[] = [
  { name: 'All', has: () => true },
  { name: 'First turns', has: ({ turn }) => turn === 1 },
  { name: 'Later turns', has: ({ turn }) => turn > 1 },
  { name: 'Cached prompts', has: ({ cachedTokens }) => (cachedTokens ?? 0) > 0 },
  { name: 'Prompts not cached', has: ({ cachedTokens }) => cachedTokens === 0 },
];

export const STAGES = [
  { key: 'heldMs', name: 'End of turn held', note: 'from the last word until the ears were sure' },
  { key: 'llmMs', name: 'LLM', note: 'to its first token' },
  { key: 'ttsMs', name: 'TTS', note: 'to its first audio' },
  { key: 'edgeMs', name: 'Edge', note: 'to the caller’s ear' },
  { key: 'totalMs', name: 'The caller waited', note: 'from the last word to the first sound heard' },
] as const;

export interface StageFigures {
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
}

export function figuresOf(turns: readonly AnsweredTurn[], key: (typeof STAGES)[number]['key']): StageFigures {
  const values = turns.map((turn) => turn[key]);
  return { p50: percentile(values, 50), p95: percentile(values, 95), p99: percentile(values, 99) };
}
