/**
 * Phrases by language (agents/phrases.json): acknowledgements, interruptions, and patterns of dictation.
 */
import { languageIn, MULTI } from '../../actors/providers/languages.ts';
import phrases from '../../agents/phrases.json' with { type: 'json' };

type PhraseLanguage = keyof typeof phrases;

export const PHRASE_LANGUAGES = Object.keys(phrases) as [PhraseLanguage, ...PhraseLanguage[]];

interface Phrases {
  readonly acknowledgements: readonly string[];
  readonly interruptions: readonly string[];
  readonly dictation: { readonly asked: string; readonly saying: string };
}

/** `en-US` uses the phrases of `en`; undefined for a language without phrases. */
export const phrasesOf = (language: string): Phrases | undefined =>
  phrases[languageIn(PHRASE_LANGUAGES, language) as PhraseLanguage];

/** The sounds of a listener and the words that most languages have taken over: all that is known of a language without phrases. */
export const SOUNDS: readonly string[] = [
  ...['mm', 'mhm', 'mm-hmm', 'hm', 'uh-huh', 'aha', 'ah', 'oh'],
  ...['ok', 'okay'],
];

/** The acknowledgements of all languages, but for words that interrupt in any: the Polish `no` is a yes. */
const ALL: readonly string[] = allAcknowledgements();

function allAcknowledgements(): string[] {
  const languages = Object.values<Phrases>(phrases);
  const interruptions = new Set(languages.flatMap((language) => language.interruptions));
  const acknowledgements = languages.flatMap((language) => language.acknowledgements);
  return [...new Set(acknowledgements)].filter((phrase) => !interruptions.has(phrase));
}

/** What callers say to show that they listen, in the language in which they are heard or, with `multi`, in any. */
export const acknowledgementsOf = (heard: string): readonly string[] =>
  heard === MULTI ? ALL : (phrasesOf(heard)?.acknowledgements ?? SOUNDS);
