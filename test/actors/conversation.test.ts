import { describe, expect, it } from 'vitest';
import { Conversation } from '../../actors/conversation.ts';
import { estimateTokens } from '../../actors/prompt-budget.ts';

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

describe('a long call', () => {
  const exchange = (conversation: Conversation, turn: number): void => {
    conversation.addCaller(`This is question ${turn}, about bread and when it comes out of the oven.`);
    conversation.addAgent(`And this is the answer to question ${turn}: at about eight in the morning.`, '');
  };

  /** jarvis-aio#7: a history that is too long was refused, again and again. */
  it('keeps the newest exchanges within the budget, and begins with the caller', () => {
    const conversation = new Conversation(2_000);
    for (let turn = 0; turn < 1_000; turn++) exchange(conversation, turn);
    const [first] = conversation.messages;
    expect(first?.role).toBe('user');
    expect(conversation.messages.at(-1)?.content).toContain('question 999');
    const tokens = conversation.messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
    expect(tokens).toBeLessThanOrEqual(2_000);
    expect(tokens).toBeGreaterThan(1_000);
  });

  it('leaves the beginning of the prompt as it is for many turns, for the vendor’s cache', () => {
    const conversation = new Conversation(2_000);
    const beginnings = Array.from({ length: 1_000 }, (_, turn) => {
      exchange(conversation, turn);
      return conversation.prompt('Be brief.', '')[1]?.content;
    });
    const changes = beginnings.filter((beginning, turn) => turn > 0 && beginning !== beginnings[turn - 1]);
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.length).toBeLessThan(1_000 / 8);
  });

  it('has room for words that may not be the caller’s last', () => {
    const conversation = new Conversation(500);
    for (let turn = 0; turn < 100; turn++) exchange(conversation, turn);
    const tentative = 'and '.repeat(200);
    const prompt = conversation.prompt('Be brief.', tentative);
    const tokens = prompt.slice(1).reduce((sum, { content }) => sum + estimateTokens(content), 0);
    expect(tokens).toBeLessThanOrEqual(500);
    expect(prompt.at(-1)?.content).toBe(tentative);
  });

  it('keeps a turn that is longer than the budget', () => {
    const conversation = new Conversation(100);
    conversation.addCaller('Hello.');
    conversation.addAgent('Hi.', '');
    conversation.addCaller('a very long story '.repeat(100));
    expect(conversation.messages).toHaveLength(1);
  });
});

/** bolna PR#1011: words that a filter refused stayed in every later prompt. */
describe('a turn that the vendor’s filter refused', () => {
  it('is left out of every later prompt', () => {
    const conversation = new Conversation();
    conversation.addAgent('Hello.', '');
    conversation.addCaller('Something rude.');
    conversation.leaveOut('Something rude.');
    conversation.addAgent('Sorry?', '');
    conversation.addCaller('When do you open?');
    expect(conversation.messages).toEqual([
      { role: 'assistant', content: 'Hello. Sorry?' },
      { role: 'user', content: 'When do you open?' },
    ]);
  });

  it('may have been words that are not in the history yet', () => {
    const conversation = new Conversation();
    conversation.addCaller('Hello.');
    conversation.leaveOut('Hello. Something rude.');
    expect(conversation.messages).toHaveLength(1);
  });

  it('takes everything with it when the turn before was refused, too', () => {
    const conversation = new Conversation();
    conversation.addAgent('Hello.', '');
    conversation.addCaller('One.');
    conversation.leaveOut('One.');
    conversation.addCaller('Two.');
    conversation.leaveOut('Two.');
    expect(conversation.messages).toEqual([]);
  });

  it('counts alone after a turn that was answered', () => {
    const conversation = new Conversation();
    conversation.addCaller('One.');
    conversation.leaveOut('One.');
    conversation.addCaller('Two.');
    conversation.answered();
    conversation.addAgent('Two it is.', '');
    conversation.addCaller('Three.');
    conversation.leaveOut('Three.');
    expect(conversation.messages).toHaveLength(2);
  });
});

describe('words', () => {
  it.each(['', ' ', '\n'])('that are none leave no message: "%s"', (nothing) => {
    const conversation = new Conversation();
    conversation.addCaller(nothing);
    conversation.addAgent(nothing, '');
    expect(conversation.prompt(nothing, nothing)).toEqual([]);
  });
});
