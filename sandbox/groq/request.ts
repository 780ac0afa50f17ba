/**
 * Reads a chat completion request the way Groq does: unknown properties, missing fields and out-of-range values
 * are refused in Groq's own phrasing. Pure.
 */
import { z } from 'zod';
import { badRequest, modelDecommissioned, modelNotFound, type Refusal } from './errors.ts';

/** Model ids that existed and answer 400 instead of 404. */
const DECOMMISSIONED = new Set(['llama-3.1-8b-instant', 'llama-3.3-70b-versatile', 'gemma2-9b-it']);

const TextPart = z.object({ type: z.literal('text'), text: z.string() });
const Content = z.union([z.string(), z.array(TextPart).min(1)]);
const Message = z.discriminatedUnion('role', [
  z.strictObject({
    role: z.enum(['system', 'developer', 'user']),
    content: Content,
    name: z.string().optional(),
  }),
  z.strictObject({
    role: z.literal('assistant'),
    content: Content.nullish(),
    name: z.string().optional(),
    reasoning: z.string().nullish(),
    tool_calls: z.array(z.unknown()).optional(),
  }),
  z.strictObject({ role: z.literal('tool'), content: Content, tool_call_id: z.string() }),
]);

const ChatBody = z.strictObject({
  model: z.string(),
  messages: z.array(Message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_usage: z.boolean().optional() }).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  max_tokens: z.int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  seed: z.int().nullish(),
  n: z.literal(1).nullish(),
  tools: z.array(z.unknown()).max(128).nullish(),
  tool_choice: z.unknown().optional(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: z.unknown().optional(),
  reasoning_effort: z.enum(['none', 'default', 'low', 'medium', 'high']).nullish(),
  reasoning_format: z.enum(['hidden', 'raw', 'parsed']).nullish(),
  include_reasoning: z.boolean().nullish(),
  service_tier: z.enum(['auto', 'on_demand', 'flex', 'performance']).nullish(),
  disable_tool_validation: z.boolean().optional(),
  user: z.string().nullish(),
});

/** One message of the conversation that a reply function gets: text content only. */
export interface ChatTurn {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
  readonly content: string;
}

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatTurn[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** Infinity when the request sets none. */
  readonly maxTokens: number;
  readonly stop: readonly string[];
}

function describe(issue: z.core.$ZodIssue): string {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const unsupported = `property '${issue.keys[0]}' is unsupported`;
    return path === '' ? unsupported : `'${path}' : ${unsupported}`;
  }
  return `'${path}' : ${issue.message}`;
}

const flatten = (content: z.infer<typeof Content> | null | undefined): string =>
  typeof content === 'string' ? content : (content ?? []).map((part) => part.text).join('');

/** The request, or the refusal Groq would answer with. */
export function readChatRequest(body: unknown, models: readonly string[]): ChatRequest | Refusal {
  const parsed = ChatBody.safeParse(body);
  if (!parsed.success) return badRequest(describe(parsed.error.issues[0] as z.core.$ZodIssue));
  const { model, messages, stream, stream_options: streamOptions, ...rest } = parsed.data;
  if (DECOMMISSIONED.has(model)) return modelDecommissioned(model);
  if (!models.includes(model)) return modelNotFound(model);
  if (rest.reasoning_format != null && rest.include_reasoning != null) {
    return badRequest('reasoning_format and include_reasoning cannot both be set');
  }
  if (streamOptions != null && stream !== true) {
    return badRequest("The 'stream_options' parameter is only allowed when 'stream' is enabled.");
  }
  return {
    model,
    messages: messages.map((message) => ({ role: message.role, content: flatten(message.content) })),
    stream: stream === true,
    includeUsage: streamOptions?.include_usage === true,
    maxTokens: rest.max_completion_tokens ?? rest.max_tokens ?? Number.POSITIVE_INFINITY,
    stop: typeof rest.stop === 'string' ? [rest.stop] : (rest.stop ?? []),
  };
}
