/**
 * One simulated call as data: the steps of the caller, the latencies of vendors and line, and the faults with their times.
 *
 *   arbitraries.ts, or a file ──> Scenario ──> simulate-call.ts
 *
 * Plain JSON, so that a scenario that broke a rule can be kept, read and run again.
 */
import { z } from 'zod';
import { type Agent, AgentSchema } from '../../server/agent/agent-file.ts';
import { FAULT_NAMES } from './faults.ts';
import { LINE_PACES, LLM_PACES, STT_PACES, TTS_PACES } from './latencies.ts';

const ms = (max: number) => z.number().int().min(0).max(max);
const nameIn = <T extends object>(names: T) => z.enum(Object.keys(names) as [keyof T & string]);

/** One step of the caller. */
const StepSchema = z.discriminatedUnion('does', [
  /** Says `words` words of `wordMs` each. */
  z.strictObject({
    does: z.literal('speaks'),
    words: z.number().int().min(1).max(400),
    wordMs: z.number().int().multipleOf(20).min(40).max(1_000),
  }),
  /** Says nothing; a short pause falls within a sentence. */
  z.strictObject({ does: z.literal('pauses'), ms: ms(120_000) }),
  /** Waits until the agent has finished, and `ms` more. */
  z.strictObject({ does: z.literal('listens'), ms: ms(60_000) }),
  /** Lets the agent speak for `ms`: the next step falls into the agent's speech. */
  z.strictObject({ does: z.literal('letsSpeak'), ms: ms(60_000) }),
  /** A sound without words. */
  z.strictObject({ does: z.literal('coughs'), ms: ms(10_000) }),
  z.strictObject({ does: z.literal('pressesKey') }),
  z.strictObject({ does: z.literal('hangsUp') }),
  /** The socket closes without a `stop`. */
  z.strictObject({ does: z.literal('dropsOff') }),
]);
export type Step = z.output<typeof StepSchema>;

export const ScenarioSchema = z.strictObject({
  /** Seed of every value that is drawn while the call runs. */
  seed: z.number().int().min(0).max(0xffffffff),
  agent: z.strictObject({
    greets: z.boolean(),
    fills: z.boolean(),
    speculates: z.boolean(),
    silenceSeconds: z.number().int().min(1).max(60),
    maxDurationSeconds: z.number().int().min(10).max(43_200),
    /** Silence after which the STT ends a turn that its model does not end. */
    eotTimeoutMs: z.number().int().min(500).max(60_000),
  }),
  voice: z.strictObject({
    /** Whether audio comes with the time of each letter. */
    aligned: z.boolean(),
    /** Whether the TTS vendor was reachable at boot, so that fixed texts are clips. */
    clips: z.boolean(),
  }),
  pace: z.strictObject({
    stt: nameIn(STT_PACES),
    llm: nameIn(LLM_PACES),
    tts: nameIn(TTS_PACES),
    line: nameIn(LINE_PACES),
  }),
  caller: z.array(StepSchema),
  faults: z.array(
    z.strictObject({
      name: z.enum(FAULT_NAMES),
      atMs: ms(3_600_000),
      forMs: ms(60_000).optional(),
    }),
  ),
});
export type Scenario = z.output<typeof ScenarioSchema>;

/** The agent that answers in a scenario: real texts, and the limits of a real agent file. */
export function agentOf({ agent }: Scenario): Agent {
  return AgentSchema.parse({
    name: 'simulated',
    firstMessage: agent.greets ? 'Hello, this is the bakery. How can I help you?' : '',
    model: { messages: [{ role: 'system', content: 'You answer the phone of a bakery.' }] },
    transcriber: {
      eagerEotThreshold: agent.speculates ? 0.5 : null,
      eotTimeoutMs: agent.eotTimeoutMs,
    },
    silenceTimeoutSeconds: agent.silenceSeconds,
    maxDurationSeconds: agent.maxDurationSeconds,
    messagePlan: { fillerMessage: agent.fills ? 'One moment.' : '' },
  });
}
