/**
 * The agent file: how one agent behaves, as data. Where Vapi's assistant schema has a word, ours is the same.
 *
 * Strict: an unknown key is refused, because a misspelt key would otherwise have no effect.
 */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { DEFAULT_CONTEXT_TOKENS, historyBudget } from '../../actors/prompt-budget.ts';
import { isSameLanguage, MULTI } from '../../actors/providers/languages.ts';
import { PROFILE_NAMES } from '../../actors/providers/stt-product.ts';
import { spokenText } from '../../actors/text/spoken-text.ts';
import { ConfigProblems, configProblem, plainRule } from '../config/config-problems.ts';
import { JsonFault, type JsonText, parseJsonText } from '../config/json-text.ts';
import { beginningOf, nearlyNamed, wholePath } from '../config/paths.ts';
import { readTextFile, UnreadableFile } from '../config/text-file.ts';
import { nearest, withBareWords } from '../config/written-values.ts';
import { doubtsAbout } from './keyterms.ts';
import { dataDoubt, Language, withLanguage } from './language.ts';
import { completeMessages, missingMessages } from './messages.ts';
import { SOUNDS } from './phrases.ts';
import { profileOf } from './profiles.ts';
import { completeTranscriber, productOf, TranscriberSchema } from './transcriber.ts';
import {
  completeStart,
  completeStop,
  conflictsIn,
  StartSpeakingSchema,
  StopSpeakingSchema,
} from './turn-taking.ts';
import { ruleForVapiKey } from './vapi-keys.ts';
import { VoiceSchema } from './voice.ts';

const seconds = (min: number, max: number) => z.number().min(min).max(max);

const isSaid = (text: string): boolean => spokenText(text) !== '';
/** A part of another program's templates that it fills in, and that means nothing else in any language: `{{name | upper}}`, `{% if name %}`. */
const TEMPLATE = /\{\{[^{}]+\}\}|\{%[^{}]*%\}|<%[^<>]*%>/;
/** Such a part, or a variable: `{name}`, `${name}`, `%name%`, `[[name]]`, `*|NAME|*`. */
const VARIABLES: readonly RegExp[] = [
  TEMPLATE,
  /\$?\{\s*[\w.$-]+\s*\}/,
  /%[a-z_]\w*%/i,
  /\[\[[^[\]]+\]\]/,
  /\*\|\w+\|\*/,
];
const text = (maxChars: number) =>
  z
    .string()
    .max(maxChars)
    .refine((words) => !VARIABLES.some((form) => form.test(words)), {
      error: 'the words themselves: variables are not filled in here',
    });
/** A text that the agent says without the model. */
const line = (maxChars: number) => text(maxChars).refine(isSaid, { error: 'words that a voice can say' });
/** Such a text, or none. */
const optionalLine = (maxChars: number) =>
  text(maxChars).refine((words) => words === '' || isSaid(words), {
    error: 'words that a voice can say, or ""',
  });

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
      .array(
        z.strictObject({ role: z.literal('system'), content: z.string().regex(/\S/, { error: 'a text' }) }),
      )
      .length(1, { error: 'exactly one message, with role "system"' }),
    temperature: z.number().min(0).max(2).default(0),
    maxTokens: z.number().int().min(1).max(4_096).default(150),
    /** What prompt and reply may take of the model's context, in tokens; the oldest turns are left out first. */
    contextTokens: z.number().int().min(1_000).max(2_000_000).default(DEFAULT_CONTEXT_TOKENS),
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
  /** Where an editor finds a schema of the file: nothing to us. */
  $schema: z.string().optional(),
});

/** Turns that a prompt must have room for beside the system prompt and the reply, in tokens. */
const LEAST_HISTORY = 500;

export const AgentSchema = z
  .preprocess(withLanguage, AgentFile)
  .superRefine((file, context) => {
    const { language, messagePlan, profile, transcriber, startSpeakingPlan, vad, voice, model } = file;
    const lacking = LEAST_HISTORY - historyBudget(callModelOf(model));
    if (lacking > 0)
      context.addIssue({
        code: 'custom',
        path: ['model', 'contextTokens'],
        message: `at least ${model.contextTokens + lacking}: room for the system prompt, the reply and ${LEAST_HISTORY} tokens of talk`,
      });
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
      stopSpeakingPlan: completeStop(stopSpeakingPlan, { heard: transcriber.language, spoken }),
      maxTurnSeconds: file.maxTurnSeconds ?? profileOf(profile).maxTurnSeconds,
    };
  });

export type Agent = z.output<typeof AgentSchema>;

/** The part of the file that a model's prompt is made with. */
export const callModelOf = ({
  messages,
  temperature,
  maxTokens,
  contextTokens,
}: z.output<typeof AgentFile>['model']) => ({
  systemPrompt: messages.map(({ content }) => content).join('\n'),
  temperature,
  maxTokens,
  contextTokens,
});

