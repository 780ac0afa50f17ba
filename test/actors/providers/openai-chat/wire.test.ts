/** Chunks of every server whose form is known from a public report, each with its source. */
import { describe, expect, it } from 'vitest';
import { ChunkReader, type CompletionFact } from '../../../../actors/providers/openai-chat/wire.ts';
import { chunk, GROQ, inBandError, OPENAI, text } from '../../../fixtures/chat-completions.recording.ts';

const NOTHING_TO_SAY = [{ kind: 'delta', text: '' }];
const says = (said: string) => [{ kind: 'delta', text: said }];
const REASONING = [{ kind: 'reasoning' }];
const fails = (code?: string) => [{ kind: 'failed', code }];
const ends = (reason: string, isBesideText = false) => ({ kind: 'finished', reason, isBesideText });

const read = (...values: unknown[]) => {
  const reader = new ChunkReader('x_groq');
  return values.flatMap((value) => (reader.read(value) ?? ['garbage' as const]).map(short));
};
/** Of a failure, its code. */
const short = (fact: CompletionFact | 'garbage') =>
  fact !== 'garbage' && fact.kind === 'failed' ? { kind: fact.kind, code: fact.refusal.code } : fact;

/** source, chunk, facts */
type Row = readonly [source: string, value: unknown, facts: readonly unknown[]];
const json = (line: string): unknown => JSON.parse(line);
const delta = (fields: object, finish: unknown = null) => ({
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
});

const TEXTS: readonly Row[] = [
  ['text', json(text('Hel')), says('Hel')],
  ['the role', json(GROQ.role), NOTHING_TO_SAY],
  ['null content', json(chunk({ delta: { content: null } })), NOTHING_TO_SAY],
  ['a tool call', json(GROQ.toolCall), NOTHING_TO_SAY],
  [
    'livekit/agents-js#1339: a tool call in the content, too',
    delta({ content: 'f({})', tool_calls: [{}] }),
    NOTHING_TO_SAY,
  ],
  [
    'the dialect before tools: a function call in the content, too',
    delta({ content: '{}', function_call: { name: 'f', arguments: '{}' } }),
    NOTHING_TO_SAY,
  ],
  ['no function call', delta({ content: 'Hi', function_call: null }), says('Hi')],
  [
    'craft-ai-agents/craft-agents-oss PR#996: no tool calls',
    delta({ content: 'Hi', tool_calls: [] }),
    says('Hi'),
  ],
  [
    'livekit/agents#6323: parts',
    delta({ content: [{ type: 'text', text: 'H' }, 'i', { type: 'image_url' }] }),
    says('Hi'),
  ],
  ['parts of a newer dialect', delta({ content: [{ type: 'output_text', text: 'Hi' }] }), says('Hi')],
  ['one part', delta({ content: { type: 'text', text: 'Hi' } }), says('Hi')],
  ['cloudflare/ai#651: a figure that is no string', delta({ content: 6 }), says('6')],
  ['mastra-ai/mastra#18289: zero', delta({ content: 0 }), says('0')],
  ['cloudflare/ai PR#655: a price', delta({ content: 0.005 }), says('0.005')],
  ['what is neither text nor a number', delta({ content: false }), NOTHING_TO_SAY],
  ['their kind, in its own dialect', { response: 9, p: 'abc' }, says('9')],
  ['their kind, legacy completions', { choices: [{ text: 3, index: 0, finish_reason: null }] }, says('3')],
  ['an answer of another dialect', { response: { output: [] } }, []],
  [
    'openclaw/openclaw PR#102334: a refusal',
    delta({ content: null, refusal: 'I cannot.' }),
    says('I cannot.'),
  ],
  [
    'openai/openai-agents-js PR#1471: beside empty content',
    delta({ content: '', refusal: 'I cannot.' }),
    says('I cannot.'),
  ],
  ['a refusal as a part', delta({ content: [{ type: 'refusal', refusal: 'I cannot.' }] }), says('I cannot.')],
  [
    'abetlen/llama-cpp-python#133: legacy completions',
    { choices: [{ text: 'Par', index: 0, finish_reason: null }] },
    says('Par'),
  ],
  [
    'a message in place of a delta',
    { choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: null }] },
    says('Hi'),
  ],
  ['a message beside an empty delta', { choices: [{ delta: {}, message: { content: 'Hi' } }] }, says('Hi')],
  ["Ollama's own dialect", { message: { role: 'assistant', content: 'Hi' }, done: false }, says('Hi')],
  ["Ollama's generate", { response: 'Hi', done: false }, says('Hi')],
  [
    'cline/cline#13348: an envelope',
    { success: true, data: { choices: [{ message: { content: 'Hi' } }] } },
    says('Hi'),
  ],
  ['no index', { choices: [{ delta: { content: 'Hi' } }] }, says('Hi')],
  ['a null index', { choices: [{ index: null, delta: { content: 'Hi' } }] }, says('Hi')],
  [
    'another choice',
    {
      choices: [
        { index: 1, delta: { content: 'Ho' } },
        { index: 0, delta: { content: 'Hi' } },
      ],
    },
    says('Hi'),
  ],
  ['only another choice', { choices: [{ index: 1, delta: { content: 'Ho' }, finish_reason: 'stop' }] }, []],
  ['Azure: prompt filter', { choices: [], prompt_filter_results: [{ prompt_index: 0 }], usage: null }, []],
  [
    'openai/openai-python#1677: Azure, no delta',
    { choices: [{ index: 0, finish_reason: null, content_filter_results: {} }] },
    [],
  ],
  ['livekit/agents#688: a null delta', { choices: [{ index: 0, delta: null, finish_reason: null }] }, []],
  ['null choices', { choices: null }, []],
  ['a null choice', { choices: [null] }, []],
  ['an object of another kind', { object: 'ping' }, []],
];

