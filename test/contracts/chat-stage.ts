/** A chat client with the sandbox's server of its dialect, which streams as a test chooses. */
import type { LlmProvider } from '../../actors/providers/llm-provider.ts';
import { type GroqOptions, type GroqStandIn, startGroq } from '../../sandbox/groq/groq.ts';
import type { StreamHabits } from '../../sandbox/groq/stream/habits.ts';
import type { LlmStage } from './llm-provider.contract.ts';

export const apiKey = 'a-key-for-the-sandbox';
export const reply = 'Sure, we open at nine. Is there anything else that I can do for you today?';

export const startChatStage = async (
  createProvider: (url: string) => LlmProvider,
  habits: Partial<StreamHabits> = {},
): Promise<LlmStage> =>
  stageOf(
    (text) => startChat({ reply: text, habits }),
    async ({ url }) => createProvider(url),
    habits,
  );

/** The server of these options, at the pace of the contract. */
export const startChat = (options: GroqOptions): Promise<GroqStandIn> =>
  startGroq({ apiKey, delays: { ttftMs: 5, interTokenMs: 1 }, ...options });

/** Requests that came before the provider was given are not the contract's. */
export async function stageOf(
  start: (reply: () => string) => Promise<GroqStandIn>,
  providerAt: (groq: GroqStandIn) => Promise<LlmProvider>,
  habits: Partial<StreamHabits> = {},
): Promise<LlmStage> {
  const groq = await start(() => reply);
  const provider = await providerAt(groq);
  const before = groq.requests.length;
  const { faults } = groq;
  let isOpen = true;
  return {
    apiKey,
    habits,
    metHabits: groq.metHabits,
    reply,
    provider,
    vendor: {
      get requests() {
        return groq.requests.slice(before);
      },
      refusesKeys: () => faults.refuse(401),
      knowsNoSuchModel: () => faults.refuse(404),
      limitsUs: (retryAfterS) => faults.refuse(429, { retryAfterS }),
      isDown: () => faults.refuse(503),
      hangs: () => faults.hang(),
      stalls: () => faults.stall(),
      breaksOffAfter: (tokens) => faults.breakAfter(tokens),
      cutsTheLineAfter: (tokens) => faults.cutAfter(tokens),
      babbles: () => faults.garbage(),
      saysNothing: () => faults.empty(),
      fallsSilentAfter: (tokens) => faults.freezeAfter(tokens),
      recovers: () => faults.recover(),
    },
    close: async () => {
      if (isOpen) await groq.close();
      isOpen = false;
    },
  };
}
