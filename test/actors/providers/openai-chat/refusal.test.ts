/** Why a request was refused, in the words of every vendor that a public report or a documentation page quotes. */
import { APIConnectionError, APIError } from 'groq-sdk';
import { describe, expect, it } from 'vitest';
import { toLlmError } from '../../../../actors/providers/openai-chat/errors.ts';
import {
  emptyAnswer,
  type Meaning,
  meaningOf,
  readFailure,
  readRefusal,
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
  [
    'Groq, by estimate, danielmiessler/Fabric#364',
    429,
    openAiError(
      'Rate limit reached for model `m` in organization `org_x` on tokens per minute (TPM): Limit 7000, Used 0, Requested ~12903. Please try again in 50.597142857s.',
      { type: 'tokens', code: 'rate_limit_exceeded' },
    ),
    7_000,
    12_903,
  ],
  ['Cerebras, without a body, earendil-works/pi overflow.ts', 413, ''],
  [
    'DeepInfra, UKGovernmentBEIS/inspect_ai PR#2762',
    400,
    openAiError('Requested input length 99009 exceeds maximum input length 8192'),
    8_192,
    99_009,
  ],
  [
    'DeepInfra, as 500, langchain-ai/langchain PR#25671',
    500,
    openAiError('Requested input length 99009 exceeds maximum input length 8192'),
    8_192,
    99_009,
  ],
  [
    'Volcano Engine, langgenius/dify#32221',
    400,
    openAiError('Input length 203743 exceeds the maximum length 202752', { code: 'InvalidParameter' }),
    202_752,
    203_743,
  ],
  [
    'SiliconFlow, leookun/cursor-byok#129',
    400,
    {
      code: 20_015,
      message: 'number of input tokens (204703) has exceeded max_prompt_tokens (202752) limit.',
      data: null,
    },
    202_752,
    204_703,
  ],
  [
    'iFlytek, netease-youdao/LobsterAI#1023',
    400,
    openAiError(
      'EngineInternalError:error, status code: 400, status: 400 Bad Request, message: input token limit is 97280',
    ),
    97_280,
  ],
  [
    'Xinference, xorbitsai/inference#3785',
    400,
    { detail: 'The decoder prompt (length 21535) is longer than the maximum model length of 16384.' },
    16_384,
    21_535,
  ],
  [
    'Kimi, as 401, MoonshotAI/kimi-code PR#2655',
    401,
    openAiError('Your plan supports only 256K context for this model. Please shorten the request.'),
  ],
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
  [
    'earendil-works/pi#5677',
    400,
    openAiError("Input length (265330) exceeds model's maximum context length (262144)."),
    262_144,
    265_330,
  ],
  [
    'Poolside behind OpenRouter, earendil-works/pi#4943',
    400,
    openAiError('Input length 131393 exceeds the maximum allowed input length of 131040 tokens.'),
    131_040,
    131_393,
  ],
  [
    'Anthropic behind a gateway, openclaw/openclaw PR#20539',
    400,
    openAiError(
      'input length and `max_tokens` exceed context limit: 170636 + 34048 > 200000, decrease input length or `max_tokens` and try again',
    ),
    200_000,
    204_684,
  ],
  [
    '0xBakeer/inference-atlas PR#186',
    400,
    openAiError('Prompt too long: 5152 tokens exceeds max_seq_len 2048 (leave room for output tokens)'),
    2_048,
    5_152,
  ],
  ['Baidu, PaddlePaddle/ERNIE-SDK#336', 400, openAiError('prompt tokens too long')],
  ['Zhipu, open-octo/octo-agent PR#2124', 400, { error: { code: '1261', message: 'Prompt 超长' } }],
  [
    'SiliconFlow',
    400,
    { code: 20_015, message: 'length of prompt_tokens (40960) must be less than max_seq_len (32768).' },
    32_768,
    40_960,
  ],
  [
    'text-generation-inference',
    422,
    {
      error:
        'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4000 `inputs` tokens and 1024 `max_new_tokens`',
      error_type: 'validation',
    },
    4_096,
    5_024,
  ],
  [
    'vLLM since 0.11',
    400,
    openAiError(
      "You passed 3000 input tokens and requested 150 output tokens. However, the model's context length is only 2048 tokens. Please reduce the length of the input prompt.",
    ),
    2_048,
    3_150,
  ],
  [
    'llama.cpp, whose slots share one context, ggml-org/llama.cpp#19774',
    500,
    { error: { code: 500, message: 'Context size has been exceeded.', type: 'server_error' } },
  ],
  [
    'vLLM, what is left for the answer, vllm-project/vllm#4667, vllm-project/vllm PR#36789',
    400,
    flatError('max_tokens must be at least 1, got -186.'),
  ],
  [
    'LM Studio, lmstudio-ai/lmstudio-bug-tracker#1251',
    400,
    {
      error:
        'Reached context length of 4096 tokens with model (arch: qwen3vlmoe) that does not currently support mid-generation context overflow. Try reloading with a larger context length or shortening the prompt/chat.',
    },
    4_096,
  ],
  [
    'Salesforce, forcedotcom/Einstein-GPT-for-Developers#228',
    400,
    openAiError('Request input tokens exceed model token limit. Reduce the input size.'),
  ],
  [
    'OpenAI, a message of megabytes',
    400,
    openAiError("Invalid 'messages[1].content': string too long.", { code: 'string_above_max_length' }),
  ],
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
  ['DeepSeek, 666ghj/BettaFish#108', 400, openAiError('Content Exists Risk')],
  ['DeepSeek, deepseek-ai/DeepSeek-V2#30', 400, { detail: 'Content Exists Risk' }],
  [
    'Zhipu, langchain4j/langchain4j#1079',
    400,
    {
      error: {
        code: '1301',
        message:
          '系统检测到输入或生成内容可能包含不安全或敏感内容，请您避免输入易产生敏感内容的提示语，感谢您的配合。',
      },
    },
  ],
  [
    'XiaomiMiMo/MiMo-V2-Flash#18',
    400,
    'data:{"error":{"code":"421","message":"Moderation Block","param":"The request was rejected because it was considered high risk","type":"content_filter"}}',
  ],
  [
    'DashScope, QwenLM/qwen-code#3145',
    400,
    openAiError(
      '<400> InternalError.Algo.DataInspectionFailed: Input text data may contain inappropriate content.',
    ),
  ],
  [
    'Volcengine',
    400,
    {
      error: {
        code: 'SensitiveContentDetected',
        message: 'The request failed because the input text may contain sensitive information.',
      },
    },
  ],
  [
    'StepFun',
    451,
    openAiError('The content you provided or machine outputted is blocked.', { type: 'censorship_blocked' }),
  ],
  ['OpenAI', 400, openAiError('Your request was rejected as a result of our safety system.')],
];

