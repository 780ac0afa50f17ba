/**
 * The agent file's `startSpeakingPlan` and `stopSpeakingPlan`: when the agent may begin, and when it must stop. Keys are
 * Vapi's where Vapi has them; keys that are left out come from the profile.
 */
import { z } from 'zod';
import { MULTI } from '../../actors/providers/languages.ts';
import type { ProfileName, SttCapabilities, SttProduct } from '../../actors/providers/stt-product.ts';
import { acknowledgementsOf, PHRASE_LANGUAGES, phrasesOf } from './phrases.ts';
import { profileOf } from './profiles.ts';

const seconds = (min: number, max: number) => z.number().min(min).max(max);

const WaitFunction = z
  .array(z.tuple([z.number().min(0).max(1), seconds(0, 10)]))
  .min(2)
  .refine((points) => points.every(([p], i) => i === 0 || p > (points[i - 1]?.[0] ?? 0)), {
    error: 'points in order of probability, each above the one before',
  })
  .refine((points) => points.every(([, wait], i) => i === 0 || wait <= (points[i - 1]?.[1] ?? 0)), {
    error:
      'a curve that never rises: the more probable it is that the caller has finished, the shorter the wait',
  });

const Regex = z
  .string()
  .max(500)
  .refine(isPattern, { error: 'a regular expression', abort: true })
  .refine(isQuick, {
    error: 'a regular expression that is quick on any text: no repetition of a repetition',
  });

/** Texts on which a pattern with catastrophic backtracking takes very long. */
const NASTY = ['a', '1', ' ', 'a ', '1 '].map((unit) => `${unit.repeat(24)}!`);
const LONGEST_MS = 100;

function isQuick(source: string): boolean {
  const pattern = patternOf(source);
  const startedAt = performance.now();
  return NASTY.every((text) => {
    pattern.test(text);
    return performance.now() - startedAt < LONGEST_MS;
  });
}

function isPattern(source: string): boolean {
  try {
    patternOf(source);
    return true;
  } catch {
    return false;
  }
}

/** The pattern with the flags of every rule: any case, Unicode characters. */
export const patternOf = (source: string): RegExp => new RegExp(source, 'iu');

export const StartSpeakingSchema = z.strictObject({
  /** The rule that ends turns: the vendor's, or ours on the vendor's confidence, on its text, or on silence alone. */
  endpointing: z.enum(['native', 'probability', 'text', 'silence']).default('native'),
  /** The caller hears no answer sooner than this after their last word. */
  waitSeconds: seconds(0, 5).default(0),
  /** With `probability`: [probability that the caller has finished, seconds of silence needed], from low to high. */
  smartEndpointingPlan: z.strictObject({ waitFunction: WaitFunction }).optional(),
  /** With `text`: seconds of silence needed, by how the text ends. */
  transcriptionEndpointingPlan: z
    .strictObject({
      onPunctuationSeconds: seconds(0, 3).optional(),
      onNoPunctuationSeconds: seconds(0, 3).optional(),
      onNumberSeconds: seconds(0, 3).optional(),
    })
    .optional(),
  /** With `silence`: seconds of silence that end a turn. */
  silenceSeconds: seconds(0.1, 10).optional(),
  /** The first matching rule wins: on the agent's last question, or on the caller's words so far. Default: dictation. */
  customEndpointingRules: z
    .array(
      z.strictObject({
        type: z.enum(['assistant', 'customer']),
        regex: Regex,
        timeoutSeconds: seconds(0.5, 15),
      }),
    )
    .max(50)
    .optional(),
});

const Phrases = z.union([z.enum(PHRASE_LANGUAGES), z.array(z.string().min(1)).max(500)], {
  error: `a list of phrases, or the name of one of ours: ${PHRASE_LANGUAGES.join(', ')}`,
});

export const StopSpeakingSchema = z.strictObject({
  /** False: the agent's speech is never interrupted; the caller's words during it are answered afterwards. */
  enabled: z.boolean().default(true),
  /** Number of words that interrupt. */
  numWords: z.number().int().min(0).max(10).default(0),
  /** Speech must last this long to hold the agent, counted from when the detector is sure of it. */
  voiceSeconds: seconds(0, 0.5).default(0),
  /** The agent is not heard again sooner than this after an interruption. */
  backoffSeconds: seconds(0, 5).default(0),
  /** Phrases that never interrupt. Default: those of the caller's language. */
  acknowledgementPhrases: Phrases.optional(),
  /** Phrases that always interrupt. */
  interruptionPhrases: Phrases.optional(),
  /** Speech without words holds the agent for this long. */
  falseInterruptionSeconds: seconds(0.3, 10).default(2),
  /** Time after the agent's first sound in which detected speech may be the agent's own echo. */
  echoSeconds: seconds(0, 5).default(0.3),
});

type Start = z.output<typeof StartSpeakingSchema>;
type Stop = z.output<typeof StopSpeakingSchema>;

export interface StartSpeaking {
  readonly endpointing: Start['endpointing'];
  readonly waitSeconds: number;
  readonly waitFunction: readonly (readonly [number, number])[];
  readonly onPunctuationSeconds: number;
  readonly onNoPunctuationSeconds: number;
  readonly onNumberSeconds: number;
  readonly silenceSeconds: number;
  readonly rules: readonly {
    readonly type: 'assistant' | 'customer';
    readonly regex: string;
    readonly timeoutSeconds: number;
  }[];
}

