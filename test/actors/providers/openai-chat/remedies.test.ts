/** Refusal → change, row by row. Each input is from a public report or a documentation page, shortened. */
import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../../../actors/providers/llm-provider.ts';
import type { Refusal } from '../../../../actors/providers/openai-chat/refusal.ts';
import { readRefusal } from '../../../../actors/providers/openai-chat/refusal.ts';
import { remedyFor } from '../../../../actors/providers/openai-chat/remedies.ts';
import {
  type Asked,
  bodyOf,
  type FirstGuess,
  firstForm,
  messagesOf,
  tokensOf,
} from '../../../../actors/providers/openai-chat/request-form.ts';
import { flatError, openAiError, refused } from './refused.ts';

const SYSTEM: ChatMessage = { role: 'system', content: 'You are a bakery.' };
const GREETING: ChatMessage = { role: 'assistant', content: 'Hello, the bakery.' };
const QUESTION: ChatMessage = { role: 'user', content: 'When do you open?' };
const ASKED: Asked = { messages: [SYSTEM, GREETING, QUESTION], temperature: 0.4, maxTokens: 150 };
const URL = 'https://vendor.example/v1/chat/completions';
const GUESS: FirstGuess = {
  model: 'm',
  url: URL,
  fields: { stream_options: { include_usage: true }, reasoning_effort: 'low' },
};

function remedy(refusal: Refusal, guess: Partial<FirstGuess> = {}, before: string[] = [], asked = ASKED) {
  const form = firstForm({ ...GUESS, ...guess });
  const found = remedyFor({ refusal, form, asked, before: new Set(before) });
  return found && { ...found, body: bodyOf(found.form, asked) };
}

/** What the changed body has and the first one had not, and what is gone from it. */
function difference(refusal: Refusal, guess: Partial<FirstGuess> = {}, before: string[] = []) {
  const was = bodyOf(firstForm({ ...GUESS, ...guess }), ASKED);
  const is = remedy(refusal, guess, before)?.body ?? was;
  const gone = Object.keys(was).filter((key) => !(key in is));
  const added = Object.fromEntries(
    Object.entries(is).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(was[key])),
  );
  return { gone, added };
}

const validation = (loc: string, msg = 'Extra inputs are not permitted') =>
  `[{'type': 'extra_forbidden', 'loc': ('body', '${loc}'), 'msg': '${msg}', 'input': {'temperature': 0.4, 'stream_options': {}}}]`;

type Row = [source: string, status: number, body: unknown, gone: string[], added?: object];

