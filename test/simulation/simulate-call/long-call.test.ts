/**
 * A call of two hours and three hundred turns: every rule holds to its end, its last answers come as soon as its first, and
 * prompt and journal in memory stay within their limits.
 */
import { describe, expect, it } from 'vitest';
import { scopeOf } from '../../../actors/call-scope.ts';
import { DEFAULT_CONTEXT_TOKENS, estimateTokens } from '../../../actors/prompt-budget.ts';
import { percentile } from '../../../readings/turns/figures.ts';
import type { Step } from '../../../simulation/scenarios/scenario.ts';
import { simulateCall } from '../../../simulation/simulate-call.ts';
import { saying } from '../scenarios.ts';

const TURNS = 300;
const COMPARED = 50;
const MOST_ENTRIES = 20_000;

const turn: readonly Step[] = [
  { does: 'speaks', words: 8, wordMs: 300 },
  { does: 'listens', ms: 14_700 },
];

/** Waits from the end of the caller's words to the next sound of the agent, in ms. */
function waitsOf({ caller, carrier }: ReturnType<typeof simulateCall>): number[] {
  const sounds = carrier.ear.firstSounds.map(({ atMs }) => atMs);
  return caller.speechEndsMs.flatMap((endMs) => {
    const soundMs = sounds.find((atMs) => atMs >= endMs);
    return soundMs === undefined ? [] : [soundMs - endMs];
  });
}

describe('a call of three hundred turns', () => {
  const scenario = saying(...Array.from({ length: TURNS }, () => turn).flat(), { does: 'hangsUp' });
  const call = simulateCall({
    ...scenario,
    agent: { ...scenario.agent, silenceSeconds: 30, maxDurationSeconds: 10_800 },
  });

  it('breaks no rule, answers every turn and ends as the caller ends it', () => {
    expect(call.broken).toEqual([]);
    expect(call.call.actor.getSnapshot().output).toMatchObject({ reason: 'callerHungUp', turns: TURNS });
    expect(call.endedAtMs).toBeGreaterThan(120 * 60_000);
    expect(waitsOf(call).length).toBe(TURNS);
  });

  it('is answered as soon in its last turns as in its first', () => {
    const waits = waitsOf(call);
    const first = percentile(waits.slice(0, COMPARED), 50) ?? Number.NaN;
    const last = percentile(waits.slice(-COMPARED), 50) ?? Number.NaN;
    expect(last / first).toBeLessThanOrEqual(1.1);
  });

  it('keeps the newest of its history within what a prompt may hold', () => {
    const { messages } = scopeOf(call.call.actor.system).conversation;
    const tokens = messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
    expect(tokens).toBeLessThanOrEqual(DEFAULT_CONTEXT_TOKENS);
    expect(tokens).toBeGreaterThan(DEFAULT_CONTEXT_TOKENS / 2);
    expect(messages.length).toBeLessThan(2 * TURNS);
  });

  it('keeps the latest entries of its journal in memory, and no more of them than any call', () => {
    const { entries } = call.call.journal;
    expect(entries.at(-1)?.seq).toBeGreaterThan(2 * MOST_ENTRIES);
    expect(entries.length).toBeLessThanOrEqual(MOST_ENTRIES);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => (entries[0]?.seq ?? 0) + i));
  });
});
