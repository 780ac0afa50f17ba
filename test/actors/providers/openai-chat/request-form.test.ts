/** Bodies of chat requests: the same JSON as the platform makes, and no message of a conversation written twice. */
import { describe, expect, it, vi } from 'vitest';
import { Conversation } from '../../../../actors/conversation.ts';
import { toJson } from '../../../../actors/providers/openai-chat/request-form.ts';

describe('a body', () => {
  it.each<[what: string, body: Record<string, unknown>]>([
    [
      'of a request',
      { model: 'a', messages: [{ role: 'user', content: 'Hi "you"\n\u2028 😀' }], stream: true },
    ],
    ['with parts that are left out', { model: 'a', temperature: undefined, messages: [] }],
    ['of messages alone', { messages: [{ role: 'system', content: '' }] }],
    ['without messages', { model: 'a' }],
    ['of nothing', {}],
  ])('%s reads as what JSON.stringify writes', (_what, body) => {
    expect(JSON.parse(toJson(body))).toEqual(JSON.parse(JSON.stringify(body)));
  });

  it('has no half of a surrogate pair, which Cerebras refuses: elizaOS/eliza PR#18079', () => {
    const messages = [{ role: 'user', content: 'Hi \ud83d there \ude00 \ud83d\ude00 \\ud83d' }];
    expect(JSON.parse(toJson({ messages }))).toEqual({
      messages: [{ role: 'user', content: 'Hi  there  😀 \\ud83d' }],
    });
  });

  it('of a later turn writes the messages that are new', () => {
    const conversation = new Conversation();
    conversation.addAgent('Hello.', '');
    conversation.addCaller('Is the bread fresh?');
    const body = () => ({ model: 'a', messages: conversation.prompt('', '') });
    const first = toJson(body());
    conversation.addAgent('It is.', '');
    conversation.addCaller('Then a loaf, please.');
    const stringify = vi.spyOn(JSON, 'stringify');
    const second = toJson(body());
    const contents = stringify.mock.calls.flatMap(([value]) => (value as { content?: string }).content ?? []);
    stringify.mockRestore();
    expect(contents).toEqual(['It is.', 'Then a loaf, please.']);
    expect(JSON.parse(first).messages).toHaveLength(2);
    expect(JSON.parse(second)).toEqual(body());
  });
});
