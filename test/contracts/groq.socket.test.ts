/** The chat client keeps the language-model contract with Groq's dialect, against the sandbox over real sockets. */

import { createGroq } from '../../actors/providers/groq/groq.ts';
import type { StreamHabits } from '../../sandbox/groq/stream/habits.ts';
import { apiKey, startChatStage } from './chat-stage.ts';
import { llmProviderContract } from './llm-provider.contract.ts';

/** What is known of Groq's own stream, and of gpt-oss on other servers of its dialect. */
const HABITS: readonly Partial<StreamHabits>[] = [
  {},
  { reasoningIn: 'reasoning', failure: 'ownField' },
  { before: 'analysisThe caller greets me. I shall answer.assistantfinal' },
  {
    before:
      '<|channel|>analysis<|message|>The caller greets me.<|end|><|start|>assistant<|channel|>final<|message|>',
    after: '<|return|>',
    failure: 'word',
  },
];

for (const habits of HABITS) {
  llmProviderContract(`groq ${JSON.stringify(habits)}`, () =>
    startChatStage((baseUrl) => createGroq({ apiKey, baseUrl, model: 'openai/gpt-oss-20b' }), habits),
  );
}
