/** The real chat client keeps the language-model contract, in both dialects, against the sandbox over real sockets. */

import { createGroq } from '../../actors/providers/groq/groq.ts';
import type { LlmProvider } from '../../actors/providers/llm-provider.ts';
import { createOpenAiCompatible } from '../../actors/providers/openai/openai.ts';
import { startGroq } from '../../sandbox/groq/groq.ts';
import { type LlmStage, llmProviderContract } from './llm-provider.contract.ts';

const apiKey = 'a-key-for-the-sandbox';
const reply = 'Sure, we open at nine. Is there anything else that I can do for you today?';

async function setup(createProvider: (url: string) => LlmProvider): Promise<LlmStage> {
  let isRambling = false;
  const groq = await startGroq({
    reply: () => (isRambling ? 'and so on '.repeat(300) : reply),
    apiKey,
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

llmProviderContract('groq', () =>
  setup((baseUrl) => createGroq({ apiKey, baseUrl, model: 'openai/gpt-oss-20b' })),
);
llmProviderContract('openai', () =>
  setup((url) => createOpenAiCompatible({ apiKey, baseUrl: `${url}/v1`, model: 'openai/gpt-oss-20b' })),
);