/** Reads and checks an agent file. A relative path begins at the working directory. Throws `CONFIG_INVALID` with every mistake. */
export function loadAgent(path: string): Agent {
  const problems = new ConfigProblems();
  const json = readJson(path);
  const where = (at: readonly PropertyKey[]): string => {
    const line = json.lineOf(at) ?? json.lineOf(at.slice(0, -1));
    return `${line === undefined ? path : `${path}:${line}`}:${at.length > 0 ? ` ${at.join('.')}` : ''}`;
  };
  for (const { path: at, lines } of json.twice)
    problems.say(`${where(at)} stands twice, in lines ${lines.join(' and ')}: keep one`);
  const parsed = AgentSchema.safeParse(withBareWords(json.value), { error: plainRule });
  for (const issue of parsed.error?.issues ?? []) {
    if (issue.code !== 'unrecognized_keys') {
      problems.add(where(issue.path), valueAt(json.value, issue.path), issue.message);
      continue;
    }
    const known = 'known' in issue ? (issue.known as string[]) : knownKeys(AgentFile, issue.path);
    for (const key of issue.keys) {
      const at = [...issue.path, key];
      const value = valueAt(json.value, at);
      // A list or an object may hold a secret, or a whole prompt.
      if (typeof value === 'object') problems.say(`${where(at)}: ${ruleForUnknown(at, known)}`);
      else problems.add(where(at), value, ruleForUnknown(at, known));
    }
  }
  problems.throwIfAny();
  return parsed.data as Agent;
}

/** The JSON of the file. Throws `CONFIG_INVALID` when the file cannot be read, or holds no object. */
function readJson(path: string): JsonText {
  const whole = wholePath(path);
  try {
    const text = readTextFile(whole);
    if (text.trim() === '') throw new UnreadableFile('is empty');
    const json = parseJsonText(text);
    if (typeof json.value === 'object' && json.value !== null && !Array.isArray(json.value)) return json;
    throw new UnreadableFile('holds no object in braces');
  } catch (error) {
    if (error instanceof JsonFault)
      throw configProblem('AGENT_FILE', path, `it must be JSON: ${whole}, ${error.message}`);
    if (error instanceof UnreadableFile) {
      const near = existsSync(whole) ? [] : nearlyNamed(whole);
      const meant = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}, beside it?`;
      throw configProblem(
        'AGENT_FILE',
        path,
        `it must be a JSON file with an agent, and ${whole} ${error.message}${beginningOf(path)}${meant}`,
      );
    }
    throw error;
  }
}

function ruleForUnknown(at: readonly PropertyKey[], known: readonly string[]): string {
  const theirs = ruleForVapiKey(at);
  if (theirs !== undefined) return theirs;
  const meant = nearest(String(at.at(-1)), known);
  return `no such key${meant === undefined ? `; there are ${known.join(', ')}` : `: did you mean ${meant}?`}`;
}

/** The keys that a file may have at this path. */
function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)
    return knownKeys(schema.unwrap(), path);
  if (schema instanceof z.ZodPipe) return knownKeys(schema.in, path);
  const [first, ...rest] = path;
  if (schema instanceof z.ZodArray) return knownKeys(schema.element, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  if (first === undefined) return Object.keys(schema.shape);
  const inner: z.core.$ZodType | undefined = schema.shape[String(first)];
  return inner ? knownKeys(inner, rest) : [];
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    json,
  );
}

/** Settings that are allowed and that the operator may not have meant: one sentence each. */
export function warningsOf({ language, model, transcriber, stopSpeakingPlan }: Agent): string[] {
  const lackingData = dataDoubt(language);
  const warnings: string[] = lackingData === undefined ? [] : [lackingData];
  const [variable] = model.messages.flatMap(({ content }) => TEMPLATE.exec(content) ?? []);
  if (variable !== undefined)
    warnings.push(
      `model.messages: the model gets ${variable} as it stands: variables are not filled in here`,
    );
  if (stopSpeakingPlan.acknowledgementPhrases === SOUNDS)
    warnings.push(
      `transcriber.language=${transcriber.language}: of its phrases only sounds are known, so that its word for "yes" interrupts; set stopSpeakingPlan.acknowledgementPhrases`,
    );
  const product = productOf(transcriber);
  for (const doubt of doubtsAbout(transcriber.keyterms, product.capabilities.keyterms))
    warnings.push(`transcriber.keyterms: ${doubt}`);
  for (const { key, message } of product.warningsOn(transcriber))
    warnings.push(`transcriber.${key}=${transcriber[key]}: ${message}`);
  return warnings;
}
