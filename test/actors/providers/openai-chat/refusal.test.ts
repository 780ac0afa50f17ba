/** Why a request was refused, in the words of every vendor that a public report or a documentation page quotes. */
import { APIConnectionError } from 'groq-sdk';
import { describe, expect, it } from 'vitest';
import {
  type Meaning,
  meaningOf,
  readRefusal,
  refusalInside,
  sizesIn,
} from '../../../../actors/providers/openai-chat/refusal.ts';
import { flatError, openAiError, refused } from './refused.ts';

type Row = [source: string, status: number, body: unknown, limit?: number, counted?: number];

const TOO_LONG: Row[] = [
  [
    'OpenAI, bytedance/deer-flow#310',
    400,
    openAiError(
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 202868 tokens.",
      { param: 'messages', code: 'context_length_exceeded' },
    ),
    128_000,
    202_868,
  ],
  [
    'vLLM, vllm-project/vllm#20409',
    400,
    flatError(
      "This model's maximum context length is 16384 tokens. However, you requested 122946 tokens (112946 in the messages, 10000 in the completion).",
    ),
    16_384,
    122_946,
  ],
  [
    'vLLM since 0.8, earendil-works/pi#5929',
    400,
    openAiError(
      "This model's maximum context length is 262144 tokens. However, you requested 0 output tokens and your prompt contains at least 262145 input tokens, for a total of at least 262145 tokens.",
    ),
    262_144,
    262_145,
  ],
  [
    'llama.cpp, server-context.cpp',
    400,
    {
      error: {
        code: 400,
        message: 'request (13392 tokens) exceeds the available context size (8192 tokens), try increasing it',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 13_392,
        n_ctx: 8_192,
      },
    },
    8_192,
    13_392,
  ],
  [
    'Groq, UKGovernmentBEIS/inspect_ai#1665',
    400,
    openAiError('Please reduce the length of the messages or completion.', {
      code: 'context_length_exceeded',
    }),
  ],
  [
    'Groq, a limit per minute that one request exceeds, continuedev/continue#10218',
    413,
    openAiError(
      'Request too large for model `m` in organization `org_x` service tier `on_demand` on tokens per minute (TPM): Limit 12000, Requested 14137, please reduce your message size and try again.',
      { type: 'tokens', code: 'rate_limit_exceeded' },
    ),
    12_000,
    14_137,
  ],
  [
    'OpenAI, the same as 429, vanna-ai/vanna-flask#11',
    429,
    openAiError('Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 342389.'),
    30_000,
    342_389,
  ],
  ['Cerebras, without a body, earendil-works/pi overflow.ts', 413, ''],
  ['nginx, a page', 413, '<html><h1>413 Request Entity Too Large</h1></html>'],
  [
    'Anthropic behind a gateway',
    400,
    openAiError('prompt is too long: 213462 tokens > 200000 maximum'),
    200_000,
    213_462,
  ],
  [
    'Google, earendil-works/pi overflow.ts',
    400,
    [
      {
        error: {
          code: 400,
          message: 'The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).',
          status: 'INVALID_ARGUMENT',
        },
      },
    ],
    1_048_575,
    1_196_265,
  ],
  [
    'xAI, earendil-works/pi overflow.ts',
    400,
    openAiError("This model's maximum prompt length is 131072 but the request contains 537812 tokens."),
    131_072,
    537_812,
  ],
  [
    'Mistral, earendil-works/pi overflow.ts',
    400,
    flatError('Prompt contains 319456 tokens, too large for model with 131072 maximum context length'),
    131_072,
    319_456,
  ],
  [
    'Together, earendil-works/pi overflow.ts',
    422,
    openAiError("The input (9000 tokens) is longer than the model's context length (8192 tokens)."),
    8_192,
    9_000,
  ],
  [
    'OpenRouter, with the text of the vendor behind it',
    400,
    {
      error: {
        message: 'Provider returned error',
        code: 400,
        metadata: {
          raw: '{"error":{"message":"This endpoint\'s maximum context length is 32768 tokens. However, you requested about 40059 tokens"}}',
        },
      },
    },
    32_768,
    40_059,
  ],
  [
    'Kimi, earendil-works/pi overflow.ts',
    400,
    openAiError('Your request exceeded model token limit: 8192 (requested: 9001)'),
    8_192,
    9_001,
  ],
  [
    'LM Studio',
    400,
    { error: 'The number of tokens to keep from the initial prompt is greater than the context length' },
  ],
  ['Ollama', 400, openAiError('prompt too long; exceeded max context length by 12 tokens')],
  ['DashScope', 400, openAiError('Range of input length should be [1, 30720]'), 30_720],
];

const FILTERED: Row[] = [
  [
    'Azure, compl-ai/compl-ai#20',
    400,
    openAiError(
      "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
      {
        param: 'prompt',
        code: 'content_filter',
        status: 400,
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      },
    ),
  ],
  [
    'OpenAI, openai/codex#7250',
    400,
    openAiError(
      'Invalid prompt: your prompt was flagged as potentially violating our usage policy. Please try again with a different prompt',
      { code: 'invalid_prompt' },
    ),
  ],
  [
    'DashScope, camel-ai/owl#432',
    400,
    openAiError('Input data may contain inappropriate content.', { code: 'data_inspection_failed' }),
  ],
  [
    'OpenRouter, 403 with the flagged input',
    403,
    {
      error: {
        code: 403,
        message: 'The model requires moderation and your input was flagged',
        metadata: { flagged_input: '…' },
      },
    },
  ],
  [
    'LiteLLM',
    400,
    openAiError('litellm.ContentPolicyViolationError: AzureException', {
      code: '400',
      type: 'content_policy_violation',
    }),
  ],
  ['xAI', 403, { code: 'The caller does not have permission', error: 'Content violates usage guidelines.' }],
];

