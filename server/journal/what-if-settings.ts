/**
 * `transcriber.eotThreshold=0.8,silenceTimeoutSeconds=5` as settings to replay a call with. Keys and allowed values are
 * those of the agent file.
 */
import { z } from 'zod';
import type { Limits } from '../../machines/call.input.ts';
import { VoiceError } from '../../machines/errors.ts';
import { AgentSchema } from '../agent/agent-file.ts';
import { limitsOf } from '../agent/call-input.ts';
import { plainRule } from '../config/config-problems.ts';
import type { RecordedCall } from './journal-file.ts';
import type { EndpointSettings } from './what-if.ts';

interface WhatIf {
  readonly endpoint: EndpointSettings;
  readonly limits: Limits;
}

/** The keys whose effect can be computed from a journal. */
const KEYS = [
  'transcriber.eotThreshold',
  'transcriber.eagerEotThreshold',
  'transcriber.eotTimeoutMs',
  'silenceTimeoutSeconds',
  'messagePlan.fillerDelaySeconds',
];

/** Settings of an STT product that ends turns by its own confidence. */
const Thresholds = z.object({
  eotThreshold: z.number(),
  eagerEotThreshold: z.number().nullable(),
  eotTimeoutMs: z.number(),
});

/** The settings of the recorded call. Throws `CONFIG_INVALID` when the vendor's confidence did not end its turns. */
export function recordedSettings({ settings, input }: RecordedCall): WhatIf {
  const { endpointing } = settings.startSpeakingPlan as { endpointing?: string };
  const endpoint = Thresholds.safeParse(settings.transcriber);
  if (!endpoint.success || endpointing !== 'native')
    throw refused(`what-if knows ${THRESHOLDS}, and the turns of this call were ended by another rule`);
  return { endpoint: endpoint.data, limits: input.limits };
}

/** The recorded settings with these changed. Throws `CONFIG_INVALID` with the key, the value and what is allowed. */
export function whatIf(call: RecordedCall, assignments: string): WhatIf {
  const recorded = recordedSettings(call);
  const agent: Record<string, unknown> = {
    model: { messages: [{ role: 'system', content: '-' }] },
    transcriber: { ...recorded.endpoint },
    silenceTimeoutSeconds: recorded.limits.silenceMs / 1_000,
    messagePlan: { fillerDelaySeconds: recorded.limits.fillerMs / 1_000 },
  };
  for (const assignment of assignments.split(',')) assign(agent, assignment.trim());
  const parsed = AgentSchema.safeParse(agent, { error: plainRule });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refused(`${issue?.path.join('.')} in "${assignments}": ${issue?.message}`);
  }
  const endpoint = Thresholds.safeParse(parsed.data.transcriber);
  if (!endpoint.success) throw refused(`what-if knows ${THRESHOLDS} only`);
  const { silenceMs, fillerMs } = limitsOf(parsed.data);
  return {
    endpoint: endpoint.data,
    limits: { ...recorded.limits, silenceMs, fillerMs },
  };
}

function assign(agent: Record<string, unknown>, assignment: string): void {
  const [key = '', value, ...more] = assignment.split('=');
  if (!KEYS.includes(key) || value === undefined || more.length > 0) {
    throw refused(`"${assignment}" is not key=value with one of these keys: ${KEYS.join(', ')}`);
  }
  const path = key.split('.');
  const last = path.pop() as string;
  const parent = path.reduce<Record<string, unknown>>(
    (object, step) => object[step] as Record<string, unknown>,
    agent,
  );
  parent[last] = readValue(value);
}

const readValue = (text: string): unknown => {
  if (text === 'null') return null;
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : number;
};

const THRESHOLDS = Object.keys(Thresholds.shape).join(', ');

const refused = (why: string): VoiceError => new VoiceError('CONFIG_INVALID', why);
