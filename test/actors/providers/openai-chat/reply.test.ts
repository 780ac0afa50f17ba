/** How a reply ends: what counts as an end and what as a break, and what the caller's side is told. Bytes in, handlers out. */
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { createReasoningHabit } from '../../../../actors/providers/openai-chat/reasoning.ts';
import { Reply } from '../../../../actors/providers/openai-chat/reply.ts';
import { chunk, DONE, events, GROQ, OPENAI, text } from '../../../fixtures/chat-completions.recording.ts';

const FIRST_TOKEN_MS = 6_000;
const INTER_TOKEN_MS = 4_000;

function begin({ model = 'some-model', maxTokens = 150, habit = createReasoningHabit(model) } = {}) {
  const clock = new SimulatedClock();
  const log: string[] = [];
  const details: Record<string, unknown>[] = [];
  const reply = new Reply(
    { name: 'vendor', model, extras: 'x_groq', habit },
    {
      messages: [],
      clock,
      signal: new AbortController().signal,
      temperature: 0,
      maxTokens,
      firstTokenTimeoutMs: FIRST_TOKEN_MS,
      interTokenTimeoutMs: INTER_TOKEN_MS,
    },
    {
      onConnected: () => {},
      onText: (delta) => log.push(delta),
      onFinished: (reason) => log.push(`<${reason}>`),
      onFailed: (error) => {
        log.push(`<${error.code}>`);
        details.push({ ...error.details, message: error.message });
      },
    },
  );
  const send = (...parts: string[]) => {
    for (const part of parts) reply.chunk(Buffer.from(part));
    return log;
  };
  return { reply, clock, log, details, send };
}

/** The log of a stream of these payloads whose body ends cleanly, or whose socket is cut. */
function hear(payloads: readonly string[], how: 'ends' | 'is cut' | 'stays open' = 'ends', options = {}) {
  const begun = begin(options);
  begun.send(events(...payloads));
  if (how === 'ends') begun.reply.end();
  if (how === 'is cut') begun.reply.broke(new Error('socket hang up'));
  return begun.log;
}

const finish = (reason: string, delta = {}) => chunk({ delta, finish: reason });
const bare = (value: object) => JSON.stringify(value);

