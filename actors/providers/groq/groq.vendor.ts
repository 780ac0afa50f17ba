/**
 * Groq as a vendor: its language models.
 */
import { httpUrl, secret } from '../environment.ts';
import { llmProduct, type Vendor } from '../vendor.ts';

const env = {
  GROQ_API_KEY: secret(/^gsk_/),
  GROQ_BASE_URL: httpUrl().default('https://api.groq.com'),
};

const llm = llmProduct({
  env,
  defaultModel: 'openai/gpt-oss-20b',
  async create(model, { GROQ_API_KEY: apiKey, GROQ_BASE_URL: baseUrl }) {
    const { createGroq } = await import('./groq.ts');
    return createGroq({ apiKey, baseUrl, model });
  },
});

export const groq: Vendor = { name: 'groq', env, llm };
