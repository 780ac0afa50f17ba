/**
 * The agent file: how one agent behaves, as data. Where Vapi's assistant schema has a word, ours is the same.
 *
 * Strict: an unknown key is refused, because a typo in a prompt file would otherwise be silence.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Limits, Script } from '../machines/call.context.ts';
import { ConfigProblems } from './config-problems.ts';

const seconds = (min: number, max: number) => z.number().min(min).max(max);

export const AgentSchema = z.strictObject({
  name: z.string().min(1).default('agent'),
  /** Spoken first, without the model. Empty: the caller begins. */
  firstMessage: z.string().max(1_000).default(''),
  model: z.strictObject({
    /** The system prompt is the one message with role `system`. */
    messages: z
      .array(z.strictObject({ role: z.literal('system'), content: z.string().min(1) }))
      .length(1, { error: 'exactly one message, with role "system"' }),
    temperature: z.number().min(0).max(2).default(0),
    maxTokens: z.number().int().min(1).max(4_096).default(150),
  }),
  transcriber: z
    .strictObject({
      provider: z.literal('deepgram').default('deepgram'),
      model: z.enum(['flux-general-en', 'flux-general-multi']).default('flux-general-en'),
      /** Confidence at which a turn is over, 0.5 to 1. */
      eotThreshold: z.number().min(0.5).max(1).default(0.7),
      /** Confidence at which a reply is begun behind a closed gate, 0.3 to 0.9; null never. */
      eagerEotThreshold: z.number().min(0.3).max(0.9).nullable().default(0.5),
      eotTimeoutMs: z.number().int().min(500).max(60_000).default(3_000),
      keyterms: z.array(z.string().min(1)).max(100).default([]),
    })
    .refine(({ eotThreshold, eagerEotThreshold }) => (eagerEotThreshold ?? 0) <= eotThreshold, {
      error: 'an eagerEotThreshold not above eotThreshold',
    })
    .prefault({}),
  voice: z
    .strictObject({
      provider: z.literal('11labs').default('11labs'),
      model: z.string().min(1).default('eleven_flash_v2_5'),
      stability: z.number().min(0).max(1).default(0.5),
      similarityBoost: z.number().min(0).max(1).default(0.75),
      speed: z.number().min(0.7).max(1.2).default(1),
    })
    .prefault({}),
  /** Silence of both sides before the agent speaks up, and again before it says goodbye. */
  silenceTimeoutSeconds: seconds(1, 3_600).default(10),
  maxDurationSeconds: seconds(10, 43_200).default(600),
  messagePlan: z
    .strictObject({
      /** Said after silence; empty: straight to the goodbye. */
      idleMessage: z.string().max(500).default('Are you still there?'),
      idleMessageMaxSpokenCount: z.number().int().min(0).max(10).default(2),
      silenceTimeoutMessage: z.string().max(500).default("I'll let you go. Goodbye."),
      /** Said when the model is slow, outside the history; empty: never. */
      fillerMessage: z.string().max(200).default('One moment.'),
      fillerDelaySeconds: seconds(0.2, 10).default(1.2),
      apologyMessage: z
        .string()
        .min(1)
        .max(500)
        .default("I'm sorry, something went wrong. Could you say that again?"),
      maxDurationMessage: z.string().max(500).default('I have to end our call here. Goodbye.'),
      outOfOrderMessage: z
        .string()
        .min(1)
        .max(500)
        .default("I'm sorry, we have a technical problem. Please call back in a moment."),
    })
    .prefault({}),
});

export type Agent = z.output<typeof AgentSchema>;

/** Reads and checks an agent file. Throws `CONFIG_INVALID` with every mistake. */
export function loadAgent(path: string): Agent {
  const problems = new ConfigProblems();
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    problems.add('AGENT_FILE', path, `it must be a readable JSON file (${(error as Error).message})`);
    problems.throwIfAny();
  }
  const parsed = AgentSchema.safeParse(json);
  for (const issue of parsed.error?.issues ?? []) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        problems.add(
          `${path}: ${[...issue.path, key].join('.')}`,
          valueAt(json, [...issue.path, key]),
          'no such key',
        );
      }
    } else problems.add(`${path}: ${issue.path.join('.')}`, valueAt(json, issue.path), issue.message);
  }
  problems.throwIfAny();
  return parsed.data as Agent;
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    json,
  );
}

export const scriptOf = ({ firstMessage, messagePlan }: Agent): Script => ({
  greeting: firstMessage,
  nudge: messagePlan.idleMessage,
  filler: messagePlan.fillerMessage,
  apology: messagePlan.apologyMessage,
  goodbye: messagePlan.silenceTimeoutMessage,
  timeUp: messagePlan.maxDurationMessage,
  outOfOrder: messagePlan.outOfOrderMessage,
});

/** Slow speech takes about 90 ms a character. */
function goodbyeLimitMs({ messagePlan }: Agent): number {
  const { silenceTimeoutMessage, maxDurationMessage, outOfOrderMessage } = messagePlan;
  const longest = Math.max(
    ...[silenceTimeoutMessage, maxDurationMessage, outOfOrderMessage].map((text) => text.length),
  );
  return Math.max(8_000, 4_000 + 90 * longest);
}

/** The chart's limits: the agent's own, and those that are nobody's taste. */
export const limitsOf = (agent: Agent): Limits => ({
  connectMs: 10_000,
  maxDurationMs: agent.maxDurationSeconds * 1_000,
  silenceMs: agent.silenceTimeoutSeconds * 1_000,
  maxNudges: agent.messagePlan.idleMessageMaxSpokenCount,
  turnMs: 60_000,
  overdueMs: 1_000,
  strandedMs: 4_000,
  speculationMs: 5_000,
  maxSpeculations: 3,
  fillerMs: agent.messagePlan.fillerDelaySeconds * 1_000,
  replyMs: 7_000,
  speechMs: 120_000,
  goodbyeMs: goodbyeLimitMs(agent),
  finalTextMs: 1_800,
  lastTextMs: 200,
  reopenMs: [250, 750, 1_500],
  steadyMs: 5_000,
  maxFailures: 3,
});
