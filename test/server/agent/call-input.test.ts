/** The chart's input that is made of an agent file. */
import { describe, expect, it } from 'vitest';
import { callInputOf } from '../../../server/agent/call-input.ts';
import { agentOf } from '../../helpers/agent-files.ts';

describe('an agent file', () => {
  it('says what stops the agent, and which of its messages cannot be stopped', () => {
    const stop = (settings: Readonly<Record<string, unknown>>) =>
      callInputOf(agentOf(settings), true).uninterruptible;
    expect(stop({})).toEqual([]);
    expect(stop({ firstMessageInterruptionsEnabled: false })).toEqual(['greeting']);
    expect(stop({ stopSpeakingPlan: { enabled: false } })).toContain('reply');
  });

  it('gives a goodbye of syllables twice as long to be said', () => {
    const limitOf = (outOfOrderMessage: string) =>
      callInputOf(agentOf({ messagePlan: { outOfOrderMessage } }), true).limits.goodbyeMs;
    expect(limitOf('a'.repeat(100))).toBe(13_000);
    expect(limitOf('あ'.repeat(100))).toBe(22_000);
  });
});
