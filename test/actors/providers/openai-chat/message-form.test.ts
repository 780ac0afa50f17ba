/** The forms of a conversation, tried with the rules of the chat templates that refuse some of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../../../actors/providers/llm-provider.ts';
import { layOut, type MessageForm, nextForm } from '../../../../actors/providers/openai-chat/message-form.ts';

const system = (content: string): ChatMessage => ({ role: 'system', content });
const user = (content: string): ChatMessage => ({ role: 'user', content });
const agent = (content: string): ChatMessage => ({ role: 'assistant', content });

/** Llama 2, Mistral, Gemma 3: `(message.role == 'user') != (index % 2 == 0)` after an optional system message. */
const takesInTurn = (messages: readonly ChatMessage[]): boolean => {
  const turns = messages[0]?.role === 'system' ? messages.slice(1) : messages;
  return turns.every(({ role }, index) => (role === 'user') === (index % 2 === 0));
};
/** Mistral 7B v0.1, Gemma 1 and 2: the same, without a system message. */
const takesNoSystem = (messages: readonly ChatMessage[]): boolean =>
  messages.every(({ role }, index) => (role === 'user') === (index % 2 === 0));
/** Mistral's own endpoint, and vLLM with `add_generation_prompt`. */
const endsWithUser = (messages: readonly ChatMessage[]): boolean => messages.at(-1)?.role === 'user';
/** Anthropic's models behind a compatible endpoint. */
const hasWords = (messages: readonly ChatMessage[]): boolean =>
  messages.every(({ content }) => content.trim() !== '');

const CALL = [system('Be brief.'), agent('Hello, the bakery.'), user('When do you open?')];

describe('a conversation', () => {
  it('is sent as it is until that is refused', () => {
    expect(layOut(CALL, 'natural')).toBe(CALL);
  });

  it('can begin with the caller', () => {
    expect(layOut(CALL, 'userFirst')).toEqual([
      system('Be brief.'),
      user('(The call begins.)'),
      agent('Hello, the bakery.'),
      user('When do you open?'),
    ]);
  });

  it('can do without a system message: the greeting answers it, or the caller’s first words follow it', () => {
    expect(layOut(CALL, 'noSystem')).toEqual([
      user('Be brief.'),
      agent('Hello, the bakery.'),
      user('When do you open?'),
    ]);
    expect(layOut([system('Be brief.'), user('Hello?')], 'noSystem')).toEqual([user('Be brief.\n\nHello?')]);
  });

  it('always ends with the caller', () => {
    expect(layOut([...CALL, agent('At nine.')], 'userFirst').at(-1)).toEqual(
      user('(The caller says nothing.)'),
    );
  });

  it('is taken by every template in one of its forms', () => {
    const message = fc.record({
      role: fc.constantFrom('user' as const, 'assistant' as const),
      content: fc.constantFrom('Yes.', ' ', '', 'Two rolls.'),
    });
    fc.assert(
      fc.property(fc.array(message), fc.boolean(), (turns, hasSystem) => {
        const messages = [...(hasSystem ? [system('Be brief.')] : []), ...turns];
        const userFirst = layOut(messages, 'userFirst');
        const noSystem = layOut(messages, 'noSystem');
        expect([takesInTurn(userFirst), endsWithUser(userFirst), hasWords(userFirst)]).toEqual([
          true,
          true,
          true,
        ]);
        expect([takesNoSystem(noSystem), endsWithUser(noSystem), hasWords(noSystem)]).toEqual([
          true,
          true,
          true,
        ]);
      }),
    );
  });
});

describe('the next form', () => {
  const noGreeting = [system('Be brief.'), user('When do you open?')];
  it.each<[MessageForm, ChatMessage[], boolean, MessageForm | undefined]>([
    ['natural', CALL, false, 'userFirst'],
    ['natural', CALL, true, 'noSystem'],
    ['natural', noGreeting, false, 'noSystem'],
    ['natural', [...noGreeting, agent('At nine.')], false, 'userFirst'],
    ['userFirst', CALL, false, 'noSystem'],
    ['noSystem', CALL, true, undefined],
  ])('after %s: %#', (form, messages, refusesSystem, next) => {
    expect(nextForm(form, messages, refusesSystem)).toBe(next);
  });
});
