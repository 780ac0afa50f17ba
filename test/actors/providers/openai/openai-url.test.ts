import { describe, expect, it } from 'vitest';
import { openAiChatUrl } from '../../../../actors/providers/openai/openai-url.ts';

const AZURE = 'https://r.openai.azure.com';

describe('the address of chat completions', () => {
  it.each([
    ['ItzCrazyKns/Vane#361', `${AZURE}/`, `${AZURE}/openai/v1/chat/completions`],
    ['dataelement/Clawith#502', `${AZURE}/v1`, `${AZURE}/openai/v1/chat/completions`],
    ['openai/codex#1628', `${AZURE}/openai`, `${AZURE}/openai/v1/chat/completions`],
    [
      'bagofwords1/bagofwords PR#329',
      `${AZURE}/openai/v1?api-version=preview`,
      `${AZURE}/openai/v1/chat/completions?api-version=preview`,
    ],
    [
      'anomalyco/opencode#1508',
      `${AZURE}/openai/deployments/o3-mini?api-version=1`,
      `${AZURE}/openai/deployments/o3-mini/chat/completions?api-version=1`,
    ],
    [
      "Azure's other hosts",
      'https://r.services.ai.azure.com',
      'https://r.services.ai.azure.com/openai/v1/chat/completions',
    ],
    [
      'songquanpeng/one-api#2031: no resource',
      'https://models.inference.ai.azure.com',
      'https://models.inference.ai.azure.com/v1/chat/completions',
    ],
    ['OpenAI', 'https://api.openai.com/v1', 'https://api.openai.com/v1/chat/completions'],
    ['a host alone', 'http://localhost:11434', 'http://localhost:11434/v1/chat/completions'],
  ])('%s: %s', (_source, baseUrl, url) => {
    expect(openAiChatUrl(baseUrl)).toBe(url);
  });
});
