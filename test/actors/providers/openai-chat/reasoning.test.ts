import { describe, expect, it } from 'vitest';
import {
  createReasoningHabit,
  reasoningHeadroom,
} from '../../../../actors/providers/openai-chat/reasoning.ts';

/** fak#4372: reasoning counts against the token limit, and clips the reply. */
describe('the headroom for reasoning', () => {
  it.each([
    ['openai/gpt-oss-20b', 'low', 512],
    ['openai/gpt-oss-120b', undefined, 4_096],
    ['gpt-5.4-mini', 'low', 512],
    ['gpt-6-luna', 'none', 0],
    ['o4-mini', 'low', 512],
    ['openai/o3', undefined, 4_096],
    ['qwen/qwen3-32b', 'none', 0],
    ['Qwen/Qwen3.5-35B-A3B', undefined, 4_096],
    ['deepseek-reasoner', undefined, 4_096],
    ['deepseek-r1:7b', undefined, 4_096],
    ['zai-org/GLM-4.6', undefined, 4_096],
    ['MiniMax-M2', undefined, 4_096],
    ['magistral-small-2509', undefined, 4_096],
    ['google/gemini-3.5-flash', undefined, 4_096],
    ['gpt-4o-mini', undefined, 0],
    ['gpt-4.1-nano', undefined, 0],
    ['gpt-5-chat-latest', undefined, 0],
    ['llama-3.3-70b', undefined, 0],
    ['meta-llama/Llama-3.1-8B-Instruct', undefined, 0],
    ['moonshotai/kimi-k2-instruct', undefined, 0],
    ['Qwen/Qwen3-30B-A3B-Instruct-2507', undefined, 0],
    ['mistral-small-latest', undefined, 0],
    ['grok-4-1-fast-non-reasoning', undefined, 0],
    ['deepseek-chat', undefined, 0],
  ])('of %s, asked for the effort %s, is %i tokens', (model, effort, tokens) => {
    expect(reasoningHeadroom(model, effort)).toBe(tokens);
  });

  it.each([
    ['anthropic/claude-sonnet-5', undefined, 4_096],
    ['gpt-6-luna', 'none', 512],
    ['some-model', 'low', 512],
    ['openai/gpt-oss-20b', 'low', 512],
  ])('of %s, asked for the effort %s, is %i tokens once it has reasoned', (model, effort, tokens) => {
    expect(reasoningHeadroom(model, effort, true)).toBe(tokens);
  });
});

describe('reasoning without its opening mark', () => {
  it.each([
    ['deepseek-ai/DeepSeek-R1-0528', 'presumed'],
    ['qwq:32b', 'presumed'],
    ['Qwen/Qwen3-235B-A22B-Thinking-2507', 'presumed'],
    ['Qwen/Qwen3.6-35B-A3B', 'presumed'], // sigoden/aichat#1528, penta2himajin/qwisp PR#25
    ['qwen3.5-plus', 'presumed'], // Project-N-E-K-O/N.E.K.O PR#1529
    ['mlx-community/MiniMax-M2.1-8bit', 'presumed'], // cubist38/mlx-openai-server#179
    ['glm-5.2', 'presumed'], // QwenLM/qwen-code PR#6033
    ['openai/gpt-oss-20b', 'unknown'],
    ['Qwen/Qwen3-30B-A3B-Instruct-2507', 'unknown'],
    ['gpt-4o', 'unknown'],
  ])('is, of %s, %s', (model, opening) => {
    expect(createReasoningHabit(model).opening).toBe(opening);
  });

  it('is not expected of a model that is asked for none', () => {
    expect(createReasoningHabit('qwen/qwen3.6-27b', 'none').opening).toBe('unknown');
  });
});
