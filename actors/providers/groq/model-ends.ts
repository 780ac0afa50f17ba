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
  {
    on: '2026-07-17',
    models: ['meta-llama/llama-4-scout-17b-16e-instruct', 'qwen/qwen3-32b'],
    instead: 'openai/gpt-oss-20b',
  },
  {
    on: '2026-03-09',
    models: ['meta-llama/llama-4-maverick-17b-128e-instruct'],
    instead: 'openai/gpt-oss-120b',
  },
  { on: '2025-10-10', models: ['moonshotai/kimi-k2-instruct'], instead: 'openai/gpt-oss-120b' },
  { on: '2025-10-02', models: ['deepseek-r1-distill-llama-70b'], instead: 'openai/gpt-oss-120b' },
];
