/** Groq's base URL as operators write it. */
import { expect, it } from 'vitest';
import { groqUrl } from '../../../../actors/providers/groq/groq-url.ts';

const OWN = 'https://api.groq.com/openai/v1/chat/completions';

it.each([
  ['https://api.groq.com', OWN],
  ['https://api.groq.com/openai', OWN],
  ['https://api.groq.com/openai/v1', OWN],
  // harry0703/MoneyPrinterTurbo#57: the whole address in place of the base
  [OWN, OWN],
  ['https://gateway.example/acme/groq', 'https://gateway.example/acme/groq/openai/v1/chat/completions'],
  ['https://gateway.example/groq?team=1', 'https://gateway.example/groq/openai/v1/chat/completions?team=1'],
  ['https://gateway.example/openai/v1', 'https://gateway.example/openai/v1/chat/completions'],
])('%s leads to %s', (baseUrl, url) => {
  expect(groqUrl(baseUrl)).toBe(url);
});
