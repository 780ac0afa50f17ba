/**
 * The agent's fixed texts by language (agents/messages.json), for those that the agent file leaves out. A language without
 * texts of ours has to have each one written.
 */
import { languageIn } from '../../actors/providers/languages.ts';
import messages from '../../agents/messages.json' with { type: 'json' };

type Messages = Readonly<(typeof messages)['en']>;

const KEYS = Object.keys(messages.en) as (keyof Messages)[];

/** What is said where a text of the agent's language cannot be. */
export const FALLBACK_LANGUAGE = 'en';
export const FALLBACK_MESSAGES: Pick<Messages, 'drainMessage' | 'outOfOrderMessage'> = {
  drainMessage: messages.en.drainMessage,
  outOfOrderMessage: messages.en.outOfOrderMessage,
};

export const MESSAGE_LANGUAGES: readonly string[] = Object.keys(messages);

/** Texts that an agent file has. */
type Given = { readonly [K in keyof Messages]?: string | undefined };

/** The texts of a language; `pt-BR` has those of `pt`. Undefined for a language without. */
const messagesOf = (language: string): Messages | undefined => {
  const known = languageIn(MESSAGE_LANGUAGES, language);
  return known === undefined ? undefined : messages[known as keyof typeof messages];
};

/** The texts that neither the file nor its language has. */
export const missingMessages = (given: Given, language: string): string[] =>
  messagesOf(language) ? [] : KEYS.filter((key) => given[key] === undefined);

/** The given texts, and those of the language where none is given. None may be missing. */
export function completeMessages<T extends Given>(
  given: T,
  language: string,
): Omit<T, keyof Given> & Messages {
  const texts: Record<string, string> = { ...messagesOf(language) };
  for (const key of KEYS) texts[key] = given[key] ?? texts[key] ?? '';
  return { ...given, ...(texts as Messages) };
}
