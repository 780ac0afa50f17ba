import { describe, expect, it } from 'vitest';
import { groqChatUrl } from '../../../../actors/providers/groq/groq-url.ts';

describe("the address of Groq's chat completions", () => {
  it.each([
    ['https://api.groq.com', 'https://api.groq.com/openai/v1/chat/completions'],
    ['https://api.groq.com/openai/v1', 'https://api.groq.com/openai/v1/chat/completions'],
    ['https://api.groq.com/openai/v1/', 'https://api.groq.com/openai/v1/chat/completions'],
    ['https://api.groq.com/openai/v1/chat/completions', 'https://api.groq.com/openai/v1/chat/completions'],
    ['https://gateway.example/groq?team=1', 'https://gateway.example/groq/openai/v1/chat/completions?team=1'],
  ])('of %s is %s', (baseUrl, url) => {
    expect(groqChatUrl(baseUrl)).toBe(url);
  });
});
