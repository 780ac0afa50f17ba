/**
 * The same clean questions in every STT mode: the wait from the true end of the caller's speech to the first audible frame
 * at the phone. `vad-only` (npm start -- --vad-only) asks no vendor and answers every pause with a recording: it is
 * the lower bound, and the difference of the other modes is the price of words.
 */
import { ms, percentile, print, table } from './stats.ts';
import { cleanQuestions } from './turns/corpus/questions.ts';
import { type Finding, judge } from './turns/judge.ts';
import { type Setting, type Stage, setUp } from './turns/stage.ts';
import { agentOf } from './turns/strategies.ts';

const ROUNDS = 3;

const balanced = (strategy: Parameters<typeof agentOf>[0]): string => agentOf(strategy, 'balanced');

function withoutEager(agent: string): string {
  const file = JSON.parse(agent) as { transcriber: object };
  return JSON.stringify({ ...file, transcriber: { ...file.transcriber, eagerEotThreshold: null } });
}

const MODES: readonly (readonly [name: string, Setting])[] = [
  ['vad-only (lower bound)', { agent: '{}', args: ['--vad-only'] }],
  ['flux, eager', { agent: balanced('flux') }],
  ['flux, not eager', { agent: withoutEager(balanced('flux')) }],
  ['nova, native', { agent: balanced('nova') }],
  ['nova, text', { agent: balanced('nova-text') }],
  ['assembly-ai', { agent: balanced('assembly-ai') }],
];

/** One round's callers are on the line together. */
async function turnsIn(stage: Stage, setting: Setting): Promise<Finding[]> {
  const product = await stage.open(setting);
  const turns: Finding[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const calls = stage.cast.map(async (cast) => judge(cast, await product.take(cast), 'balanced'));
    turns.push(...(await Promise.all(calls)).flat());
  }
  await product.stop();
  return turns;
}

export async function modes(): Promise<void> {
  const stage = await setUp(cleanQuestions);
  const rows: string[][] = [];
  let boundMs = Number.NaN;
  for (const [name, setting] of MODES) {
    const turns = await turnsIn(stage, setting);
    const responses = turns.flatMap(({ responseMs }) => (responseMs === undefined ? [] : [responseMs]));
    const p50 = percentile(responses, 50);
    if (Number.isNaN(boundMs)) boundMs = p50;
    const above = p50 === boundMs ? '–' : `+${ms(p50 - boundMs)}`;
    rows.push([name, `${responses.length}/${turns.length}`, ms(p50), ms(percentile(responses, 95)), above]);
  }
  await stage.close();
  print(table(['', 'answered', 'p50, ms', 'p95', 'p50 above the bound'], rows));
}