const ROLES: Row[] = [
  [
    'vLLM with Mistral, infiniflow/ragflow#11021, microsoft/autogen#1037, google/adk-python#1373',
    400,
    flatError('Conversation roles must alternate user/assistant/user/assistant/...'),
  ],
  ['vLLM with Gemma, stanfordnlp/dspy#1627', 400, flatError('System role not supported')],
  [
    'Google, langchain-ai/langchain-google#1393',
    400,
    [{ error: { code: 400, message: '* GenerateContentRequest.contents: contents is not specified\n' } }],
  ],
  [
    'Google, QuantumNous/new-api#1060',
    400,
    [
      {
        error: {
          code: 400,
          message: '* GenerateContentRequest.contents[0].parts: contents.parts must not be empty.\n',
        },
      },
    ],
  ],
  [
    'Vertex, QuantumNous/new-api PR#1260, genkit-ai/genkit#3690',
    400,
    openAiError(
      'Unable to submit request because it must include at least one parts field, which describes the prompt input.',
    ),
  ],
  [
    'Vertex, PublicAffairs/openai-gemini#31',
    400,
    openAiError(
      'Unable to submit request because it must have a text parameter. Add a text parameter and try again.',
    ),
  ],
  [
    'vLLM with Mistral, vllm-project/vllm#21089',
    400,
    flatError("Invalid assistant message: role='assistant' content=None tool_calls=None prefix=False"),
  ],
  [
    'a gateway, tashfeenahmed/freellmapi#165',
    400,
    openAiError('assistant messages must include non-empty content or tool_calls'),
  ],
  [
    'Claude behind OpenRouter, aj47/SpeakMCP PR#1037',
    400,
    openAiError(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    ),
  ],
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
  [
    'Bedrock behind LiteLLM, cline/cline#431',
    400,
    openAiError(
      'litellm.BadRequestError: BedrockException - {"message":"A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again."}',
    ),
  ],
  [
    'DeepSeek, deepseek-ai/DeepSeek-R1#21',
    400,
    openAiError(
      'deepseek-reasoner does not support successive user or assistant messages (messages[1] and messages[2] in your input). You should interleave the user/assistant messages in the message sequence.',
    ),
  ],
  [
    'Google with Gemma, vscode#258088',
    400,
    [{ error: { code: 400, message: 'Developer instruction is not enabled for models/gemma-3-27b-it' } }],
  ],
  [
    'Perplexity, avante-corp/avante.nvim PR#859',
    400,
    openAiError('After the (optional) system message(s), user and assistant roles should be alternating.'),
  ],
  [
    'llama.cpp, whose template broke, ggml-org/llama.cpp#13178, janhq/jan#6123',
    500,
    {
      error: {
        code: 500,
        message:
          'Cannot subscript null at row 23, column 40:\n {%- set start_of_message = message.content[:length] %}',
        type: 'server_error',
      },
    },
  ],
  ['Google', 400, openAiError('Please ensure that multiturn requests alternate between user and model.')],
  ['Baidu', 400, openAiError('the length of messages must be an odd number')],
  ['llama.cpp', 400, openAiError('Assistant response prefill is incompatible with enable_thinking.')],
  [
    'OpenAI o1',
    400,
    openAiError("Unsupported value: 'messages[0].role' does not support 'system' with this model."),
  ],
];

