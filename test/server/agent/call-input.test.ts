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
});
