/** The words of one generation alone: a history in, the text pipe out, with no voice, line or chart around it. */
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { Conversation } from '../../../actors/conversation.ts';
import { Generations } from '../../../actors/generation.ts';
import { llmActor } from '../../../actors/llm/llm.actor.ts';
import type { SpeechKind } from '../../../machines/ports.ts';
import { FakeLlm } from '../../helpers/fakes/fake-llm.ts';
import { runStream, standInCall } from '../../helpers/start/run-stream.ts';

function startLlm(kind: SpeechKind, text = '', conversation = new Conversation()) {
  const call = standInCall();
  const llm = new FakeLlm();
  const generations = new Generations();
  const model = {
    systemPrompt: 'You are Parley.',
    temperature: 0.5,
    maxTokens: 100,
    firstTokenTimeoutMs: 6_000,
    interTokenTimeoutMs: 4_000,
  };
  const stream = runStream(
    llmActor,
    { generation: 2, kind, text },
    { ...call.parts, clock: new SimulatedClock(), conversation, generations, llm, model },
  );
  const written: string[] = [];
  generations.at(2).text.read({
    item: ({ text: piece, role }) => written.push(`${role}: ${piece}`),
    end: () => written.push('end'),
  });
  return { ...stream, llm, notes: call.notes, completion: llm.completions[0], written };
}

describe('a reply', () => {
  it('is asked for with the history and what the caller has said since', () => {
    const conversation = new Conversation();
    conversation.addAgent('Hello.', '');
    const { completion } = startLlm('reply', 'When do you open?', conversation);
    expect(completion?.asked).toEqual(['assistant: Hello.', 'user: When do you open?']);
    expect(completion?.request).toMatchObject({ temperature: 0.5, maxTokens: 100 });
  });

  it('is written as it comes, and reported with its first token and its end', () => {
    const { completion, written, events } = startLlm('reply');
    completion?.writes('At nine.');
    completion?.finishes();
    expect(written).toEqual(['reply: At ', 'reply: nine.', 'end']);
    expect(events).toEqual([
      { type: 'llm.firstToken', generation: 2 },
      { type: 'llm.finished', generation: 2, reason: 'stop' },
    ]);
  });

  it('that the token limit cut says so to its reader and to the chart', () => {
    const { completion, written, events } = startLlm('reply');
    completion?.writes('At nine');
    completion?.finishes('length');
    expect(written).toEqual(['reply: At ', 'reply: nine', 'cut: ', 'end']);
    expect(events.at(-1)).toEqual({ type: 'llm.finished', generation: 2, reason: 'length' });
  });

  it('has a filler before its first token, and none after it', () => {
    const { completion, written, send } = startLlm('reply');
    send({ type: 'llm.say', text: 'One moment.', role: 'filler' });
    completion?.writes('At');
    send({ type: 'llm.say', text: 'One moment.', role: 'filler' });
    expect(written).toEqual(['filler: One moment.', 'reply: At']);
  });

  it('that broke off may end with an apology', () => {
    const { completion, written, send, emitted } = startLlm('reply');
    completion?.writes('At');
    completion?.fails();
    send({ type: 'llm.say', text: 'Sorry.', role: 'apology' });
    expect(written).toEqual(['reply: At', 'line: Sorry.', 'end']);
    expect(emitted()).toEqual(['llm.firstToken', 'llm.failed']);
  });

  /** pipecat#1703, PR#5234: a reply with nothing that a voice can say counted as an answer. */
  it.each([
    ['only emoji', ['👍', '🎉']],
    ['only marks', ['...', '?!', '**', '**']],
    ['only a code block', ['```js\n', 'open(9)\n', '```']],
    ['only blanks', [' \n', ' ']],
    ['a picture without a name', ['![](', 'a.png)']],
    ['a sign without a number', ['%']],
    ['a rule', ['=====\n', '---']],
  ])('of %s is as good as none', (_, deltas) => {
    const { completion, events } = startLlm('reply');
    for (const delta of deltas) completion?.writes(delta);
    completion?.finishes();
    expect(events).toMatchObject([
      { type: 'llm.failed', generation: 2, error: { code: 'LLM_EMPTY', retryable: true } },
    ]);
  });

  it.each([
    ['a word behind an emoji', ['👍 ', 'Yes']],
    ['a digit', ['9']],
    ['a letter of any script', ['好']],
    ['a word in emphasis that is not closed', ['**Yes']],
    ['a word behind a code block', ['```\n', 'open(9)\n', '```\n', 'Yes']],
  ])('of %s begins with that', (_, deltas) => {
    const { completion, emitted } = startLlm('reply');
    for (const delta of deltas.slice(0, -1)) completion?.writes(delta);
    expect(emitted()).toEqual([]);
    completion?.writes(deltas.at(-1) ?? '');
    completion?.finishes();
    expect(emitted()).toEqual(['llm.firstToken', 'llm.finished']);
  });

  it('may have its filler while it has written nothing that can be said', () => {
    const { completion, written, send } = startLlm('reply');
    completion?.writes('👍');
    send({ type: 'llm.say', text: 'One moment.', role: 'filler' });
    expect(written).toEqual(['reply: 👍', 'filler: One moment.']);
  });

  it('that the vendor’s filter refused is never asked for with the same words again', () => {
    const conversation = new Conversation();
    conversation.addCaller('Something rude.');
    const { completion, emitted } = startLlm('reply', '', conversation);
    completion?.fails('LLM_FILTERED');
    expect([conversation.messages, emitted()]).toEqual([[], ['llm.failed']]);
  });

  it('that was asked for more than once is noted', () => {
    const { completion, notes } = startLlm('reply');
    completion?.isAskedAgain('temperature');
    expect(notes).toContainEqual({ name: 'llm.askedAgain', generation: 2, reason: 'temperature' });
  });

  it('is called off at the model when it is stopped', () => {
    const { completion, stop } = startLlm('reply');
    expect(completion?.aborted).toBe(false);
    stop();
    expect(completion?.aborted).toBe(true);
  });
});

describe('a fixed text', () => {
  it('is written without the model', () => {
    const { llm, written, emitted } = startLlm('greeting', 'Hello, this is Parley.');
    expect(llm.completions).toEqual([]);
    expect(written).toEqual(['line: Hello, this is Parley.', 'end']);
    expect(emitted()).toEqual(['llm.firstToken', 'llm.finished']);
  });

  it('without anything to say is no text', () => {
    const { written, emitted } = startLlm('greeting', '👋 …');
    expect(written).toEqual(['end']);
    expect(emitted()).toEqual(['llm.finished']);
  });

  it('is the rest of a speech that is taken up again', () => {
    const conversation = new Conversation();
    conversation.addCaller('When do you open?');
    conversation.addAgent('We open', 'at nine.');
    expect(startLlm('resume', '', conversation).written).toEqual(['rest: at nine.', 'end']);
  });

  it('is nothing where all of that speech was heard, and a new reply where none of it was', () => {
    const heard = new Conversation();
    heard.addCaller('Hello');
    heard.addAgent('Hi.', '');
    expect(startLlm('resume', '', heard).written).toEqual(['end']);
    const unheard = new Conversation();
    unheard.addCaller('Hello');
    expect(startLlm('resume', '', unheard).llm.completions).toHaveLength(1);
  });
});
