/**
 * The agent file's `startSpeakingPlan` and `stopSpeakingPlan`: when the agent may begin, and when it must stop. The words
 * are Vapi's where Vapi has them; what is left out comes from the profile.
 */
import { z } from 'zod';
import type { ProfileName, SttCapabilities, SttProduct } from '../../actors/providers/stt-product.ts';
import { PHRASE_LANGUAGES, phrasesOf } from './phrases.ts';
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

/** Texts on which patterns that look again and again take for ever. */
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

/** As every rule reads it: any case, whole characters of any alphabet. */
export const patternOf = (source: string): RegExp => new RegExp(source, 'iu');

export const StartSpeakingSchema = z.strictObject({
  /** Who ends turns: the vendor, or our rule on its confidence, its text, or silence alone. */
  endpointing: z.enum(['native', 'probability', 'text', 'silence']).default('native'),
  /** Added to every wait: from the caller's last word, before which the agent is not heard. */
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
  /** With `silence`: seconds of it. */
  silenceSeconds: seconds(0.1, 10).optional(),
  /** First rule that fits: on what the agent has just asked, or what the caller has said so far. Default: dictation. */
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
  /** False: nothing the agent says is interrupted; what is said meanwhile is answered afterwards. */
  enabled: z.boolean().default(true),
  /** So many words interrupt. */
  numWords: z.number().int().min(0).max(10).default(0),
  /** A voice must last this long to hold the agent; what the detector needs to be sure comes first. */
  voiceSeconds: seconds(0, 0.5).default(0),
  /** After an interruption, before which the agent is not heard again. */
  backoffSeconds: seconds(0, 5).default(0),
  /** Never interrupt. Default: those of the transcriber's language. */
  acknowledgementPhrases: Phrases.optional(),
  /** Always interrupt. */
  interruptionPhrases: Phrases.optional(),
  /** A voice without words holds the agent for so long. */
  falseInterruptionSeconds: seconds(0.3, 10).default(2),
  /** After our first sound, in which a voice may be its echo. */
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

export function completeStart(
  given: Start,
  profile: ProfileName,
  product: SttProduct,
  language: string,
): StartSpeaking {
  const own = profileOf(profile);
  const { configurable, punctuatesOpenTurn } = product.capabilities;
  const dictation = phrasesOf(language)?.dictation;
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
      ...(dictation
        ? [
            { type: 'assistant' as const, regex: dictation.asked, timeoutSeconds },
            { type: 'customer' as const, regex: dictation.saying, timeoutSeconds },
          ]
        : []),
      // Where patience cannot change, the rules on text judge by full stops already.
      ...(configurable && punctuatesOpenTurn && own.unfinishedSeconds > 0
        ? [{ type: 'customer' as const, regex: UNFINISHED, timeoutSeconds: own.unfinishedSeconds }]
        : []),
    ],
  };
}

/** A sentence that goes on. */
const UNFINISHED = '[^.!?…]\\s*$';

type StopSpeakingPlan = Omit<Stop, 'acknowledgementPhrases' | 'interruptionPhrases'> & {
  readonly acknowledgementPhrases: readonly string[];
  readonly interruptionPhrases: readonly string[];
};

export function completeStop(given: Stop, language: string): StopSpeakingPlan {
  const listOf = (phrases: Stop['acknowledgementPhrases'], which: 'acknowledgements' | 'interruptions') =>
    typeof phrases === 'object' ? phrases : (phrasesOf(phrases ?? language)?.[which] ?? []);
  return {
    ...given,
    acknowledgementPhrases: listOf(given.acknowledgementPhrases, 'acknowledgements'),
    interruptionPhrases: listOf(given.interruptionPhrases, 'interruptions'),
  };
}

interface Conflict {
  readonly path: readonly string[];
  readonly message: string;
}

/**
 * Which strategies go with a product: its own, ours on its confidence when it says one, and ours on text or silence when
 * its own is no more than a silence. A model that ends turns is not second-guessed by them.
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

/** What does not go together. */
export function conflictsIn(plan: Start, product: SttProduct, vad: boolean): Conflict[] {
  const { endpointing } = plan;
  const { capabilities, models } = product;
  const strategies = strategiesOf(capabilities);
  const conflicts: Conflict[] = [];
  const add = (key: string, message: string) => conflicts.push({ path: ['startSpeakingPlan', key], message });
  if (!strategies.includes(endpointing))
    add('endpointing', `${strategies.map(quoted).join(' or ')} with this transcriber`);
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