const REASONINGS: readonly Row[] = [
  ['Groq, OpenRouter, newer vLLM', json(GROQ.reasoning), REASONING],
  ['DeepSeek, llama.cpp, older vLLM', delta({ content: null, reasoning_content: 'Hm' }), REASONING],
  ['Ollama', { message: { content: '', thinking: 'Hm' }, done: false }, REASONING],
  ['earendil-works/pi#2079: Copilot', delta({ reasoning_text: 'Hm' }), REASONING],
  ['LiteLLM', delta({ thinking_blocks: [{ type: 'thinking', thinking: 'Hm' }] }), REASONING],
  [
    'Google, docs on thinking with the dialect',
    delta({ content: '<thought>Hm', extra_content: { google: { thought: true } } }),
    REASONING,
  ],
  [
    'decolua/9router PR#1752: Gemma 4 on Google AI Studio',
    delta({ content: 'Hm', thought: true }),
    REASONING,
  ],
  [
    'decolua/9router PR#1752, as parts',
    delta({
      content: [
        { type: 'text', text: 'Hm', thought: true },
        { type: 'text', text: 'Hi' },
      ],
    }),
    says('Hi'),
  ],
  [
    'OpenRouter',
    delta({ content: '', reasoning_details: [{ type: 'reasoning.text', text: 'Hm' }] }),
    REASONING,
  ],
  [
    'BerriAI/litellm#16272: Mistral',
    delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }] }),
    REASONING,
  ],
  [
    'parts of both',
    delta({
      content: [
        { type: 'thinking', thinking: [] },
        { type: 'text', text: 'Hi' },
      ],
    }),
    says('Hi'),
  ],
  ['beside text', delta({ content: 'Hi', reasoning_content: 'Hm' }), says('Hi')],
  [
    'empty, beside text',
    delta({ content: 'Hi', reasoning_content: null, reasoning: '', reasoning_details: [] }),
    says('Hi'),
  ],
  [
    'raullenchai/Rapid-MLX PR#794: the same in both',
    delta({ content: 'Hm', reasoning_content: 'Hm' }),
    REASONING,
  ],
];

