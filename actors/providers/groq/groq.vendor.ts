/**
 * Groq as a vendor: its language models.
 */
import { httpUrl, secret } from '../environment.ts';
import { askForModel } from '../openai-chat/account.ts';
import { modelsUrl } from '../openai-chat/chat-url.ts';
import { llmProduct, type Vendor } from '../vendor.ts';
import { groqChatUrl } from './groq-url.ts';
import { GROQ_ENDS } from './model-ends.ts';

const env = {
  GROQ_API_KEY: secret(/^gsk_/),
  GROQ_BASE_URL: httpUrl().default('https://api.groq.com'),
};

const llm = llmProduct({
  env,
  defaultModel: 'openai/gpt-oss-20b',
  endsOf: () => GROQ_ENDS,
  async create(model, { GROQ_API_KEY: apiKey, GROQ_BASE_URL: baseUrl }) {
    const { createGroq } = await import('./groq.ts');
    return createGroq({ apiKey, baseUrl, model });
  },
  ask: (get, model, { GROQ_API_KEY: apiKey, GROQ_BASE_URL: baseUrl }) =>
    askForModel(get, {
      title: 'Groq',
      keyName: 'GROQ_API_KEY',
      apiKey,
      url: modelsUrl(groqChatUrl(baseUrl)),
      model,
    }),
});

export const groq: Vendor = { name: 'groq', env, endpoint: { key: 'GROQ_BASE_URL' }, llm };