describe('a stream', () => {
  it.each<[source: string, payloads: readonly string[]]>([
    ['llmcord#84, can1357/oh-my-pi#9433: done without a reason', [text('Hello.'), DONE]],
    [
      'huggingface/text-generation-inference PR#2221: a reason without done',
      [text('Hello.'), finish('stop')],
    ],
    ['earendil-works/pi PR#7441: neither, but usage behind the text', [text('Hello.'), OPENAI.usage]],
    ['both', [text('Hello.'), OPENAI.stop, OPENAI.usage, DONE]],
    ['usage before the reason', [text('Hello.'), OPENAI.usage, OPENAI.stop, DONE]],
    ['the reason beside the text', [finish('stop', { content: 'Hello.' }), DONE]],
    ['several reasons', [text('Hello.'), finish('stop'), finish('stop'), DONE]],
    ['a reason without choices', [text('Hello.'), bare({ finish_reason: 'stop' })]],
    ['a reason in empty choices', [text('Hello.'), bare({ choices: [], finish_reason: 'stop' })]],
    ['an empty reason, then done', [chunk({ delta: { content: 'Hello.' }, finish: '' }), DONE]],
    ...['eos', 'end_turn', 'STOP', 'COMPLETE', 'stop_sequence', 'tool_calls', 'function_call'].map(
      (reason): [string, string[]] => [`the reason ${reason}`, [text('Hello.'), finish(reason), DONE]],
    ),
  ])('ends: %s', (_, payloads) => {
    expect(hear(payloads)).toEqual(['Hello.', '<stop>']);
  });

  it.each([
    'length',
    'max_tokens',
    'MAX_TOKENS',
    'max_output_tokens',
    'model_length',
    'model_context_window_exceeded',
  ])('is cut by the token limit: %s', (reason) => {
    expect(hear([text('Hello'), finish(reason), DONE])).toEqual(['Hello', '<length>']);
  });

  it.each(['content_filter', 'SAFETY', 'RECITATION', 'sensitive', 'PROHIBITED_CONTENT'])(
    'is cut by a filter of what the model writes: spiceai/spiceai#12596, experientiallabs/experiential PR#962, %s',
    (reason) => {
      expect(hear([text('Hello'), finish(reason)])).toEqual(['Hello', '<length>']);
    },
  );

  it('is cut by a server that notices a loop: BerriAI/litellm PR#27101, vLLM', () => {
    expect(hear([text('So so so'), finish('repetition'), DONE])).toEqual(['So so so', '<length>']);
  });

  it('is over when nothing but blanks follows: ollama/ollama#2351, ggml-org/llama.cpp#8324', () => {
    const { send, log, clock, reply } = begin();
    send(events(text('Hello.'), ...Array.from({ length: 60 }, () => text(' \n'))));
    expect(log.at(-1)).toBe('<stop>');
    expect(log.join('').trim()).not.toContain('LLM');
    clock.increment(1_000);
    expect(reply.signal.aborted).toBe(true);
    const blank = ' '.repeat(60);
    expect(hear([text('Hello'), text(blank), text('you.'), text(blank), DONE]).at(-1)).toBe('<stop>');
  });

  it.each<[source: string, payloads: readonly string[], how: 'ends' | 'is cut', log: readonly string[]]>([
    [
      'ollama/ollama#17118: nothing says that it is over',
      [text('Hello')],
      'ends',
      ['Hello', '<LLM_PROTOCOL>'],
    ],
    ['the socket goes', [text('Hello')], 'is cut', ['Hello', '<LLM_UNREACHABLE>']],
    ['no text either', [], 'ends', ['<LLM_PROTOCOL>']],
    ['lemonade-sdk/lemonade#2826: comments only', [], 'ends', ['<LLM_PROTOCOL>']],
    [
      'usage with every text',
      [bare({ ...JSON.parse(text('Hello')), usage: { prompt_tokens: 1 } })],
      'ends',
      ['Hello', '<LLM_PROTOCOL>'],
    ],
    [
      'OpenRouter docs: the reason error',
      [text('Hello'), finish('error'), DONE],
      'ends',
      ['Hello', '<LLM_UNAVAILABLE>'],
    ],
    ...[
      ['insufficient_system_resource', 'can1357/oh-my-pi PR#8563'],
      ['network_error', 'can1357/oh-my-pi PR#8563'],
      ['abort', 'can1357/oh-my-pi PR#8563'],
      ['malformed_response', 'openclaw/openclaw PR#109313'],
      ['timeout', 'of their kind'],
      ['engine_overloaded', 'of their kind'],
    ].map(([reason = '', source]): [string, string[], 'ends', string[]] => [
      `${source}: the reason ${reason}`,
      [text('Hello'), finish(reason), DONE],
      'ends',
      ['Hello', '<LLM_UNAVAILABLE>'],
    ]),
    [
      'an error behind the text',
      [text('Hello'), bare({ error: 'x' }), DONE],
      'ends',
      ['Hello', '<LLM_UNAVAILABLE>'],
    ],
    ['an error before it', [bare({ error: { code: 502 } })], 'ends', ['<LLM_UNAVAILABLE>']],
    ['garbage behind the text', [text('Hello'), '}{'], 'ends', ['Hello', '<LLM_PROTOCOL>']],
  ])('breaks: %s', (_, payloads, how, log) => {
    expect(hear(payloads, how)).toEqual(log);
  });

  it.each<[what: string, payloads: readonly string[]]>([
    ['its reason', [text('Hello.'), finish('stop')]],
    ['its usage', [text('Hello.'), OPENAI.usage]],
    ['done', [text('Hello.'), DONE]],
  ])('that is cut behind %s has ended', (_, payloads) => {
    expect(hear(payloads, 'is cut')).toEqual(['Hello.', '<stop>']);
  });

  it('that turns to garbage behind its reason has ended', () => {
    expect(hear([text('Hello.'), finish('stop'), '}{'])).toEqual(['Hello.', '<stop>']);
  });

  it('goes on when reasons come with every text: BerriAI/litellm#2195', () => {
    const { send, clock, log, reply } = begin();
    send(events(finish('stop', { content: 'Hel' })));
    clock.increment(900);
    send(events(finish('stop', { content: 'lo' })));
    clock.increment(INTER_TOKEN_MS - 1);
    send(events(finish('stop', { content: '.' })));
    expect(log).toEqual(['Hel', 'lo', '.']);
    reply.end();
    expect(log).toEqual(['Hel', 'lo', '.', '<stop>']);
  });

  it('that stops where reasons come with every text has broken', () => {
    const payloads = [finish('stop', { content: 'Hel' }), finish('stop', { content: 'lo' })];
    expect(hear(payloads, 'is cut')).toEqual(['Hel', 'lo', '<LLM_UNREACHABLE>']);
    const { send, clock, log } = begin();
    send(events(...payloads));
    clock.increment(INTER_TOKEN_MS);
    expect(log).toEqual(['Hel', 'lo', '<LLM_STALLED>']);
  });

  it('goes on when reasons come before the text: Chevey339/kelivo#1003', () => {
    const { send, clock, log } = begin();
    send(events(finish('STOP', { content: '' }), finish('STOP', { content: '', reasoning: 'Hm' })));
    clock.increment(1_000);
    send(events(text('Hello.'), finish('STOP'), DONE));
    expect(log).toEqual(['Hello.', '<stop>']);
  });

  it('that stays open ends 50 ms after its reason, and a second after one beside text, or after usage', () => {
    for (const [payloads, afterMs] of [
      [[text('Hello.'), OPENAI.usage], 1_000],
      [[text('Hello.'), finish('stop')], 50],
      [[finish('stop', { content: 'Hello.' })], 1_000],
    ] as const) {
      const { send, clock, log } = begin();
      send(events(...payloads));
      clock.increment(afterMs - 1);
      expect(log).toEqual(['Hello.']);
      clock.increment(1);
      expect(log).toEqual(['Hello.', '<stop>']);
    }
  });

  it('ends with a token that ends the text, and says nothing that follows', () => {
    const { send, clock, log } = begin();
    send(events(text('Hello.'), text('<|im_end|>'), text('\n<|im_start|>user\nAnd')));
    clock.increment(50);
    expect(log).toEqual(['Hello.', '<stop>']);
  });
});