const ENDINGS: readonly Row[] = [
  ["OpenAI's last chunk", json(OPENAI.stop), [...NOTHING_TO_SAY, ends('stop')]],
  [
    "Groq's last chunk",
    json(GROQ.stop),
    [
      ...NOTHING_TO_SAY,
      { kind: 'usage', usage: { promptTokens: 120, cachedTokens: 64, completionTokens: 12 }, isLast: false },
      ends('stop'),
    ],
  ],
  [
    'BerriAI/litellm#2195: with every text',
    delta({ content: 'Hi' }, 'stop'),
    [...says('Hi'), ends('stop', true)],
  ],
  [
    'router-for-me/CLIProxyAPI#5651: before the text',
    delta({ content: '', reasoning: 'Hm' }, 'STOP'),
    [...REASONING, ends('STOP')],
  ],
  ['ollama/ollama#4357, sgl-project/sglang#3912: empty', delta({ content: 'Hi' }, ''), says('Hi')],
  [
    'jakobdylanc/llmcord#84, Google: null beside its own spelling',
    { choices: [{ index: 0, delta: {}, finish_reason: null, finishReason: 'length' }] },
    [...NOTHING_TO_SAY, ends('length')],
  ],
  [
    'OleksandrChekhovskyi/hax PR#15: OpenRouter, whose host failed',
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop', native_finish_reason: 'network_error' }] },
    [...NOTHING_TO_SAY, ends('network_error')],
  ],
  [
    'OpenRouter, the words of other hosts',
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop', native_finish_reason: 'end_turn' }] },
    [...NOTHING_TO_SAY, ends('stop')],
  ],
  [
    'OpenRouter, before the end',
    { choices: [{ index: 0, delta: {}, finish_reason: null, native_finish_reason: 'error' }] },
    NOTHING_TO_SAY,
  ],
  ['a reason outside of the choices', { choices: [], finish_reason: 'stop' }, [ends('stop')]],
  ['a reason and no choices', { finish_reason: 'eos' }, [ends('eos')]],
  [
    'envoyproxy/ai-gateway PR#2107: no delta',
    { choices: [{ index: 0, finish_reason: 'length' }] },
    [ends('length')],
  ],
  ['a reason that is no string', delta({}, true), NOTHING_TO_SAY],
  [
    "Ollama's own dialect",
    { message: { content: '' }, done: true, done_reason: 'length', prompt_eval_count: 5, eval_count: 2 },
    [
      ...NOTHING_TO_SAY,
      { kind: 'usage', usage: { promptTokens: 5, completionTokens: 2 }, isLast: false },
      ends('length'),
    ],
  ],
  [
    'a whole completion',
    {
      object: 'chat.completion',
      choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'length' }],
    },
    [...says('Hi'), ends('length', true)],
  ],
  [
    'a whole completion without a reason',
    { object: 'chat.completion', choices: [{ index: 0, message: { content: 'Hi' } }] },
    [...says('Hi'), ends('stop', true)],
  ],
  [
    'usage behind the text',
    json(OPENAI.usage),
    [{ kind: 'usage', usage: { promptTokens: 9, cachedTokens: 0, completionTokens: 3 }, isLast: true }],
  ],
  [
    'usage with every text',
    { ...delta({ content: 'Hi' }), usage: { prompt_tokens: 9 } },
    [...says('Hi'), { kind: 'usage', usage: { promptTokens: 9 }, isLast: false }],
  ],
  [
    "DeepSeek's cache",
    { choices: [], usage: { prompt_tokens: 9, prompt_cache_hit_tokens: 4 } },
    [{ kind: 'usage', usage: { promptTokens: 9, cachedTokens: 4 }, isLast: true }],
  ],
  [
    'reasoning that is only counted: murtaza-nasir/speakr#349',
    { choices: [], usage: { completion_tokens: 9, completion_tokens_details: { reasoning_tokens: 5 } } },
    [{ kind: 'usage', usage: { completionTokens: 9 }, isLast: true, hasReasoned: true }],
  ],
];

const FAILURES: readonly Row[] = [
  ['a code', json(inBandError('internal_error')), fails('internal_error')],
  ["Groq's failure inside a chunk", json(GROQ.midStreamError), fails()],
  ['Blaizzy/nativ PR#195: in one word', { error: 'overloaded' }, fails()],
  ['a number as the code', { error: { code: 502, message: 'prose' } }, fails('502')],
  [
    'OpenRouter docs: in a chunk',
    {
      error: { code: 502, message: 'prose' },
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    },
    fails('502'),
  ],
  [
    'genkit-ai/genkit PR#6079: in a choice',
    { choices: [{ index: 0, error: { code: 429 }, delta: {} }] },
    fails('429'),
  ],
  ['diegosouzapw/OmniRoute PR#8210: no choices', { choices: [], error: { code: 502 } }, fails('502')],
  ['vLLM', { object: 'error', message: 'prose', type: 'BadRequestError', code: 400 }, fails('400')],
  [
    'Anthropic behind a gateway',
    { type: 'error', error: { type: 'overloaded_error', message: 'prose' } },
    fails('overloaded_error'),
  ],
  ['Gemini: a list', [{ error: { code: 503, message: 'prose', status: 'UNAVAILABLE' } }], fails('503')],
  ['Cloudflare', { success: false, errors: [{ code: 3040, message: 'prose' }] }, fails('3040')],
  ['MiniMax', { base_resp: { status_code: 1004, status_msg: 'prose' } }, fails('1004')],
  ['DashScope', { code: 'InvalidParameter', message: 'prose', request_id: 'r' }, fails('InvalidParameter')],
  ['FastChat', { text: 'prose', error_code: 50001 }, fails('50001')],
  ['FastAPI', { detail: 'prose' }, fails()],
  ['can1357/oh-my-pi PR#11344: a status alone', { code: 429 }, fails('429')],
  [
    'can1357/oh-my-pi PR#11344: beside no choices',
    { choices: [], code: 503, message: 'prose' },
    fails('503'),
  ],
  ['a status by another name', { statusCode: 500, message: 'prose' }, fails('500')],
  ['words by another name', { code: 4010, msg: 'prose' }, fails('4010')],
  ['words and a state', { status: 'failed', message: 'prose' }, fails()],
  ['words and no success', { success: false, message: 'prose' }, fails()],
  ['AWS', { __type: 'ModelStreamErrorException', message: 'prose' }, fails('ModelStreamErrorException')],
];

