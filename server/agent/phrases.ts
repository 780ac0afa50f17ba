/**
 * Phrases by language (agents/phrases.json): acknowledgements, interruptions, and patterns of dictation.
 */
import { languageIn } from '../../actors/providers/languages.ts';
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
