import { describe, expect, it } from 'vitest';
import { chatUrl } from '../../../../actors/providers/openai-chat/chat-url.ts';

describe('a base URL', () => {
  it.each([
    ['https://api.example.com', 'https://api.example.com/v1/chat/completions'],
    ['https://api.example.com/', 'https://api.example.com/v1/chat/completions'],
    ['https://api.example.com/v1', 'https://api.example.com/v1/chat/completions'],
    ['https://api.example.com/v1//', 'https://api.example.com/v1/chat/completions'],
    ['https://api.example.com/v1/chat/completions', 'https://api.example.com/v1/chat/completions'],
    ['https://api.example.com/v1/chat/completions/', 'https://api.example.com/v1/chat/completions'],
    // earendil-works/pi#2528
    [
      'https://x.example/v1?api-version=2024-10-21',
      'https://x.example/v1/chat/completions?api-version=2024-10-21',
    ],
    ['https://x.example/v1/?api-version=1&b=2', 'https://x.example/v1/chat/completions?api-version=1&b=2'],
    ['https://x.example?api-version=1', 'https://x.example/v1/chat/completions?api-version=1'],
    // Microsoft's reference of Azure OpenAI; OmniRoute and others paste the whole address.
    [
      'https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
      'https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
    ],
    [
      'https://generativelanguage.googleapis.com/v1beta/openai/',
      'https://generativelanguage.googleapis.com/v1beta/openai/chat/completions',
    ],
    ['http://localhost:11434', 'http://localhost:11434/v1/chat/completions'],
    ['http://[::1]:8000/v1', 'http://[::1]:8000/v1/chat/completions'],
  ])('%s leads to %s', (baseUrl, url) => {
    expect(chatUrl(baseUrl, '/v1')).toBe(url);
  });
});