const NO_FAILURES: readonly Row[] = [
  ['error: null', { ...delta({ content: 'Hi' }), error: null }, says('Hi')],
  ['a good envelope', { code: 0, msg: 'success', data: delta({ content: 'Hi' }) }, says('Hi')],
  ['good words', { code: 200, message: 'success' }, []],
  ['a state', { status: 'processing', message: 'prose' }, []],
  ['an empty error', { ...delta({ content: 'Hi' }), error: {} }, says('Hi')],
  [
    'BerriAI/litellm#18407: an error of empty fields',
    { ...delta({ content: 'Hi' }), error: { message: '', type: '', param: '', code: null } },
    says('Hi'),
  ],
  [
    'its kind, in the choice',
    { choices: [{ index: 0, delta: { content: 'Hi' }, error: { message: '', code: 0 } }] },
    says('Hi'),
  ],
  [
    'MiniMax, all well',
    { ...delta({ content: 'Hi' }), base_resp: { status_code: 0, status_msg: '' } },
    says('Hi'),
  ],
];

const misnamed = { ...delta({ content: 'Hi' }), object: 'chat.completion' };

describe('a chunk', () => {
  it('may have the name of a whole completion', () => {
    expect(read(misnamed)).toEqual(says('Hi'));
  });

  describe.each([
    ['its text is read', TEXTS],
    ['its reasoning is no text', REASONINGS],
    ['its endings are read', ENDINGS],
    ['its failures are read', FAILURES],
    ['what is no failure is none', NO_FAILURES],
  ])('%s', (_, rows) => {
    it.each(rows)('%s', (_source, value, facts) => {
      expect(read(value)).toEqual(facts);
    });
  });

  it.each([
    ['a number', 17],
    ['null', null],
    ['a string', 'Hi'],
    ['an empty list', []],
  ])('is not %s', (_, value) => {
    expect(read(value)).toEqual(['garbage']);
  });

  it('that repeats the text of the deltas before it is not read again', () => {
    const whole = { choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }] };
    expect(read(delta({ content: 'Hi' }), whole)).toEqual([...says('Hi'), ...NOTHING_TO_SAY, ends('stop')]);
  });

  it('that has the text of all deltas before it has only what follows: infiniflow/ragflow#15286', () => {
    const deltas = ['On Saturday', ' we open at nine', '.'];
    const repeated = read(
      ...deltas.map((content) => delta({ content })),
      delta({ content: deltas.join('') }),
    );
    expect(repeated).toEqual([...deltas.flatMap(says), ...NOTHING_TO_SAY]);
    const longer = read(delta({ content: 'On Saturday we open' }), delta({ content: ' at nine' }));
    expect(longer).toEqual([...says('On Saturday we open'), ...says(' at nine')]);
    expect(read(delta({ content: 'Ha' }), delta({ content: 'Ha' }))).toEqual([...says('Ha'), ...says('Ha')]);
  });

  it.each<[source: string, contents: readonly string[], texts: readonly string[]]>([
    ['QwenLM/qwen-code PR#3896', ['Hello', 'Hello there', 'Hello there, we'], ['Hello', ' there', ', we']],
    ['QwenLM/qwen-code PR#3896: without blanks', ['你', '你好', '你好，我'], ['你', '好', '，我']],
    ['tashfeenahmed/freellmapi PR#1007', ['I', 'I can', 'I can help.'], ['I', ' can', ' help.']],
    ['posit-dev/chatlas#435: the same twice', ['\n', '\n', 'Here'], ['\n', '\n', 'Here']],
    ['a mark first', ['<', '<think>', '<think>Hm'], ['<', 'think>', 'Hm']],
    ['figures first, known by the second time', ['1', '1. A', '1. A pear'], ['1', '1. A', ' pear']],
    [
      'vllm-project/vllm PR#45678: several tokens in a delta, 11 a.m.',
      ['1', '1 a.m. or', ' 2'],
      ['1', '1 a.m. or', ' 2'],
    ],
    ['an amount', ['$1', '$12', '$12 in all'], ['$1', '2', ' in all']],
    ['a blank line first', ['\n\n', '\n\nHello', '\n\nHello.'], ['\n\n', 'Hello', '.']],
    ['figures', ['1', '12', ' and 1'], ['1', '12', ' and 1']],
    ['marks', ['*', '**', 'bold'], ['*', '**', 'bold']],
  ])('may have all of the text so far: %s', (_source, contents, texts) => {
    expect(read(...contents.map((content) => delta({ content })))).toEqual(texts.flatMap(says));
  });

  it('leaves the own field of a vendor alone when the endpoint has none', () => {
    expect(new ChunkReader().read(json(GROQ.stop))).toEqual([...NOTHING_TO_SAY, ends('stop')]);
  });
});
