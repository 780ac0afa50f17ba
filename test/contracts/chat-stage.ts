/** A chat client with the sandbox's server of its dialect, which streams as a test chooses. */
import type { LlmProvider } from '../../actors/providers/llm-provider.ts';
import { startGroq } from '../../sandbox/groq/groq.ts';
import type { StreamHabits } from '../../sandbox/groq/stream/habits.ts';
import type { LlmStage } from './llm-provider.contract.ts';

export const apiKey = 'a-key-for-the-sandbox';
const reply = 'Sure, we open at nine. Is there anything else that I can do for you today?';

export async function startChatStage(
  createProvider: (url: string) => LlmProvider,
  habits: Partial<StreamHabits> = {},
): Promise<LlmStage> {
  let isRambling = false;
  const groq = await startGroq({
    reply: () => (isRambling ? 'and so on '.repeat(300) : reply),
    apiKey,
    habits,
    delays: { ttftMs: 10, interTokenMs: 5 },
  });
  const { faults } = groq;
  let isOpen = true;
  return {
    apiKey,
    reply,
    provider: createProvider(groq.url),
    vendor: {
      requests: groq.requests,
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
      rambles: () => {
        isRambling = true;
      },
      recovers: () => faults.recover(),
    },
    close: async () => {
      if (isOpen) await groq.close();
      isOpen = false;
    },
  };
}
