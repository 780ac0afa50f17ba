import { describe, expect, it } from 'vitest';
import { Conversation } from '../../actors/conversation.ts';

describe('the history', () => {
  it('alternates between the two sides', () => {
    const conversation = new Conversation();
    conversation.addCaller('Hello');
    conversation.addAgent('Hi there.', '');
    conversation.addCaller('What time do you open?');

    expect(conversation.messages).toEqual([
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Hi there.' },
      { role: 'user', content: 'What time do you open?' },
    ]);
  });

  it('holds two turns in a row of the caller as one', () => {
    const conversation = new Conversation();
    conversation.addCaller('A table');
    conversation.addAgent('', 'Certainly, for');
    conversation.addCaller('for two');

    expect(conversation.messages).toEqual([{ role: 'user', content: 'A table for two' }]);
  });

  it('holds a resumed reply as one', () => {
    const conversation = new Conversation();
    conversation.addCaller('Hello');
    conversation.addAgent('We open', 'at nine.');
    conversation.addAgent('at nine.', '');

    expect(conversation.messages.at(-1)).toEqual({ role: 'assistant', content: 'We open at nine.' });
  });

  it('puts no blank into a language that has none', () => {
    const conversation = new Conversation();
    conversation.addCaller('明日の');
    conversation.addCaller('午後です。');
    expect(conversation.prompt('-', 'お願いします').at(-1)).toEqual({
      role: 'user',
      content: '明日の午後です。お願いします',
    });
    conversation.addAgent('はい、', '三時');
    conversation.addAgent('三時ですね。', '');
    expect(conversation.messages.at(-1)).toEqual({ role: 'assistant', content: 'はい、三時ですね。' });
  });

  it('has no trace of a reply that the caller has not heard', () => {
    const conversation = new Conversation();
    conversation.addAgent('', 'We open at nine.');
    conversation.addCaller('');

    expect(conversation.messages).toEqual([]);
  });
});

describe('the unheard words', () => {
  it('can be taken once', () => {
    const conversation = new Conversation();
    conversation.addAgent('We open', 'at nine.');

    expect(conversation.takeUnheard()).toBe('at nine.');
    expect(conversation.takeUnheard()).toBe('');
  });

  it('are those of the last reply only', () => {
    const conversation = new Conversation();
    conversation.addAgent('We open', 'at nine.');
    conversation.addAgent('at nine.', '');

    expect(conversation.takeUnheard()).toBe('');
  });

  it('are no longer worth saying once the caller has said something', () => {
    const conversation = new Conversation();
    conversation.addAgent('We open', 'at nine.');
    conversation.addCaller('And on Sundays?');

    expect(conversation.takeUnheard()).toBe('');
  });
});

describe('the prompt', () => {
  it('is the system prompt, the history, and what the caller may not have finished', () => {
    const conversation = new Conversation();
    conversation.addCaller('Hello');
    conversation.addAgent('Hi there.', '');

    expect(conversation.prompt('Be brief.', 'What time')).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Hi there.' },
      { role: 'user', content: 'What time' },
    ]);
  });

  it('joins the unfinished to what the caller said before it, and remembers none of it', () => {
    const conversation = new Conversation();
    conversation.addCaller('A table');

    expect(conversation.prompt('Be brief.', 'for two').at(-1)).toEqual({
      role: 'user',
      content: 'A table for two',
    });
    expect(conversation.messages).toEqual([{ role: 'user', content: 'A table' }]);
  });

  it('already given to a model does not change with the history', () => {
    const conversation = new Conversation();
    conversation.addCaller('Hello');
    const prompt = conversation.prompt('Be brief.', '');
    conversation.addCaller('Anyone there?');

    expect(prompt.at(-1)).toEqual({ role: 'user', content: 'Hello' });
  });
});

describe('what the agent has asked', () => {
  it('is what it was last heard saying, until the caller answers', () => {
    const conversation = new Conversation();
    expect(conversation.asked).toBe('');
    conversation.addAgent('Hello.', '');
    conversation.addAgent('What is your name?', '');
    expect(conversation.asked).toBe('Hello. What is your name?');
    conversation.addCaller('Ann');
    expect(conversation.asked).toBe('');
  });

  it('does not hold what the caller has not heard', () => {
    const conversation = new Conversation();
    conversation.addCaller('Hello');
    conversation.addAgent('', 'What is your name?');
    expect(conversation.asked).toBe('');
  });
});
