/** How long a silence ends a turn, by the agent file’s rules. */
import { describe, expect, it } from 'vitest';
import { ruleFor } from '../../../actors/stt/endpointing.ts';
import { endpointingOf } from '../../../server/agent/turn-rules.ts';
import { agentOf } from '../../helpers/agent-files.ts';

const NOVA = { model: 'nova-3' };

describe('the patient profile', () => {
  it('waits for the end of a sentence that goes on, and leaves one that is finished to the vendor', () => {
    const { rules } = endpointingOf(agentOf({ profile: 'patient' }));
    const timeout = (text: string) => ruleFor(rules, { asked: '', text })?.timeoutMs;
    expect(timeout('I would like, um,')).toBe(3_000);
    expect(timeout('I would like a cake.')).toBeUndefined();
    expect(ruleFor(endpointingOf(agentOf({})).rules, { asked: '', text: 'I would like' })).toBeUndefined();
  });
});

describe('the text rules', () => {
  it('wait 0.05 s on punctuation, 0.1 s on a number and 0.3 s otherwise, unless the agent file says otherwise', () => {
    const { needed } = endpointingOf(
      agentOf({ transcriber: NOVA, startSpeakingPlan: { endpointing: 'text', customEndpointingRules: [] } }),
    );
    const wait = (text: string) => needed?.({ text, confidence: undefined, asked: '' });
    expect([wait('Hello.'), wait('At 5'), wait('I would like')]).toEqual([50, 100, 300]);
  });
});
