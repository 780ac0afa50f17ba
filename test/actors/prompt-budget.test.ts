/** Estimates of tokens, compared with the rules of thumb of each script. */
import { describe, expect, it } from 'vitest';
import { estimateTokens, firstKept, historyBudget } from '../../actors/prompt-budget.ts';

describe('an estimate', () => {
  const WITHOUT_WORDS = estimateTokens('');

  it.each([
    // OpenAI's rule of thumb for English: four characters a token.
    ['English', 'On Saturday we open at half past seven in the morning.', 54 / 4],
    // A token for a character; less with newer vocabularies.
    ['Chinese', '我们星期六早上七点半开门。', 13],
    ['Japanese', '土曜日は朝七時半に開店します。', 15],
    // Newer vocabularies hold parts of words.
    ['Hindi', 'हम शनिवार को सुबह साढ़े सात बजे खोलते हैं।', 42 / 2],
    ['Russian', 'В субботу мы открываемся в половине восьмого утра.', 50 / 3],
    ['an emoji', '👋', 2],
  ])('is rather too high than too low, but less than three times: %s', (_language, text, tokens) => {
    const estimate = estimateTokens(text) - WITHOUT_WORDS;
    expect(estimate).toBeGreaterThanOrEqual(tokens);
    expect(estimate).toBeLessThan(tokens * 3);
  });

  it('has a part for each message', () => {
    expect(WITHOUT_WORDS).toBeGreaterThan(0);
  });
});

describe('what stays of a history', () => {
  const turns = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      role: index % 2 === 0 ? 'assistant' : 'user',
      tokens: 10,
    }));

  it.each([
    ['everything that fits', 4, 40, 0],
    ['what follows whole exchanges', 5, 40, 1],
    ['a block less, so that the beginning stays for a while', 20, 100, 11],
    ['the last message, whatever its size', 4, 5, 3],
    ['the last message, where there is no room at all', 4, -5, 3],
  ])('is %s', (_what, count, budget, kept) => {
    expect(firstKept(turns(count), budget)).toBe(kept);
  });
});

describe('the budget of a history', () => {
  it('is what system prompt and reply leave', () => {
    expect(historyBudget({ systemPrompt: '', maxTokens: 150, contextTokens: 1_000 })).toBe(
      850 - estimateTokens(''),
    );
    expect(historyBudget({ systemPrompt: '', maxTokens: 150 })).toBeGreaterThan(15_000);
  });
});
