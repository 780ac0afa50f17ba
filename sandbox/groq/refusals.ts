/**
 * Requests that real endpoints of the dialect refuse and that api.groq.com takes: a test chooses. Each is refused in the words of one
 * endpoint that does so; docs/vendors/openai.md has the sources. Pure, but for the connections.
 */
import type { Socket } from 'node:net';
import type { Refusal } from './errors.ts';
import type { ChatTurn } from './request.ts';
import { estimateTokens } from './tokens.ts';

export interface Refusals {
  /** The field is unknown, as to vLLM before 0.6.5 and to Mistral. */
  readonly maxCompletionTokens?: boolean;
  /** Only the default is taken, as by OpenAI's models while they reason. */
  readonly temperature?: boolean;
  /** The field is unknown, as to Google's endpoint. */
  readonly streamOptions?: boolean;
  /** The efforts that the model takes; an empty list: none, as Cerebras answers for models that do not reason. */
  readonly reasoningEffort?: readonly string[];
  /** The conversation must begin with the user and go in turn, as in Llama 2's and Mistral's chat templates. */
  readonly agentFirst?: boolean;
  /** There is no system role, as in Gemma's chat template. */
  readonly systemRole?: boolean;
  /** The longest prompt with its reply, in tokens; vLLM's words. */
  readonly contextTokens?: number;
  /** A content filter refuses prompts with these words; Azure's words. */
  readonly words?: RegExp;
  /** A connection that has served a request is reset by the next one, as a load balancer's after its idle timeout. */
  readonly idleConnections?: boolean;
}

interface Body {
  readonly temperature?: number;
  readonly stream_options?: unknown;
  readonly reasoning_effort?: string;
  readonly max_completion_tokens?: number;
  readonly max_tokens?: number;
}

const openAi = (message: string, param: string, code: string): Refusal => ({
  status: 400,
  body: { error: { message, type: 'invalid_request_error', param, code } },
});
const flat = (message: string): Refusal => ({
  status: 400,
  body: { object: 'error', message, type: 'BadRequestError', param: null, code: 400 },
});

/** The refusal that the request meets; undefined: it is taken. */
export function refusalOf(refuses: Refusals, body: Body, messages: readonly ChatTurn[]): Refusal | undefined {
  return refusedField(refuses, body) ?? refusedMessages(refuses, body, messages);
}

function refusedField(refuses: Refusals, body: Body): Refusal | undefined {
  const { reasoning_effort: effort } = body;
  if (refuses.maxCompletionTokens && body.max_completion_tokens !== undefined) {
    return flat(
      `[{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens'), 'msg': 'Extra inputs are not permitted', 'input': ${body.max_completion_tokens}}]`,
    );
  }
  if (refuses.temperature && body.temperature !== undefined && body.temperature !== 1) {
    return openAi(
      `Unsupported value: 'temperature' does not support ${body.temperature} with this model. Only the default (1) value is supported.`,
      'temperature',
      'unsupported_value',
    );
  }
  if (refuses.streamOptions && body.stream_options !== undefined) {
    const message = 'Invalid JSON payload received. Unknown name "stream_options": Cannot find field.';
    return { status: 400, body: [{ error: { code: 400, message, status: 'INVALID_ARGUMENT' } }] };
  }
  if (refuses.reasoningEffort && effort !== undefined && !refuses.reasoningEffort.includes(effort)) {
    const offer = refuses.reasoningEffort.map((value) => `'${value}'`).join(', ');
    if (offer !== '') {
      return openAi(
        `Unsupported value: 'reasoning_effort' does not support '${effort}' with this model. Supported values are: ${offer}.`,
        'reasoning_effort',
        'unsupported_value',
      );
    }
    const message = "reasoning_effort: property 'reasoning_effort' is unsupported";
    const param = 'validation_error';
    return { status: 400, body: { message, type: 'invalid_request_error', param, code: 'wrong_api_format' } };
  }
  return undefined;
}

function refusedMessages(
  refuses: Refusals,
  { max_completion_tokens: limit, max_tokens: oldLimit }: Body,
  messages: readonly ChatTurn[],
): Refusal | undefined {
  const turns = messages.filter(({ role }) => role !== 'system');
  if (refuses.systemRole && turns.length < messages.length) return flat('System role not supported');
  if (refuses.agentFirst && turns.some(({ role }, index) => (role === 'user') !== (index % 2 === 0))) {
    return flat('Conversation roles must alternate user/assistant/user/assistant/...');
  }
  const prompt = estimateTokens(messages.map(({ content }) => content).join('\n'));
  const total = prompt + (limit ?? oldLimit ?? 0);
  if (refuses.contextTokens !== undefined && total > refuses.contextTokens) {
    return flat(
      `This model's maximum context length is ${refuses.contextTokens} tokens. However, you requested ${total} tokens (${prompt} in the messages, ${total - prompt} in the completion). Please reduce the length of the messages or completion.`,
    );
  }
  if (refuses.words && messages.some(({ content }) => refuses.words?.test(content))) {
    return {
      status: 400,
      body: {
        error: {
          message:
            "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
          type: null,
          param: 'prompt',
          code: 'content_filter',
          status: 400,
          innererror: { code: 'ResponsibleAIPolicyViolation' },
        },
      },
    };
  }
  return undefined;
}

/** Whether this connection has served a request before. */
export function createUsedConnections(): (socket: Socket) => boolean {
  const used = new WeakSet<Socket>();
  return (socket) => {
    const isUsed = used.has(socket);
    used.add(socket);
    return isUsed;
  };
}