const ROLES: Row[] = [
  [
    'vLLM with Mistral, infiniflow/ragflow#11021',
    400,
    flatError('Conversation roles must alternate user/assistant/user/assistant/...'),
  ],
  ['vLLM with Gemma, stanfordnlp/dspy#1627', 400, flatError('System role not supported')],
  [
    'llama.cpp answers 500, ggml-org/llama.cpp#19851',
    500,
    {
      error: {
        code: 500,
        message:
          'Error: Jinja Exception: After the optional system message, conversation roles must alternate user and assistant roles except for tool calls and results.',
        type: 'server_error',
      },
    },
  ],
  [
    'Ministral, anomalyco/opencode#5034',
    400,
    openAiError('Only user, assistant and tool roles are supported, got system.'),
  ],
  [
    'Mistral, anomalyco/opencode#19115',
    400,
    flatError(
      'Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant',
      {
        type: 'invalid_request_message_order',
        code: '3230',
      },
    ),
  ],
  [
    'vLLM with Devstral, mistralai/mistral-vibe#114',
    400,
    openAiError('Cannot set `add_generation_prompt` to True when the last message is from the assistant.'),
  ],
];

const OTHERS: [source: string, status: number, body: unknown, meaning: Meaning][] = [
  [
    'Groq, OpenHands/OpenHands#11725',
    400,
    openAiError('Tool choice is none, but model called a tool', {
      code: 'tool_use_failed',
      failed_generation: '{"name": "repo_browser.open_file"}',
    }),
    'badGeneration',
  ],
  ['Groq', 400, openAiError('Failed to validate JSON.', { code: 'json_validate_failed' }), 'badGeneration'],
  [
    'Groq, elizaOS/eliza#4040',
    429,
    openAiError(
      'Rate limit reached for model `m` on tokens per minute (TPM): Limit 6000, Used 5034, Requested 1443. Please try again in 4.77s.',
      { code: 'rate_limit_exceeded' },
    ),
    'limited',
  ],
  ['an account without money', 402, openAiError('Insufficient credits'), 'forbidden'],
  ['a wrong key that is quoted', 401, openAiError('Incorrect API key provided: sk-secret'), 'forbidden'],
  [
    'Groq, ITSpecialist111/ai_automation_suggester#187',
    404,
    openAiError('The model `llama-3.3-70b-versatile` does not exist or you do not have access to it.', {
      code: 'model_not_found',
    }),
    'noModel',
  ],
  ['Ollama', 404, openAiError("model 'llama9' not found, try pulling it first"), 'noModel'],
  [
    'Azure',
    404,
    openAiError('The API deployment for this resource does not exist.', { code: 'DeploymentNotFound' }),
    'noModel',
  ],
  ['Go, a page', 404, '404 page not found', 'noPath'],
  ['FastAPI', 404, { detail: 'Not Found' }, 'noPath'],
  ['a load balancer', 503, '<html>Service Unavailable</html>', 'busy'],
  [
    'Groq’s flex tier',
    498,
    openAiError('Flex tier capacity exceeded', { code: 'capacity_exceeded' }),
    'busy',
  ],
  ['Azure', 408, openAiError('Operation timed out'), 'busy'],
  ['a redirect', 308, '', 'redirected'],
  ['a request that is not JSON', 400, openAiError('could not parse the request body as JSON'), 'other'],
];

describe('a refusal means', () => {
  it.each(TOO_LONG)('too long: %s', (_source, status, body, limit, counted) => {
    const refusal = refused(status, body);
    expect(meaningOf(refusal)).toBe('tooLong');
    expect(sizesIn(refusal.text)).toEqual({ ...(limit && { limit }), ...(counted && { counted }) });
  });

  it.each(FILTERED)('filtered: %s', (_source, status, body) => {
    expect(meaningOf(refused(status, body))).toBe('filtered');
  });

  it.each(ROLES)('roles: %s', (_source, status, body) => {
    expect(meaningOf(refused(status, body))).toBe('roles');
  });

  it.each(OTHERS)('%s (%i): %#', (_source, status, body, meaning) => {
    expect(meaningOf(refused(status, body))).toBe(meaning);
  });

  it.each(['ECONNRESET', 'UND_ERR_SOCKET'])(
    'a lost connection, with the system’s name for it: %s',
    (code) => {
      const cause = Object.assign(new Error('other side closed'), { code });
      const refusal = readRefusal(new APIConnectionError({ cause }));
      expect([meaningOf(refusal), refusal.systemCode]).toEqual(['connection', code]);
    },
  );

  it.each([
    ['tool_use_failed', 'badGeneration'],
    ['content_filter', 'filtered'],
  ] as const)('%s inside an answer: %s', (code, meaning) => {
    expect(meaningOf(refusalInside(code))).toBe(meaning);
  });
});

describe('the wait that a vendor advises', () => {
  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after-ms': '250', 'retry-after': '7' }, 250],
    [{}, undefined],
    [{ 'retry-after': 'soon' }, undefined],
  ])('%o is %s ms', (headers, ms) => {
    expect(refused(429, openAiError('slow down'), headers as Record<string, string>).retryAfterMs).toBe(ms);
  });
});
