/**
 * The strategies of endpointing that are compared, and the agent file for each with a profile.
 */
import profiles from '../../agents/profiles.json' with { type: 'json' };

export const PROFILES = ['fast', 'balanced', 'patient'] as const;
export type Profile = (typeof PROFILES)[number];

interface Strategy {
  readonly transcriber: Readonly<Record<string, unknown>>;
  readonly endpointing: 'native' | 'probability' | 'text' | 'silence';
}

const FLUX = { provider: 'deepgram', model: 'flux-general-en' };
const NOVA = { provider: 'deepgram', model: 'nova-3' };
const ASSEMBLY_AI = { provider: 'assembly-ai' };

export const STRATEGIES = {
  flux: { transcriber: FLUX, endpointing: 'native' },
  'flux-probability': { transcriber: FLUX, endpointing: 'probability' },
  nova: { transcriber: NOVA, endpointing: 'native' },
  'nova-text': { transcriber: NOVA, endpointing: 'text' },
  'nova-silence': { transcriber: NOVA, endpointing: 'silence' },
  'assembly-ai': { transcriber: ASSEMBLY_AI, endpointing: 'native' },
  'assembly-ai-probability': { transcriber: ASSEMBLY_AI, endpointing: 'probability' },
} as const satisfies Record<string, Strategy>;
export type StrategyName = keyof typeof STRATEGIES;
export const STRATEGY_NAMES = Object.keys(STRATEGIES) as StrategyName[];

/** The agent cuts in on a caller after this; only the turn of the caller who never stops is longer. */
export const MAX_TURN_SECONDS = 12;

/** As JSON. Everything about turns that is not named here is the profile's. */
export const agentOf = (name: StrategyName, profile: Profile): string => {
  const { transcriber, endpointing } = STRATEGIES[name];
  return JSON.stringify({
    name: `bench: ${name}, ${profile}`,
    firstMessage: 'Hello, the bakery.',
    profile,
    model: { messages: [{ role: 'system', content: 'You answer the phone of a small bakery.' }] },
    transcriber,
    startSpeakingPlan: { endpointing },
    maxTurnSeconds: MAX_TURN_SECONDS,
    silenceTimeoutSeconds: 7,
    // Short, because every server speaks them ahead of need.
    messagePlan: {
      idleMessageMaxSpokenCount: 1,
      silenceTimeoutMessage: 'Goodbye.',
      fillerMessage: '',
      apologyMessage: 'Sorry.',
      maxDurationMessage: '',
      outOfOrderMessage: 'Sorry.',
    },
  });
};

/** The silence that ends a dictated turn. */
export const dictationMsOf = (profile: Profile): number => profiles[profile].dictationSeconds * 1_000;
