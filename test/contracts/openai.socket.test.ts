/**
 * The chat client keeps the language-model contract with any endpoint of the dialect: the sandbox streams as such endpoints
 * do, several habits at once in each run.
 */

import { createOpenAiCompatible } from '../../actors/providers/openai/openai.ts';
import { apiKey, startChatStage } from './chat-stage.ts';
import { OPENAI } from './habits.ts';
import { llmProviderContract } from './llm-provider.contract.ts';

for (const habits of OPENAI) {
  llmProviderContract(
    `openai ${JSON.stringify(habits)}`,
    () =>
      startChatStage(
        (url) => createOpenAiCompatible({ apiKey, baseUrl: `${url}/v1`, model: 'openai/gpt-oss-20b' }),
        habits,
      ),
    { isStreamed: habits.frame !== 'document' },
  );
}
