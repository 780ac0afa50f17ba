/**
 * OpenAI as a vendor, and with another base URL any endpoint that speaks its dialect.
 */
import { httpUrl, secret } from '../environment.ts';
import { askForModel } from '../openai-chat/account.ts';
import { llmProduct, type Vendor } from '../vendor.ts';

const env = {
  OPENAI_API_KEY: secret(/^sk-/),
  /** Up to and including the version. */
  OPENAI_BASE_URL: httpUrl().default('https://api.openai.com/v1'),
};

const llm = llmProduct({
  env,
  defaultModel: 'gpt-4o-mini',
  async create(model, { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl }) {
    const { createOpenAiCompatible } = await import('./openai.ts');
    return createOpenAiCompatible({ apiKey, baseUrl, model });
  },
  ask: (get, model, { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl }) =>
    askForModel(get, {
      title: new URL(baseUrl).host,
      keyName: 'OPENAI_API_KEY',
      apiKey,
      url: `${baseUrl}/models`,
      model,
    }),
});

export const openAi: Vendor = { name: 'openai', env, endpoint: { key: 'OPENAI_BASE_URL' }, llm };
