/**
 * The agent's language: one key that every vendor, text, clip and rule follows.
 *
 *   language ──> transcriber.language, voice.language, texts, phrases, what the carrier says
 *
 * A file that has it in the transcriber or the voice only, as Vapi's have, means the same by it.
 */
import { z } from 'zod';
import { MULTI } from '../../actors/providers/languages.ts';

const DEFAULT_LANGUAGE = 'en';
const RULE = 'a language as a BCP 47 tag, such as "en", "es" or "pt-BR"';
const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** A BCP 47 tag in its canonical form: `pt-br` becomes `pt-BR`. */
export const Language = z
  .string({
    error: ({ input }) =>
      input === undefined
        ? `${RULE}; with transcriber.language "${MULTI}" it says what the agent speaks`
        : RULE,
  })
  .transform(read);

/** What a caller speaks: a language, or `multi` for all that the STT model hears. */
export const HeardLanguage = z
  .string(RULE)
  .transform((given, context): string => (given === MULTI ? MULTI : read(given, context)));

function read(given: string, { addIssue }: Pick<z.RefinementCtx, 'addIssue'>): string {
  const tag = canonical(given);
  if (tag !== undefined) return tag;
  addIssue({ code: 'custom', message: ruleFor(given) });
  return z.NEVER;
}

/** The canonical tag of a language that exists; undefined for anything else. */
function canonical(given: string): string | undefined {
  try {
    const [tag = ''] = Intl.getCanonicalLocales(given);
    return names.of(tag) === undefined ? undefined : tag;
  } catch {
    return undefined;
  }
}

function ruleFor(given: string): string {
  const hyphened = canonical(given.replaceAll('_', '-').replace(/\..*$/, ''));
  if (hyphened !== undefined) return `${RULE}: write "${hyphened}"`;
  if (given.toLowerCase() === MULTI)
    return `${RULE}; "${MULTI}" is a value of transcriber.language, and says nothing about what the agent speaks`;
  return RULE;
}

/**
 * What is wrong with a Node that knows no words and sentences of a language; undefined when it knows them. Packages of Node may have the
 * data of English alone, as Alpine's. `known`: of these languages, those whose data it has.
 */
export function dataDoubt(
  language: string,
  known: (language: string) => string[] = (tag) => Intl.Segmenter.supportedLocalesOf(tag),
): string | undefined {
  if (known(language).length > 0) return undefined;
  return `language=${language}: this Node has no data of it, so that its words and sentences are not told apart; install all of ICU's data (icu-data-full on Alpine), or Node from nodejs.org`;
}

type File = Readonly<Record<string, unknown>>;
const isFile = (value: unknown): value is File =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const partOf = (file: File, key: string): File => {
  const part = file[key];
  return isFile(part) ? part : {};
};

const isLanguage = (given: unknown): given is string =>
  typeof given === 'string' && canonical(given) !== undefined;

/**
 * An agent file with its language in all three places: where the file says nothing, what it says elsewhere. Anything that
 * is wrong stays as it is, for the schema to refuse.
 */
export function withLanguage(file: unknown): unknown {
  if (!isFile(file)) return file;
  const heard = partOf(file, 'transcriber').language;
  const elsewhere = [heard, partOf(file, 'voice').language].find(isLanguage);
  // Otherwise any language would be heard, and English spoken.
  if (heard === MULTI && elsewhere === undefined && file.language === undefined) return file;
  const language = file.language ?? elsewhere ?? DEFAULT_LANGUAGE;
  const filled: Record<string, unknown> = { ...file, language };
  if (!isLanguage(language)) return filled;
  for (const key of ['transcriber', 'voice']) {
    const part = file[key] === undefined ? {} : file[key];
    if (isFile(part)) filled[key] = { language, ...part };
  }
  return filled;
}
