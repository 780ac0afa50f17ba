/** The chat client keeps the language-model contract with Groq's dialect, against the sandbox over real sockets. */

import { createGroq } from '../../actors/providers/groq/groq.ts';
import { apiKey, startChatStage } from './chat-stage.ts';
import { GROQ } from './habits.ts';
import { llmProviderContract } from './llm-provider.contract.ts';

for (const habits of GROQ) {
  llmProviderContract(`groq ${JSON.stringify(habits)}`, () =>
    startChatStage((baseUrl) => createGroq({ apiKey, baseUrl, model: 'openai/gpt-oss-20b' }), habits),
  );
}
