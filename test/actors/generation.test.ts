import { describe, expect, it } from 'vitest';
import { Generations } from '../../actors/generation.ts';

describe('generations', () => {
  it('are the same pipes for every stream of one attempt', () => {
    const generations = new Generations();
    const forModel = generations.at(1);
    expect(generations.at(1)).toBe(forModel);
  });

  it('begin with empty pipes', () => {
    const generations = new Generations();
    generations.at(1).text.write({ text: 'Old', role: 'reply' });
    const read: string[] = [];
    generations.at(2).text.read({ item: ({ text }) => read.push(text), end: () => {} });
    expect(read).toEqual([]);
  });

  it('that are over get pipes without a reader', () => {
    const generations = new Generations();
    const read: string[] = [];
    generations.at(2).text.read({ item: ({ text }) => read.push(text), end: () => {} });

    generations.at(1).text.write({ text: 'Late', role: 'reply' });

    expect(read).toEqual([]);
    expect(generations.at(2).id).toBe(2);
  });
});