const TO_MAX_TOKENS = { max_tokens: 150 };
const FIELDS: Row[] = [
  [
    'vLLM 0.6, vllm-project/vllm#10078, songquanpeng/one-api#120',
    400,
    flatError(validation('max_completion_tokens')),
    ['max_completion_tokens'],
    TO_MAX_TOKENS,
  ],
  [
    'Mistral, editor-code-assistant/eca#231, #315',
    422,
    {
      object: 'error',
      message: {
        detail: [
          {
            type: 'extra_forbidden',
            loc: ['body', 'max_completion_tokens'],
            msg: 'Extra inputs are not permitted',
            input: 150,
          },
        ],
      },
    },
    ['max_completion_tokens'],
    TO_MAX_TOKENS,
  ],
  [
    'Mistral, openai/openai-agents-python#442',
    422,
    {
      object: 'error',
      message: { detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options', 'include_usage'] }] },
    },
    ['stream_options'],
  ],
  [
    'FastAPI, several fields at once',
    422,
    {
      detail: [
        { type: 'extra_forbidden', loc: ['body', 'stream_options'] },
        { type: 'extra_forbidden', loc: ['body', 'reasoning_effort'] },
      ],
    },
    ['stream_options', 'reasoning_effort'],
  ],
  [
    'OpenAI, gabrii/Cursor-Azure-GPT-5#33, zed-industries/zed#57122, pipecat-ai/pipecat#2564',
    400,
    openAiError(
      "Unsupported value: 'temperature' does not support 0.4 with this model. Only the default (1) value is supported.",
      { param: 'temperature', code: 'unsupported_value' },
    ),
    ['temperature'],
  ],
  [
    'OpenAI, while it reasons, yoagent v0.27.4',
    400,
    openAiError("Unsupported parameter: 'temperature' is not supported with this model.", {
      param: 'temperature',
      code: 'unsupported_parameter',
    }),
    ['temperature'],
  ],
  [
    'OpenAI through a gateway, QuantumNous/new-api#418',
    400,
    openAiError("Unknown parameter: 'stream_options'. (request id: 2024)", { code: 'unknown_parameter' }),
    ['stream_options'],
  ],
  [
    'Azure through LiteLLM, BigPizzaV3/CodexPlusPlus#234',
    400,
    {
      error: {
        message:
          'litellm.BadRequestError: AzureException - {\n "error": {\n "message": "Unknown parameter: \'stream_options.include_usage\'.",\n "param": "stream_options.include_usage"}}',
        param: null,
        code: '400',
      },
    },
    ['stream_options'],
  ],
  [
    'Azure, Pythagora-io/gpt-pilot#1022',
    400,
    openAiError('Unrecognized request argument supplied: stream_options. Please contact us', { param: '' }),
    ['stream_options'],
  ],
  [
    'Google, MinLL/SkyrimNet-GamePlugin#77',
    400,
    [
      {
        error: {
          code: 400,
          message: 'Invalid JSON payload received. Unknown name "stream_options": Cannot find field.',
          status: 'INVALID_ARGUMENT',
        },
      },
    ],
    ['stream_options'],
  ],
  [
    'Cerebras, proxysoul/Empryo#209',
    400,
    {
      message: "reasoning_effort: property 'reasoning_effort' is unsupported",
      type: 'invalid_request_error',
      param: 'validation_error',
      code: 'wrong_api_format',
    },
    ['reasoning_effort'],
  ],
  [
    'OpenRouter, with the text of the vendor behind it, reVrost/go-openrouter#21',
    400,
    {
      error: {
        message: 'Provider returned error',
        code: 400,
        metadata: { raw: '{"error":{"message":"Unsupported parameter","param":"temperature"}}' },
      },
    },
    ['temperature'],
  ],
  [
    'a gateway that renames the field, caozhiyuan/copilot-api#164',
    400,
    openAiError(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    ),
    ['max_completion_tokens'],
    TO_MAX_TOKENS,
  ],
  [
    'LiteLLM',
    400,
    openAiError(
      "litellm.UnsupportedParamsError: x does not support parameters: ['reasoning_effort'], for model=m",
    ),
    ['reasoning_effort'],
  ],
  [
    'serde, which lists what it knows',
    422,
    'Failed to deserialize the JSON body: unknown field `stream_options`, expected one of `messages`, `model`, `temperature`, `max_completion_tokens`',
    ['stream_options'],
  ],
  [
    'Kimi, countbot-ai/CountBot#61',
    400,
    openAiError('invalid temperature: only 1 is allowed for this model'),
    ['temperature'],
  ],
  [
    'Bedrock behind LiteLLM, RooCodeInc/Roo-Code#12162',
    400,
    openAiError(
      'litellm.BadRequestError: BedrockException - {"message":"The model returned the following errors: {\\"error\\":{\\"message\\":\\"`temperature` is deprecated for this model.\\"}}"}',
    ),
    ['temperature'],
  ],
  [
    'xAI, in another spelling',
    400,
    {
      code: 'Client specified an invalid argument',
      error: 'Argument not supported on this model: reasoningEffort',
    },
    ['reasoning_effort'],
  ],
  [
    'OpenRouter, earendil-works/pi#8454',
    400,
    { error: { message: 'Reasoning is mandatory for this endpoint and cannot be disabled.', code: 400 } },
    ['reasoning_effort'],
  ],
  ['Ollama, by another name', 400, openAiError('"llama3.2" does not support thinking'), ['reasoning_effort']],
  [
    'Ollama, ollama/ollama#12561',
    400,
    openAiError('think value "low" is not supported for this model', { type: 'api_error' }),
    ['reasoning_effort'],
  ],
  [
    'Google',
    400,
    [{ error: { code: 400, message: 'Budget 0 is invalid. This model only works in thinking mode.' } }],
    ['reasoning_effort'],
  ],
  [
    'a server that answers 500',
    500,
    openAiError("got unexpected keyword argument 'stream_options'"),
    ['stream_options'],
  ],
];

const EFFORTS: [source: string, status: number, body: unknown, sent: string, value: string | undefined][] = [
  [
    'Kilo-Org/cloud#3807',
    400,
    openAiError(
      "Unsupported value: 'reasoning_effort' does not support 'none' with this model. Supported values are: 'minimal', 'low', 'medium', and 'high'.",
    ),
    'none',
    'minimal',
  ],
  [
    'SGLang, router-for-me/CLIProxyAPI#1572',
    400,
    flatError(
      "1 validation error:\n  {'type': 'literal_error', 'loc': ('body', 'reasoning_effort'), 'msg': \"Input should be 'low', 'medium' or 'high'\", 'input': 'none'}",
    ),
    'none',
    'low',
  ],
  [
    'Cerebras, egoist/chatwise-releases#1325',
    400,
    {
      message:
        "1 validation error for ChatCompletionServerRequest\nreasoning_effort\n  Input should be 'low', 'medium' or 'high' [type=enum, input_value='none', input_type=str]",
      code: 'wrong_api_format',
    },
    'none',
    'low',
  ],
  [
    'Google, ctrl-space-labs/gendox-core#480',
    400,
    'Invalid reasoning_effort: minimal. Valid values are: high, low, medium, none',
    'minimal',
    'none',
  ],
  [
    'Kimi, router-for-me/CLIProxyAPI#1307',
    400,
    "Validation error for `reasoning_effort`: expected one of 'low' | 'medium' | 'high', received 'none'",
    'none',
    'low',
  ],
  [
    'Groq with Qwen',
    400,
    openAiError('`reasoning_effort` must be one of `none` or `default`'),
    'low',
    'none',
  ],
  [
    'OpenAI with tools, ItzCrazyKns/Vane#1173',
    400,
    openAiError(
      "Function tools with reasoning_effort are not supported for m. To use function tools, use /v1/responses or set reasoning_effort to 'none'.",
      { param: 'reasoning_effort' },
    ),
    'low',
    'none',
  ],
  [
    'a model that does not reason',
    400,
    openAiError('`reasoning_effort` is not supported with this model', { param: 'reasoning_effort' }),
    'low',
    undefined,
  ],
];

describe('a field that is refused', () => {
  it.each(FIELDS)('is not sent any more: %s', (_source, status, body, gone, added = {}) => {
    expect(difference(refused(status, body))).toEqual({ gone, added });
    expect(remedy(refused(status, body))).toMatchObject({ isLasting: true, waitMs: 0 });
  });

  it.each(EFFORTS)('may have another value: %s', (_source, status, body, sent, value) => {
    const { fields } = remedy(refused(status, body), { fields: { reasoning_effort: sent } })?.form ?? {};
    expect(fields).toEqual(value === undefined ? {} : { reasoning_effort: value });
  });

  it('goes with the pieces of the answer: crush#422, BeehiveInnovations/pal-mcp-server#134', () => {
    const refusal = refused(
      400,
      openAiError('Your organization must be verified to stream this model. Please go to: https://x', {
        param: 'stream',
        code: 'unsupported_value',
      }),
    );
    expect(difference(refusal)).toEqual({ gone: ['stream_options'], added: { stream: false } });
  });

  it('goes when the value that was offered is refused, too: mistralai/mistral-vibe#1117', () => {
    const refusal = refused(400, openAiError("reasoning_effort: Input should be 'low', 'high' or 'max'"));
    expect(difference(refusal, { fields: { reasoning_effort: 'medium' } }, ['reasoning_effort'])).toEqual({
      gone: ['reasoning_effort'],
      added: {},
    });
  });

  it.each([
    [
      'Groq, RooCodeInc/Roo-Code#5729',
      'max_tokens must be less than or equal to 100, the maximum value for max_tokens is less than the context_window for this model',
    ],
    ['DashScope', 'Range of max_tokens should be [1, 100]'],
    ['OpenAI', 'max_tokens is too large: 150. This model supports at most 100 completion tokens'],
    ['DeepSeek', 'Invalid max_tokens value, the valid range of max_tokens is [1, 100]'],
    [
      'Bedrock, RooCodeInc/Roo-Code#248, langgenius/dify#10390',
      'The maximum tokens you requested exceeds the model limit of 100. Try again with a maximum tokens value that is lower than 100.',
    ],
    [
      'Databricks, databricks/databricks-sdk-go#1183',
      'max_tokens (150) cannot exceed 100. Please reduce the length of max output tokens generated.',
    ],
    ['Anthropic', 'max_tokens: 150 > 100, which is the maximum allowed number of output tokens for m'],
  ])('may be a limit that is too high, by either name: %s', (_source, message) => {
    for (const limitField of ['max_tokens', 'max_completion_tokens'] as const) {
      expect(difference(refused(400, openAiError(message)), { limitField })).toEqual({
        gone: [],
        added: { [limitField]: 100 },
      });
    }
  });

  it('is left out when the endpoint takes neither name of the limit', () => {
    const refusal = refused(400, flatError(validation('max_tokens')));
    expect(difference(refusal, { limitField: 'max_tokens' })).toEqual({ gone: ['max_tokens'], added: {} });
  });
});

describe('a chat template that refuses the messages', () => {
  const alternate = refused(
    400,
    flatError('Conversation roles must alternate user/assistant/user/assistant/...'),
  );
  const noSystem = refused(400, flatError('System role not supported'));

  it('gets the caller first', () => {
    expect(remedy(alternate)?.form.messages).toBe('userFirst');
  });

  it('gets no system message when the caller was first already, or when it says so', () => {
    expect(remedy(alternate, { messages: 'userFirst' })?.form.messages).toBe('noSystem');
    expect(remedy(noSystem)?.form.messages).toBe('noSystem');
  });

  it('is left alone after that', () => {
    expect(remedy(alternate, { messages: 'noSystem' })).toBeUndefined();
  });
});

describe('a prompt that is too long', () => {
  const turns = Array.from(
    { length: 100 },
    (_, index): ChatMessage => ({
      role: index % 2 === 0 ? 'user' : 'assistant',
      content: `Turn ${index}: we talk about bread and rolls for a while.`,
    }),
  );
  const asked: Asked = { ...ASKED, messages: [SYSTEM, ...turns, QUESTION] };
  const tokens = tokensOf(asked.messages, asked.maxTokens);

  it.each([
    [
      'with figures, in the vendor’s measure',
      `maximum context length is 500 tokens. However, you requested 1000 tokens`,
      0.5,
    ],
    [
      'with figures that may be cut off',
      `maximum context length is 9000 tokens. However, you requested 9001 tokens`,
      0.7,
    ],
    ['without figures', 'Please reduce the length of the messages', 0.5],
  ])('loses its oldest exchanges: %s', (_how, message, part) => {
    const found = remedy(refused(400, openAiError(message)), {}, [], asked);
    const sent = found ? messagesOf(found.form, asked) : [];
    expect([sent[0], sent[1]?.role, sent.at(-1)]).toEqual([SYSTEM, 'user', QUESTION]);
    const left = tokensOf(sent, asked.maxTokens) / tokens;
    expect(left).toBeLessThanOrEqual(part);
    expect(left).toBeGreaterThan(part / 2);
    expect(found).toMatchObject({ reason: 'tooLong', isLasting: true });
  });

  it('gives up part of the reply when no turn can go', () => {
    const refusal = refused(
      400,
      openAiError('maximum context length is 160 tokens. However, you requested 170 tokens'),
    );
    const short: Asked = { ...ASKED, messages: [SYSTEM, QUESTION] };
    const body = remedy(refusal, {}, [], short)?.body;
    expect(body?.messages).toEqual([SYSTEM, QUESTION]);
    expect(body?.max_completion_tokens).toBeLessThan(100);
  });
});

describe('the same request once more', () => {
  const same = firstForm(GUESS);

  it.each([
    ['a generation that Groq cannot read', refused(400, openAiError('x', { code: 'tool_use_failed' })), 0],
    ['a vendor that is down', refused(503, ''), 200],
    ['a busy vendor that names a short wait', refused(529, '', { 'retry-after': '1' }), 1_000],
    ['a limit that is free again soon', refused(429, openAiError('x'), { 'retry-after': '2' }), 2_000],
    ['a limit that says so in words', refused(429, openAiError('Please try again in 94ms.')), 94],
    ['a limit that counts', refused(429, openAiError('x'), { 'x-ratelimit-reset-requests': '76ms' }), 76],
    ['a vendor that is overloaded', refused(429, openAiError('The engine is currently overloaded')), 200],
    ['a refusal without any reason', refused(400, ''), 0],
    // sam-dumont/immich-video-memory-generator#1073: one request in five, from OpenAI's edge.
    ['a 404 without a word', refused(404, ''), 200],
    ['a server behind a gateway that failed', refused(424, ''), 200],
  ])('follows %s', (_what, refusal, waitMs) => {
    expect(remedy(refusal)).toMatchObject({ form: same, waitMs, isLasting: false });
  });

  it('takes a new connection after one that was lost', () => {
    const refusal = readRefusal(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    expect(remedy(refusal)).toMatchObject({ form: same, isFresh: true });
  });

  it.each([
    ['a key that is refused', refused(401, '')],
    ['a limit that lasts', refused(429, openAiError('x'), { 'retry-after': '7' })],
    ['a limit of unknown length', refused(429, openAiError('x', { code: 'insufficient_quota' }))],
    ['a vendor that is away for longer', refused(503, '', { 'retry-after': '30' })],
    ['an unknown model', refused(404, openAiError('x', { code: 'model_not_found' }))],
    ['a content filter', refused(400, openAiError('x', { code: 'content_filter' }))],
    ['nobody listening', readRefusal(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))],
    [
      'a redirect to another host',
      refused(308, '', { location: 'https://other.example/v1/chat/completions' }),
    ],
    ['a redirect out of TLS', refused(308, '', { location: 'http://vendor.example/v1/chat/completions' })],
    ['a redirect that turns into a GET', refused(302, '', { location: '/v2/chat/completions' })],
  ])('does not follow %s', (_what, refusal) => {
    expect(remedy(refusal)).toBeUndefined();
  });

  it.each([refused(503, ''), refused(400, openAiError('x', { code: 'tool_use_failed' }))])(
    'follows once: %#',
    (refusal) => {
      expect(remedy(refusal, {}, ['again'])).toBeUndefined();
    },
  );
});

describe('a refusal that nobody understands', () => {
  it('is answered with the plainest request', () => {
    const found = remedy(refused(400, ''), {}, ['again']);
    expect(found?.body).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: SYSTEM.content }, GREETING, QUESTION],
      stream: true,
      temperature: 0.4,
      max_tokens: 150,
    });
    expect(remedy(refused(400, ''), {}, ['again', 'plain'])).toBeUndefined();
  });
});

describe('an address', () => {
  it.each([
    [308, '/v2/chat/completions', 'https://vendor.example/v2/chat/completions', true],
    [
      307,
      'https://vendor.example/eu/v1/chat/completions',
      'https://vendor.example/eu/v1/chat/completions',
      false,
    ],
  ])('follows a redirect of the same host: %i', (status, location, url, isLasting) => {
    expect(remedy(refused(status, '', { location }))).toMatchObject({ form: { url }, isLasting });
  });

  it('is tried with and without its version when there is nothing there', () => {
    expect(remedy(refused(404, ''), {}, ['again'])?.form.url).toBe('https://vendor.example/chat/completions');
    const bare = { url: 'https://vendor.example/chat/completions?api-version=1' };
    expect(remedy(refused(404, openAiError('Not Found')), bare)?.form.url).toBe(
      'https://vendor.example/v1/chat/completions?api-version=1',
    );
    expect(remedy(refused(404, ''), {}, ['again', 'path'])).toBeUndefined();
  });
});
