/**
 * OpenAI's models of chat completions that end, from developers.openai.com/api/docs/deprecations; read in November 2026.
 * Only for OpenAI's own address: others serve models of these names for longer.
 */
import type { ModelEnd } from '../model-ends.ts';

export const OPENAI_ENDS: readonly ModelEnd[] = [
  {
    on: '2026-10-23',
    models: ['gpt-3.5-turbo', 'gpt-4', 'gpt-4-turbo', 'gpt-4.1-nano', 'o1', 'o3-mini', 'o4-mini'],
    instead: 'gpt-6-luna',
  },
  { on: '2026-12-11', models: ['gpt-5', 'gpt-5-mini', 'gpt-5-nano', 'o3'], instead: 'gpt-6-luna' },
  { on: '2027-01-14', models: ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'gpt-4.1-mini'], instead: 'gpt-6-luna' },
  { on: '2027-04-01', models: ['gpt-5.1', 'gpt-5.4-nano'], instead: 'gpt-6-luna' },
];
