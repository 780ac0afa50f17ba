/**
 * OpenAI as a vendor, and with another base URL any endpoint that speaks its dialect.
 */
import { elsewhere, httpUrl, secret } from '../environment.ts';
import { askForModel } from '../openai-chat/account.ts';
import { modelsUrl } from '../openai-chat/chat-url.ts';
import { llmProduct, type Vendor } from '../vendor.ts';
import { keyHeaderOf } from './key-header.ts';
import { OPENAI_ENDS } from './model-ends.ts';
import { openAiChatUrl } from './openai-url.ts';

const env = {
  OPENAI_API_KEY: elsewhere(secret(/^sk-/), 'OPENAI_KEY'),
  /** With its query, if it has one; the version may be left out where there is no other path. */
  OPENAI_BASE_URL: elsewhere(
    httpUrl().default('https://api.openai.com/v1'),
    'OPENAI_API_BASE',
    'OPENAI_API_BASE_URL',
    'OPENAI_API_URL',
    'OPENAI_ENDPOINT',
  ),
};

const OWN_HOST = 'api.openai.com';

/** No model is the default: each that was had an end, and other endpoints have other models. */
const llm = llmProduct({
  env,
  endsOf: ({ OPENAI_BASE_URL: baseUrl }) => (new URL(baseUrl).hostname === OWN_HOST ? OPENAI_ENDS : []),
  async create(model, { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl }) {
    const { createOpenAiCompatible } = await import('./openai.ts');
    return createOpenAiCompatible({ apiKey, baseUrl, model });
  },
  ask: (get, model, { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl }) =>
    askForModel(get, {
      title: new URL(baseUrl).host,
      keyName: 'OPENAI_API_KEY',
      apiKey,
      keyHeader: keyHeaderOf(baseUrl, apiKey),
      url: modelsUrl(openAiChatUrl(baseUrl)),
      model,
    }),
});

export const openAi: Vendor = { name: 'openai', env, endpoint: { key: 'OPENAI_BASE_URL' }, llm };
