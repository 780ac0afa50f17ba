/**
 * The chat client keeps the language-model contract with any endpoint of the dialect: the sandbox streams as such endpoints
 * do, several habits at once in each run. Each habit alone: test/actors/providers/openai/openai/habits.socket.test.ts.
 */

import { createOpenAiCompatible } from '../../actors/providers/openai/openai.ts';
import type { StreamHabits } from '../../sandbox/groq/stream/habits.ts';
import { apiKey, startChatStage } from './chat-stage.ts';
import { llmProviderContract } from './llm-provider.contract.ts';

const HABITS: readonly Partial<StreamHabits>[] = [
  {},
  {
    ending: 'done',
    frame: 'crlf',
    keepAlive: 'comments',
    content: 'parts',
    reasoningIn: 'parts',
    failure: 'inChunk',
  },
  {
    ending: 'reason',
    reason: 'eos',
    frame: 'cr',
    keepAlive: 'namedEvents',
    content: 'message',
    annotations: 'promptFilter',
    before: '<think>The caller greets me.</think>\n\n',
    after: '<|im_end|>\n',
    failure: 'errorEvent',
  },
  {
    ending: 'usage',
    frame: 'noBlank',
    keepAlive: 'emptyData',
    content: 'text',
    annotations: 'noDelta',
    before: '<tool_call>{"name":"f","arguments":{}}</tool_call>\n',
    failure: 'inChoice',
  },
  {
    ending: 'reasonBesideText',
    reason: 'STOP',
    frame: 'noBlankLines',
    reasoningIn: 'reasoning_content',
    before: '◁think▷The caller greets me.◁/think▷',
    failure: 'list',
  },
  {
    ending: 'doneWithoutNewline',
    frame: 'byteOrderMark',
    reasoningIn: 'reasoning_details',
    content: 'refusal',
    failure: 'typed',
  },
  {
    ending: 'reasonBeforeText',
    reason: 'end_turn',
    frame: 'twice',
    reasoningIn: 'inBoth',
    after: '</s>',
    failure: 'number',
  },
  {
    frame: 'lines',
    before: '<|channel>thought\nThe caller greets me.<channel|>',
    after: '<turn|>',
    failure: 'bare',
  },
];

for (const habits of HABITS) {
  llmProviderContract(`openai ${JSON.stringify(habits)}`, () =>
    startChatStage(
      (url) => createOpenAiCompatible({ apiKey, baseUrl: `${url}/v1`, model: 'openai/gpt-oss-20b' }),
      habits,
    ),
  );
}
