/**
 * The rules of one language for the ends of sentences, made of its data once and shared by all calls.
 */
import { COMMON, LANGUAGES, SAME_AS, type SentenceData } from './sentence-languages.ts';

export interface SentenceRules {
  readonly locale: string;
  readonly segmenter: Intl.Segmenter;
  readonly never: ReadonlySet<string>;
  readonly beforeNumber: ReadonlySet<string>;
  readonly maybe: ReadonlySet<string>;
  readonly starters: ReadonlySet<string>;
  /** Abbreviations with a dot inside, which may be written with blanks. */
  readonly dotted: readonly string[];
  /** Ends of words that `never` stands for: `Marienstr.` */
  readonly endings: readonly string[];
  readonly hasOrdinals: boolean;
}

const known = new Map<string, SentenceRules>();

/** A language without data has the common rules, and so has a tag that is none; `multi` has those of every language. */
export function sentenceRulesOf(locale: string): SentenceRules {
  const rules = known.get(locale) ?? makeRules(locale);
  known.set(locale, rules);
  return rules;
}

function makeRules(locale: string): SentenceRules {
  const [language = ''] = locale.toLowerCase().split(/[-_]/);
  const own = LANGUAGES[SAME_AS[language] ?? language];
  const data: readonly SentenceData[] =
    language === 'multi' ? [COMMON, ...Object.values(LANGUAGES)] : [COMMON, ...(own ? [own] : [])];
  const words = (key: 'never' | 'beforeNumber' | 'maybe' | 'starters') =>
    new Set(data.flatMap((each) => each[key]?.trim().split(/\s+/) ?? []));
  const beforeNumber = words('beforeNumber');
  const maybe = words('maybe');
  // What may end a sentence anywhere else never does where the language says so, and the other way round.
  const ownMaybe = new Set(own?.maybe?.split(/\s+/));
  const never = new Set([...words('never')].filter((word) => !ownMaybe.has(word)));
  return {
    locale,
    segmenter: segmenterOf(locale),
    never,
    beforeNumber,
    maybe,
    starters: words('starters'),
    dotted: [...never, ...maybe].filter((word) => word.includes('.')),
    endings: own?.endings ?? [],
    hasOrdinals: language !== 'multi' && own?.ordinals === true,
  };
}

function segmenterOf(locale: string): Intl.Segmenter {
  try {
    return new Intl.Segmenter(locale, { granularity: 'sentence' });
  } catch {
    return new Intl.Segmenter('und', { granularity: 'sentence' });
  }
}