describe('a body that is no stream', () => {
  const whole = (fields: object, finishReason: string | null = 'stop') =>
    bare({
      object: 'chat.completion',
      choices: [{ index: 0, message: fields, finish_reason: finishReason }],
    });
  const hearBody = (body: string) => {
    const { send, reply, log, details } = begin();
    send(body);
    reply.end();
    return { log, message: details[0]?.message };
  };

  it.each([
    ['one completion', whole({ content: 'Hello.' })],
    ['one completion without a reason', whole({ content: 'Hello.' }, null)],
    ['over several lines', JSON.stringify(JSON.parse(whole({ content: 'Hello.' })), null, 2)],
    ['reasoning in it', whole({ content: '<think>Hm.</think>Hello.', reasoning_content: 'Hm.' })],
    [
      "Ollama's own dialect",
      `${bare({ message: { content: 'Hello.' }, done: false })}\n${bare({ message: { content: '' }, done: true, done_reason: 'stop' })}\n`,
    ],
  ])('is an answer: %s', (_, body) => {
    expect(hearBody(body).log).toEqual(['Hello.', '<stop>']);
  });

  it.each([
    ['a page', '<!DOCTYPE html><html><body>Sign in</body></html>', 'web page'],
    ['some JSON', '{"ok":true}', 'without a finish reason'],
    ['words', 'upstream error', 'without a finish reason'],
    ['nothing', '', 'without a finish reason'],
  ])('is none: %s', (_, body, words) => {
    const { log, message } = hearBody(body);
    expect(log).toEqual(['<LLM_PROTOCOL>']);
    expect(message).toContain(words);
  });

  it.each([
    'event: error\n\n',
    'event: error\ndata: overloaded\n\n',
    'event: error\ndata: {}\n\n',
    'error: x\n\n',
  ])('may be an error without a word of JSON: %j', (body) => {
    expect(hearBody(body).log).toEqual(['<LLM_UNAVAILABLE>']);
  });

  it('may be an error', () => {
    expect(hearBody('{"error":{"message":"x","code":429}}').log).toEqual(['<LLM_UNAVAILABLE>']);
  });
});

