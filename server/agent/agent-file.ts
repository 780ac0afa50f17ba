/**
 * The agent file: how one agent behaves, as data. Where Vapi's assistant schema has a word, ours is the same.
 *
 * Strict: an unknown key is refused, because a misspelt key would otherwise have no effect.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isSameLanguage, MULTI } from '../../actors/providers/languages.ts';
import { PROFILE_NAMES } from '../../actors/providers/stt-product.ts';
import { spokenText } from '../../actors/text/spoken-text.ts';
import { ConfigProblems } from '../config/config-problems.ts';
import { Language, withLanguage } from './language.ts';
import { completeMessages, missingMessages } from './messages.ts';
import { profileOf } from './profiles.ts';
import { completeTranscriber, productOf, TranscriberSchema } from './transcriber.ts';
import {
  completeStart,
  completeStop,
  conflictsIn,
  StartSpeakingSchema,
  StopSpeakingSchema,
} from './turn-taking.ts';
import { VoiceSchema } from './voice.ts';

const seconds = (min: number, max: number) => z.number().min(min).max(max);

const isSaid = (text: string): boolean => spokenText(text) !== '';
/** A text that the agent says without the model. */
const line = (maxChars: number) =>
  z.string().max(maxChars).refine(isSaid, { error: 'words that a voice can say' });
/** Such a text, or none. */
const optionalLine = (maxChars: number) =>
  z
    .string()
    .max(maxChars)
    .refine((text) => text === '' || isSaid(text), { error: 'words that a voice can say, or ""' });

const AgentFile = z.strictObject({
  name: z.string().min(1).default('agent'),
  /** What the agent speaks: BCP 47. Default: what the transcriber or the voice says, or English. */
  language: Language,
  /** The greeting, spoken without the model. Empty: the caller begins. */
  firstMessage: optionalLine(1_000).default(''),
  /** False: the greeting is said to its end, and the caller's words during it are answered afterwards. */
  firstMessageInterruptionsEnabled: z.boolean().default(true),
  /** How patient the agent is: the profile's figures fill in every turn-taking key that is left out (profiles.ts). */
  profile: z.enum(PROFILE_NAMES).default('balanced'),
  model: z.strictObject({
    /** The system prompt is the one message with role `system`. */
    messages: z
      .array(z.strictObject({ role: z.literal('system'), content: z.string().min(1) }))
      .length(1, { error: 'exactly one message, with role "system"' }),
    temperature: z.number().min(0).max(2).default(0),
    maxTokens: z.number().int().min(1).max(4_096).default(150),
  }),
  transcriber: TranscriberSchema.prefault({}),
  startSpeakingPlan: StartSpeakingSchema.prefault({}),
  stopSpeakingPlan: StopSpeakingSchema.prefault({}),
  /** The voice activity detector, which runs on our own processor. */
  vad: z.strictObject({ enabled: z.boolean().default(true) }).prefault({}),
  voice: VoiceSchema.prefault({}),
  /** Silence of both sides before the agent says `idleMessage`, and again before it says goodbye. */
  silenceTimeoutSeconds: seconds(1, 3_600).default(10),
  maxDurationSeconds: seconds(10, 43_200).default(600),
  /** The agent interrupts a turn that is longer than this, after `cutInMessage`. Default: the profile's. */
  maxTurnSeconds: seconds(5, 600).optional(),
  /** What the agent says without the model. Default: the texts of its language (messages.ts). */
  messagePlan: z
    .strictObject({
      /** Said after silence; empty: straight to the goodbye. */
      idleMessage: optionalLine(500).optional(),
      idleMessageMaxSpokenCount: z.number().int().min(0).max(10).default(2),
      silenceTimeoutMessage: optionalLine(500).optional(),
      /** Said when the model is slow, outside the history; empty: never. */
      fillerMessage: optionalLine(200).optional(),
      fillerDelaySeconds: seconds(0.2, 10).default(1.2),
      /** Said before the answer to a turn that exceeded `maxTurnSeconds`, outside the history; empty: never. */
      cutInMessage: optionalLine(200).optional(),
      apologyMessage: line(500).optional(),
      maxDurationMessage: optionalLine(500).optional(),
      outOfOrderMessage: line(500).optional(),
      /** Said by the carrier to new callers while the server shuts down. */
      drainMessage: line(500).optional(),
    })
    .prefault({}),
});

export const AgentSchema = z
  .preprocess(withLanguage, AgentFile)
  .superRefine(({ language, messagePlan, profile, transcriber, startSpeakingPlan, vad, voice }, context) => {
    const { product } = transcriber;
    const missing = missingMessages(messagePlan, language);
    if (missing.length > 0)
      context.addIssue({
        code: 'custom',
        path: ['messagePlan'],
        message: `every text written in "${language}", which has none of ours: ${missing.join(', ')}`,
      });
    if (!isSameLanguage(voice.language, language))
      context.addIssue({
        code: 'custom',
        path: ['voice', 'language'],
        message: `"${language}" or one of its regions, because that is what the agent speaks`,
      });
    for (const { key, message } of product.problemsIn(completeTranscriber(transcriber, profile)))
      context.addIssue({ code: 'custom', path: ['transcriber', key], message });
    for (const { path, message } of conflictsIn(startSpeakingPlan, product, vad.enabled))
      context.addIssue({ code: 'custom', path: [...path], message });
    if (transcriber.gate === 'vad' && !vad.enabled)
      context.addIssue({
        code: 'custom',
        path: ['transcriber', 'gate'],
        message: '"none" while vad.enabled is false',
      });
  })
  .transform((file) => {
    const { profile, startSpeakingPlan, stopSpeakingPlan } = file;
    const { product } = file.transcriber;
    const transcriber = completeTranscriber(file.transcriber, profile);
    const spoken = file.language;
    const heard = transcriber.language === MULTI ? spoken : transcriber.language;
    return {
      ...file,
      messagePlan: completeMessages(file.messagePlan, spoken),
      transcriber,
      startSpeakingPlan: completeStart(startSpeakingPlan, profile, product, { heard, spoken }),
      stopSpeakingPlan: completeStop(stopSpeakingPlan, heard),
      maxTurnSeconds: file.maxTurnSeconds ?? profileOf(profile).maxTurnSeconds,
    };
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

/** Settings that are allowed and that the operator may not have meant: one sentence each. */
export function warningsOf({ transcriber, stopSpeakingPlan }: Agent): string[] {
  const warnings: string[] = [];
  if (stopSpeakingPlan.acknowledgementPhrases.length === 0)
    warnings.push(
      `transcriber.language=${transcriber.language}: no phrases are known for it, so that "uh-huh" interrupts; set stopSpeakingPlan.acknowledgementPhrases`,
    );
  for (const { key, message } of productOf(transcriber).warningsOn(transcriber))
    warnings.push(`transcriber.${key}=${transcriber[key]}: ${message}`);
  return warnings;
}
