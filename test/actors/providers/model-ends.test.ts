/** Models that their vendors switch off: an operator is told at boot, in time. */
import { describe, expect, it } from 'vitest';
import { groq } from '../../../actors/providers/groq/groq.vendor.ts';
import { type ModelEnd, warningOnEnd } from '../../../actors/providers/model-ends.ts';
import { openAi } from '../../../actors/providers/openai/openai.vendor.ts';

const ENDS: ModelEnd[] = [{ on: '2027-01-14', models: ['gpt-4o-mini'], instead: 'another' }];
const on = (day: string) => Date.parse(day);

describe('a model that ends', () => {
  it.each([
    ['long before', '2026-06-01', undefined],
    ['soon before', '2026-11-30', /will be switched off on 2027-01-14; set LLM_MODEL to another/],
    ['on the day', '2027-01-14', /was to be switched off/],
    ['afterwards', '2028-01-01', /was to be switched off/],
  ])('%s', (_when, day, warning) => {
    const said = warningOnEnd(ENDS, 'gpt-4o-mini', on(day));
    if (warning === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(warning);
  });

  it('takes its dated versions with it, and no other model', () => {
    expect(warningOnEnd(ENDS, 'gpt-4o-mini-2024-07-18', on('2027-01-01'))).toBeDefined();
    expect(warningOnEnd(ENDS, 'gpt-4o', on('2027-01-01'))).toBeUndefined();
  });
});

describe('the vendors', () => {
  const env = { GROQ_API_KEY: 'k', OPENAI_API_KEY: 'k' };
  const own = { ...env, OPENAI_BASE_URL: 'https://api.openai.com/v1' };
  const other = { ...env, OPENAI_BASE_URL: 'https://r.openai.azure.com/openai/v1' };

  it.each([
    ['gpt-5', own, '2026-11-30', true],
    ['gpt-4o-mini', own, '2026-11-30', true],
    ['gpt-6-luna', own, '2027-12-31', false],
    // Azure has a calendar of its own: privatedevops.com, 25 June 2026.
    ['gpt-5', other, '2027-12-31', false],
  ])('%s: %#', (model, keys, day, isWarned) => {
    expect(openAi.llm?.warningOn(model, keys, on(day)) !== undefined).toBe(isWarned);
  });

  it('have no default that ends', () => {
    const { llm } = groq;
    expect(llm?.warningOn(llm.defaultModel ?? '', env, on('2028-01-01'))).toBeUndefined();
    expect(llm?.warningOn('llama-3.1-8b-instant', env, on('2026-11-30'))).toBeDefined();
    expect(openAi.llm?.defaultModel).toBeUndefined();
  });
});