/** BCP 47. A caller may be heard in another language than the agent speaks, or in any: `multi`. */
interface Languages {
  readonly heard: string;
  readonly spoken: string;
}

export function completeStart(
  given: Start,
  profile: ProfileName,
  product: SttProduct,
  languages: Languages,
): StartSpeaking {
  const own = profileOf(profile);
  const { configurable, punctuatesOpenTurn } = product.capabilities;
  const asked = phrasesOf(languages.spoken)?.dictation.asked;
  const saying = phrasesOf(languages.heard)?.dictation.saying;
  const timeoutSeconds = own.dictationSeconds;
  const { transcriptionEndpointingPlan: usual } = own;
  const { transcriptionEndpointingPlan: text } = given;
  return {
    endpointing: given.endpointing,
    waitSeconds: given.waitSeconds,
    waitFunction: given.smartEndpointingPlan?.waitFunction ?? product.waitFunction(profile),
    onPunctuationSeconds: text?.onPunctuationSeconds ?? usual.onPunctuationSeconds,
    onNoPunctuationSeconds: text?.onNoPunctuationSeconds ?? usual.onNoPunctuationSeconds,
    onNumberSeconds: text?.onNumberSeconds ?? usual.onNumberSeconds,
    silenceSeconds: given.silenceSeconds ?? own.silenceSeconds,
    rules: given.customEndpointingRules ?? [
      ...(asked === undefined ? [] : [{ type: 'assistant' as const, regex: asked, timeoutSeconds }]),
      ...(saying === undefined ? [] : [{ type: 'customer' as const, regex: saying, timeoutSeconds }]),
      // Where patience cannot change during a call, the rules on text judge by full stops already.
      ...(configurable && punctuatesOpenTurn && own.unfinishedSeconds > 0
        ? [{ type: 'customer' as const, regex: UNFINISHED, timeoutSeconds: own.unfinishedSeconds }]
        : []),
    ],
  };
}

/** Text that does not end with a sentence's end mark, of any script, and what may close after that. */
const UNFINISHED = `[^\\p{STerm}…\\p{Pe}\\p{Pf}"'\\s][\\p{Pe}\\p{Pf}"']*\\s*$`;

type StopSpeakingPlan = Omit<Stop, 'acknowledgementPhrases' | 'interruptionPhrases'> & {
  readonly acknowledgementPhrases: readonly string[];
  readonly interruptionPhrases: readonly string[];
};

export function completeStop(
  { acknowledgementPhrases, interruptionPhrases, ...given }: Stop,
  { heard, spoken }: Languages,
): StopSpeakingPlan {
  const interrupting = interruptionPhrases ?? (heard === MULTI ? spoken : heard);
  return {
    ...given,
    acknowledgementPhrases: Array.isArray(acknowledgementPhrases)
      ? acknowledgementPhrases
      : acknowledgementsOf(acknowledgementPhrases ?? heard),
    interruptionPhrases: Array.isArray(interrupting)
      ? interrupting
      : (phrasesOf(interrupting)?.interruptions ?? []),
  };
}

interface Conflict {
  readonly path: readonly string[];
  readonly message: string;
}

/**
 * The strategies that a product allows: its own; ours on its confidence, when it reports one; and ours on text or
 * silence, when its own is only a silence. Where the vendor's model ends turns, rules on text and silence are not offered.
 */
const strategiesOf = ({ confidence, endOfTurn }: SttCapabilities): readonly Start['endpointing'][] => [
  'native',
  ...(confidence ? (['probability'] as const) : []),
  ...(endOfTurn === 'silence' ? (['text', 'silence'] as const) : []),
];
const PLAN_OF = {
  smartEndpointingPlan: 'probability',
  transcriptionEndpointingPlan: 'text',
  silenceSeconds: 'silence',
} as const;

/** Settings that contradict each other or the product. */
export function conflictsIn(plan: Start, product: SttProduct, vad: boolean): Conflict[] {
  const { endpointing } = plan;
  const { capabilities, models } = product;
  const strategies = strategiesOf(capabilities);
  const conflicts: Conflict[] = [];
  const add = (key: string, message: string) => conflicts.push({ path: ['startSpeakingPlan', key], message });
  if (!strategies.includes(endpointing))
    add('endpointing', `${strategies.map(quoted).join(' or ')} with this STT model`);
  for (const [key, needs] of Object.entries(PLAN_OF)) {
    if (plan[key as keyof typeof PLAN_OF] === undefined || endpointing === needs) continue;
    add(
      key,
      `left out: it conflicts with endpointing "${endpointing}", which ends turns without it; it belongs to "${needs}"`,
    );
  }
  if (plan.customEndpointingRules !== undefined && endpointing === 'native' && !capabilities.configurable) {
    const [, ...ours] = strategies;
    add(
      'customEndpointingRules',
      `left out: the end of turn of ${models[0]} cannot change during a call; use endpointing ${ours.map(quoted).join(' or ')}`,
    );
  }
  if (endpointing === 'silence' && !vad) add('endpointing', 'another one while vad.enabled is false');
  return conflicts;
}

const quoted = (word: string): string => `"${word}"`;
