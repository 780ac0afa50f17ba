/**
 * Groq's models that end, from console.groq.com/docs/deprecations; read in November 2026.
 */
import type { ModelEnd } from '../model-ends.ts';

export const GROQ_ENDS: readonly ModelEnd[] = [
  {
    on: '2026-08-16',
    models: ['llama-3.1-8b-instant', 'llama-3.3-70b-versatile'],
    instead: 'openai/gpt-oss-20b',
  },
  { on: '2026-07-17', models: ['meta-llama/llama-4-scout-17b-16e-instruct'], instead: 'openai/gpt-oss-20b' },
  { on: '2025-10-10', models: ['moonshotai/kimi-k2-instruct'], instead: 'openai/gpt-oss-120b' },
];
