/** How long a silence ends a turn, by the agent file’s rules. */
import { describe, expect, it } from 'vitest';
import { ruleFor } from '../../../actors/stt/endpointing.ts';
import { limitsOf } from '../../../server/agent/call-input.ts';
import { endpointingOf } from '../../../server/agent/turn-rules.ts';
import { agentOf } from '../../helpers/agent-files.ts';

const NOVA = { model: 'nova-3' };
const ASSEMBLYAI = { provider: 'assembly-ai' };
const known = (more: { text?: string; asked?: string } = {}) => ({
  text: 'Hello',
  confidence: undefined,
  asked: '',
  ...more,
});

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

describe('a turn that the vendor should end', () => {
  // developers.deepgram.com/docs/flux/configuration: `eot_timeout_ms` ends a turn "regardless of EOT confidence".
  // developers.deepgram.com/docs/understand-endpointing-interim-results: a gap of `utterance_end_ms` between words.
  // assemblyai.com/docs, "Turn detection": `max_turn_silence` ends a turn at any confidence.
  it.each([
    ['Flux', {}, 3_000],
    ['Flux, fast', { profile: 'fast' }, 1_500],
    ['Flux, patient', { profile: 'patient' }, 5_000],
    ['Flux, with the longest timeout', { transcriber: { eotTimeoutMs: 60_000 } }, 60_000],
    ['Nova', { transcriber: NOVA }, 1_200],
    ['Nova, patient', { transcriber: NOVA, profile: 'patient' }, 3_000],
    ['Nova, where endpointing is the longer', { transcriber: { ...NOVA, endpointing: 4_000 } }, 4_000],
    ['AssemblyAI', { transcriber: ASSEMBLYAI }, 1_280],
    ['AssemblyAI, patient', { transcriber: ASSEMBLYAI, profile: 'patient' }, 3_600],
  ])('by %s is ended by us 3 s after the vendor’s longest silence', (_, agent, longestMs) => {
    const { lastResort, needed } = endpointingOf(agentOf(agent));
    expect([lastResort?.(known()), needed]).toEqual([longestMs + 3_000, undefined]);
  });

  it.each([
    ['dictates', 'fast', { asked: 'What is your phone number?' }, 1_500],
    ['dictates to AssemblyAI', 'balanced', { asked: 'What is your phone number?' }, 2_000],
    ['is in the middle of a number', 'balanced', { text: 'My number is five five five' }, 2_000],
  ] as const)(
    'waits for a caller who %s as long as the rule and the vendor do',
    (_, profile, said, longestMs) => {
      const transcriber = profile === 'balanced' ? ASSEMBLYAI : {};
      const { lastResort } = endpointingOf(agentOf({ profile, transcriber }));
      expect(lastResort?.(known(said))).toBe(longestMs + 3_000);
    },
  );

  it.each(['probability', 'silence', 'text'])('is not what our own rule ends, by %s', (endpointing) => {
    const transcriber = endpointing === 'probability' ? {} : NOVA;
    const rules = endpointingOf(agentOf({ transcriber, startSpeakingPlan: { endpointing } }));
    expect(rules.lastResort).toBeUndefined();
  });
});

describe('the longest silence', () => {
  it('is shorter than a speculation may wait, which then is withdrawn or confirmed by us and not by a timer', () => {
    for (const profile of ['fast', 'balanced', 'patient'] as const)
      for (const transcriber of [{}, ASSEMBLYAI]) {
        const agent = agentOf({ profile, transcriber });
        const lastResortMs = endpointingOf(agent).lastResort?.(known()) ?? 0;
        expect(limitsOf(agent).speculationMs).toBeGreaterThanOrEqual(lastResortMs + 1_500);
      }
  });
});