const OTHERS: [source: string, status: number, body: unknown, meaning: Meaning][] = [
  [
    'Google, google-gemini/gemini-cli#24641',
    400,
    [
      {
        error: {
          code: 400,
          message: 'User location is not supported for the API use.',
          status: 'FAILED_PRECONDITION',
        },
      },
    ],
    'forbidden',
  ],
  [
    'Google behind OpenRouter, langgenius/dify#26185',
    400,
    {
      error: {
        message: 'Provider returned error',
        code: 400,
        metadata: { raw: '{"error": {"message": "User location is not supported for the API use."}}' },
      },
    },
    'forbidden',
  ],
  [
    'Anthropic, anthropics/claude-code#58393',
    400,
    {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'This organization has been disabled.' },
    },
    'forbidden',
  ],
  [
    'DashScope, HKUDS/nanobot PR#4048',
    400,
    openAiError('Access denied, please make sure your account is in good standing.', { code: 'Arrearage' }),
    'forbidden',
  ],
  [
    'Anthropic, anthropics/claude-quickstarts#229',
    400,
    openAiError(
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
    ),
    'forbidden',
  ],
  [
    'OpenRouter, dnakov/anon-kode#13, unoplat/unoplat-code-confluence#1080',
    404,
    { error: { message: 'No endpoints found matching your data policy (Paid model training).', code: 404 } },
    'forbidden',
  ],
  [
    'OpenRouter behind a gateway, truefoundry/models PR#826',
    404,
    openAiError('No endpoints available matching your guardrail restrictions and data policy.'),
    'forbidden',
  ],
  [
    'OpenAI, 2389-research/tracker#547, langchain-ai/langchainjs#1929',
    429,
    openAiError('You exceeded your current quota, please check your plan and billing details.', {
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    }),
    'forbidden',
  ],
  [
    'Google, the same words for a limit that passes, coder/coder PR#26200',
    429,
    [
      {
        error: {
          code: 429,
          message: 'You exceeded your current quota, please check your plan and billing details.',
          status: 'RESOURCE_EXHAUSTED',
        },
      },
    ],
    'limited',
  ],
  [
    'OpenAI, dfinke/PowerShellAI#127',
    400,
    openAiError('Billing hard limit has been reached', { code: 'billing_hard_limit_reached' }),
    'forbidden',
  ],
  [
    'Fireworks, pollinations/pollinations#12136, theopenco/llmgateway PR#3838',
    412,
    openAiError(
      'Account pollinations is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices.',
      { code: 'PRECONDITION_FAILED' },
    ),
    'forbidden',
  ],
  [
    'LiteLLM, BerriAI/litellm#14144, BerriAI/litellm#36729',
    400,
    openAiError('Budget has been exceeded! Current cost: 10.51, Max budget: 10.00', {
      type: 'budget_exceeded',
    }),
    'forbidden',
  ],
  [
    'LiteLLM, a deployment of it',
    429,
    openAiError('No deployments available - crossed budget: Exceeded budget for deployment'),
    'forbidden',
  ],
  ['UiPath, UiPath/uipath-python#461', 424, { title: 'Failed dependency', status: 424 }, 'busy'],
  [
    'Cloudflare, cloudflare/ai#436',
    400,
    {
      success: false,
      result: [],
      messages: [],
      error: [{ code: 2005, message: 'Failed to get response from provider' }],
    },
    'busy',
  ],
  ['a proxy, dcdpr/jp PR#843', 400, openAiError('upstream unreachable'), 'busy'],
  [
    'Cloudflare’s gateway, cloudflare/cloudflare-docs#15116',
    400,
    { result: null, success: false, errors: [{ code: 7009, message: 'Upstream service unavailable' }] },
    'busy',
  ],
  [
    'Databricks, a limit of the reply: databricks/databricks-sdk-go#1183',
    400,
    openAiError(
      'max_tokens (10000) cannot exceed 8192. Please reduce the length of max output tokens generated.',
    ),
    'other',
  ],
  [
    'Kimi, MoonshotAI/kimi-cli#2571',
    429,
    openAiError('The engine is currently overloaded, please try again later', {
      type: 'engine_overloaded_error',
    }),
    'busy',
  ],
  [
    'OpenAI behind a gateway, Wei-Shaw/sub2api PR#2481',
    400,
    openAiError('Selected model is at capacity. Please try a different model.'),
    'busy',
  ],
  [
    'Mistral, continuedev/continue#6185',
    429,
    flatError('Service tier capacity exceeded for this model.'),
    'busy',
  ],
  [
    'an account’s own limit, anomalyco/opencode#29912',
    429,
    openAiError('Error from provider (Xiaomi): Too many requests', { code: '429' }),
    'limited',
  ],
  [
    'a gateway that passes a refusal on, its kind',
    400,
    openAiError('bad response status code 400', { type: 'upstream_error' }),
    'other',
  ],
  [
    'LM Studio, lmstudio-ai/lmstudio-bug-tracker#1347',
    400,
    { error: 'The model has crashed without additional information. (Exit code: 18446744072635812000)' },
    'busy',
  ],
  ['LM Studio, its outer error', 400, { error: 'Channel Error' }, 'busy'],
  ['LM Studio, lmstudio-ai/lmstudio-bug-tracker#1492', 400, { error: 'Model is unloaded.' }, 'busy'],
  [
    'LM Studio, charmbracelet/crush#2546',
    400,
    openAiError('Failed to load model "qwen/qwen3-coder-30b". Error: Operation canceled.'),
    'busy',
  ],
  [
    'oMLX, autohandai/code-cli#558',
    400,
    openAiError(
      'oMLX prefill memory guard rejected this prompt: Prefill would require ~55.12 GB peak but metal_cap ceiling is 49.25 GB. Raise it, or reduce context length.',
    ),
    'busy',
  ],
  [
    'oMLX, NousResearch/hermes-agent#60383',
    400,
    openAiError('Prefill context too large for available memory (preflight safety guard, kv_len=55130)', {
      code: 'prefill_memory_exceeded',
    }),
    'busy',
  ],
  ['a field of that name', 400, openAiError('Unrecognized request argument supplied: memory'), 'other'],
  [
    'LM Studio, tinyhumansai/openhuman#4181',
    400,
    openAiError('No models loaded. Please load a model in the developer page', { param: 'model' }),
    'noModel',
  ],
  [
    'Bedrock that is throttled, jin-bo/agentao PR#88',
    503,
    openAiError('ThrottlingException: Too many tokens, please wait before trying again.'),
    'busy',
  ],
  [
    'Google, a wrong key',
    400,
    [{ error: { message: 'API key not valid. Please pass a valid API key.' } }],
    'forbidden',
  ],
  [
    'Groq, OpenHands/OpenHands#11725, BerriAI/litellm#21242',
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
  [
    'OpenRouter, Shaivpidadi/FreeRide#3, vyancharuk/nodejs-api-boilerplate#16',
    404,
    openAiError('No endpoints found for some/model:free.', { code: 404 }),
    'noModel',
  ],
  [
    'OpenAI, pgadmin-org/pgadmin4#9795, n8n-io/n8n#18352',
    404,
    openAiError('This model is only supported in v1/responses and not in v1/chat/completions.', {
      param: 'model',
    }),
    'noModel',
  ],
  [
    'OpenAI, egoist/chatwise-releases#1256, micz/ThunderAI#570',
    404,
    openAiError(
      'This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean to use v1/completions?',
      { param: 'model' },
    ),
    'noModel',
  ],
  [
    'Azure, langchain-ai/langchainjs#2633',
    400,
    openAiError(
      'The completion operation does not work with the specified model, gpt-35-turbo-16k. Please choose different model and try again.',
      { code: 'OperationNotSupported' },
    ),
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

/** Failures inside an accepted answer. */
const INSIDE: [source: string, failure: unknown, meaning: Meaning][] = [
  ['Groq', { code: 'tool_use_failed' }, 'badGeneration'],
  ['a filter', { code: 'content_filter' }, 'filtered'],
  ['MiniMax', { code: 1026, message: 'input new_sensitive' }, 'filtered'],
  ['Zhipu', { code: '1301', message: 'x' }, 'filtered'],
  ['QuantumNous/new-api#6643', { message: 'rate limited', code: 'rate_limit_exceeded' }, 'limited'],
  [
    'Cerebras, anomalyco/opencode#7463',
    {
      message: 'Tokens per minute limit exceeded - too many tokens processed.',
      type: 'too_many_tokens_error',
      code: 'token_quota_exceeded',
    },
    'limited',
  ],
  ['a status', { message: 'x', code: 429 }, 'limited'],
  [
    'diegosouzapw/OmniRoute PR#8210',
    { code: 502, message: 'Worker local total request limit reached (33/32)' },
    'busy',
  ],
  ['editor-code-assistant/eca PR#559', { code: 'server_is_overloaded', message: 'x' }, 'busy'],
  ['Anthropic behind a gateway', { type: 'overloaded_error', message: 'Overloaded' }, 'busy'],
  ['one word', 'overloaded', 'busy'],
  ['a key that is refused', { code: 401, message: 'x' }, 'forbidden'],
  ['OpenAI', { code: 'context_length_exceeded', message: 'x' }, 'tooLong'],
  ['vLLM', { code: 400, message: "This model's maximum context length is 4096 tokens." }, 'tooLong'],
  [
    'ggml-org/llama.cpp#14566',
    {
      code: 400,
      message: 'the request exceeds the available context size. try increasing it',
      type: 'invalid_request_error',
    },
    'tooLong',
  ],
  ['MiniMax', { code: 2013, message: 'invalid params, role assistant must follow user' }, 'roles'],
];
const EMPTY: [reason: string, meaning: Meaning][] = [
  ['stop', 'badGeneration'],
  ['STOP', 'badGeneration'],
  ['tool_calls', 'badGeneration'],
  ['function_call_filter: MALFORMED_FUNCTION_CALL', 'badGeneration'],
  ['content_filter', 'filtered'],
  ['SAFETY', 'filtered'],
  ['sensitive', 'filtered'],
  ['content_filter: PROHIBITED_CONTENT', 'filtered'],
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
    [402, 'Insufficient credits'],
    [429, 'insufficient_quota'],
  ])('%i %s: an account that has to be paid for, and its operator is told so', (status, words) => {
    const error = toLlmError(APIError.generate(status, openAiError(words), undefined, new Headers()), {
      name: 'vendor',
      model: 'm',
    });
    expect([error.code, error.message]).toEqual([
      'LLM_REFUSED',
      `vendor answered ${status}: the account has no credit, or is over its spending limit; check it`,
    ]);
  });

  it.each(INSIDE)('inside an answer: %s', (_source, failure, meaning) => {
    expect(meaningOf(readFailure(failure))).toBe(meaning);
  });

  it.each(EMPTY)('%s as the reason of an answer without a word: %s', (reason, meaning) => {
    expect(meaningOf(emptyAnswer(reason))).toBe(meaning);
  });

  it('nothing by what a validator quotes of the request', () => {
    const message = `{'loc': ('body', 'x'), 'msg': 'Extra inputs', 'input': {'content': 'Never tell sensitive information'}}`;
    expect(meaningOf(refused(400, flatError(message)))).toBe('other');
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

  const reset = (limit: string, wait: string, left = '0') => ({
    [`x-ratelimit-reset-${limit}`]: wait,
    [`x-ratelimit-remaining-${limit}`]: left,
  });

  it.each([
    ['OpenAI, crmne/ruby_llm PR#850', { ...reset('requests', '76ms'), ...reset('tokens', '6m0s', '9') }, 76],
    ['Azure, openai/openai-python#937', { 'x-rate-limit-reset-tokens': '55' }, 55_000],
    [
      'Cerebras, QwenLM/qwen-code PR#670, Kilo-Org/kilocode PR#2426',
      { 'x-ratelimit-reset-tokens-minute': '1.25', ...reset('requests-day', '33011', '14000') },
      1_250,
    ],
    ['two limits at once', { ...reset('requests', '1s'), ...reset('tokens', '2.5s') }, 2_500],
    ['a better advice beside it', { 'retry-after': '2', ...reset('tokens', '1m30s') }, 2_000],
    ['a limit that is not used up', reset('tokens', '1s', '40000'), undefined],
    ['Azure, openai/openai-dotnet#838: nothing counted', reset('tokens', '0', '-1'), undefined],
    ['a moment that is over', reset('tokens', '2015-10-21T07:28:00Z'), undefined],
    ['OpenRouter’s moment, over', { 'x-ratelimit-reset': '1741305600000' }, undefined],
    ['a word', reset('tokens', 'soon'), undefined],
  ])('may stand in the headers that count a limit: %s', (_source, headers, ms) => {
    expect(refused(429, openAiError('slow down'), headers as Record<string, string>).retryAfterMs).toBe(ms);
  });

  it('may be a moment to come: anthropics/anthropic-sdk-typescript#357', () => {
    const soon = new Date(Date.now() + 60_000);
    for (const moment of [soon.toISOString(), String(soon.getTime()), String(soon.getTime() / 1_000)]) {
      const headers = {
        'anthropic-ratelimit-tokens-remaining': '0',
        'anthropic-ratelimit-tokens-reset': moment,
      };
      const wait = refused(429, openAiError('slow down'), headers).retryAfterMs ?? 0;
      expect(wait).toBeGreaterThan(50_000);
      expect(wait).toBeLessThanOrEqual(60_000);
    }
  });

  it.each([
    ['another status', 503, 'slow down'],
    ['an account without credit', 429, 'You exceeded your current quota: insufficient_quota'],
  ])('is not read from the count of a limit for %s', (_what, status, words) => {
    expect(refused(status, openAiError(words), reset('tokens', '1s')).retryAfterMs).toBeUndefined();
  });

  it.each([
    ['Please try again in 94ms.', 94],
    // explyt/explyt#35: Cerebras
    ['Requests per second limit exceeded - too many requests sent.', 1_000],
    ['Tokens per minute limit exceeded - too many tokens processed.', undefined],
  ])('may stand in the refusal only: %s', (words, ms) => {
    expect(refused(429, openAiError(words)).retryAfterMs).toBe(ms);
  });
});