describe('a reply without a word', () => {
  it.each([
    ['a limit that reasoning used up', [GROQ.reasoning, finish('length'), DONE], 'maxTokens'],
    ['reasoning in the text', [text('<think>Hm'), finish('length'), DONE], 'maxTokens'],
    ['lmstudio-ai/lmstudio-bug-tracker#1602', [GROQ.reasoning, finish('stop'), DONE], 'no answer'],
    ['a filter', [finish('content_filter'), DONE], 'filter'],
    ['a filter of what is known by heart', [finish('RECITATION'), DONE], 'filter'],
    ['a tool', [GROQ.toolCall, finish('tool_calls'), DONE], 'tool'],
    ['nothing', [GROQ.role, finish('stop'), DONE], 'none'],
  ])('says why: %s', (_, payloads, words) => {
    const { send, log, details } = begin();
    send(events(...payloads));
    expect(log).toEqual(['<LLM_EMPTY>']);
    expect(details[0]?.message).toContain(words);
  });

  it('is known for it when its stream stays open', () => {
    const { send, clock, log } = begin();
    send(events(GROQ.role, finish('stop')));
    clock.increment(FIRST_TOKEN_MS);
    expect(log).toEqual(['<LLM_EMPTY>']);
  });
});

describe('the wait for text', () => {
  it('is not ended by reasoning, and the failure says that there was some', () => {
    const { send, clock, log, details } = begin();
    send(events(GROQ.reasoning));
    clock.increment(FIRST_TOKEN_MS - 1);
    send(events(GROQ.reasoning, text('<think>Hm.')));
    clock.increment(1);
    expect([log, details[0]]).toMatchObject([['<LLM_STALLED>'], { reasoned: true, limitMs: FIRST_TOKEN_MS }]);
  });

  it('begins anew with reasoning between texts', () => {
    const { send, clock, log } = begin();
    send(events(text('Hello ')));
    clock.increment(INTER_TOKEN_MS - 1);
    send(events(GROQ.reasoning));
    clock.increment(INTER_TOKEN_MS - 1);
    send(events(text('there.'), finish('stop'), DONE));
    expect(log).toEqual(['Hello ', 'there.', '<stop>']);
  });
});

describe('the token limit', () => {
  it('of the caller holds, whatever is added to it for reasoning', () => {
    const { send, log, reply } = begin({ maxTokens: 3 });
    send(events(...['Well', ' then', ', a cake', ' and', ' more', ' of', ' them'].map(text)));
    expect(log).toEqual(['Well', ' then', ', a cake', ' and', '<length>']);
    expect(reply.signal.aborted).toBe(true);
  });

  it('is not held against letters that come one by one', () => {
    const letters = [...'Good morning to you.'].map(text);
    expect(hear([...letters, DONE], 'ends', { maxTokens: 5 }).at(-1)).toBe('<stop>');
  });
});

describe('a model that goes round in circles', () => {
  const MANY = 1_000;
  const heardOf = (loop: string, before = '') => {
    const { send, log, reply } = begin({ maxTokens: MANY });
    send(events(...[...before, ...loop.repeat(100)].map(text)));
    expect(log.at(-1)).toBe('<length>');
    expect(reply.signal.aborted).toBe(true);
    return log.slice(0, -1).join('');
  };

  it.each([
    ['esengine/DeepSeek-Reasonix PR#8085: a sentence', 'Let me run the gate scripts now. ', 240],
    ['can1357/oh-my-pi#8701: several', "I'll do it. I'll implement it. I'll start. I'll begin coding. ", 360],
    ['waybarrios/vllm-mlx PR#65: a token', '0 ', 160],
    ['its kind: a word without blanks', 'はい', 160],
  ])('is stopped: %s', (_, loop, most) => {
    const before = 'We open at nine. ';
    const heard = heardOf(loop, before);
    expect(heard).toContain(before + loop.repeat(3).trim());
    expect(heard.length).toBeLessThan(most + before.length);
  });

  it.each([
    ['a laugh', 'Ha ha ha ha ha ha ha! That is funny. Ha ha ha ha ha ha ha!'],
    ['figures', 'It is 0000 0000 0000 0000 0000 0000 or 1111 1111 1111 1111 1111.'],
    ['thrice the same', 'Press one for yes, please. '.repeat(3)],
    [
      'a refrain',
      'One for you, and one for me. '.repeat(2) +
        'Well. '.repeat(3) +
        'One for you, and one for me. '.repeat(2),
    ],
  ])('is not: %s', (_, said) => {
    expect(hear([...[...said].map(text), DONE], 'ends', { maxTokens: MANY }).at(-1)).toBe('<stop>');
  });
});

describe('an endpoint whose reasoning is only counted', () => {
  const usage = (counts: object) => bare({ choices: [], usage: counts });

  it.each([
    [
      'murtaza-nasir/speakr#349, a deployment of any name on Azure',
      { prompt_tokens: 6, completion_tokens: 150, completion_tokens_details: { reasoning_tokens: 120 } },
    ],
    [
      'project-arbr/arbr-control-plane PR#253: Google',
      { prompt_tokens: 6, completion_tokens: 0, total_tokens: 22 },
    ],
    [
      'xAI',
      {
        prompt_tokens: 6,
        completion_tokens: 9,
        completion_tokens_details: { reasoning_tokens: 5 },
        total_tokens: 20,
      },
    ],
  ])('is known to reason: %s', (_, counts) => {
    const habit = createReasoningHabit('my-deployment');
    hear([text('At'), finish('length'), usage(counts), DONE], 'ends', { habit });
    expect(habit.reasons).toBe(true);
    const { send, details } = begin();
    send(events(finish('length'), usage(counts), DONE));
    expect(details[0]?.message).toContain('maxTokens');
  });

  it.each([
    [{ prompt_tokens: 6, completion_tokens: 9, total_tokens: 15 }],
    [{ prompt_tokens: 6, completion_tokens_details: { reasoning_tokens: 0 } }],
    [{ prompt_eval_count: 6, eval_count: 9 }],
  ])('is none with %j', (counts) => {
    const habit = createReasoningHabit('m');
    hear([text('At'), finish('length'), usage(counts), DONE], 'ends', { habit });
    expect(habit.reasons).toBe(false);
  });
});

describe('an endpoint that sends its reasoning unopened', () => {
  it('is known after its first reply', () => {
    const habit = createReasoningHabit('m');
    const payloads = [text('The user greets.'), text('</think>'), text('Hello.'), finish('stop'), DONE];
    expect(hear(payloads, 'ends', { habit }).join('')).toContain('greets');
    expect(hear(payloads, 'ends', { habit })).toEqual(['Hello.', '<stop>']);
  });
});
