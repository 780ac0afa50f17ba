/**
 * Languages as vendors list them. A list has the vendor's own spellings; a language of ours is a canonical BCP 47 tag.
 *
 *   `de-CH` in [`de`, `es`] ──> `de`        `nb` in [`no`] ──> `no`        `tr` in [`de`, `es`] ──> undefined
 */

/** Any of the languages that a model hears, also mixed: a word of vendors, which is no BCP 47 tag. */
export const MULTI = 'multi';

/** Languages that vendors list under the name of the group. */
const GROUPS: Readonly<Record<string, string>> = { nb: 'no', nn: 'no' };

const canonical = (listed: string): string =>
  listed === MULTI ? MULTI : (Intl.getCanonicalLocales(listed)[0] ?? listed);

/** The names under which a list may have a language, the closest first. */
function namesOf(tag: string): string[] {
  if (tag === MULTI) return [MULTI];
  const { language, script, region } = new Intl.Locale(tag).maximize();
  return [
    tag,
    `${language}-${script}-${region}`,
    `${language}-${region}`,
    `${language}-${script}`,
    language,
  ].concat(GROUPS[language] ?? []);
}

/** The vendor's own spelling of the closest entry of its list: the same language at least; undefined when it has none. */
export function languageIn(listed: readonly string[], tag: string): string | undefined {
  const byName = new Map(listed.map((each) => [canonical(each), each]));
  const found = namesOf(tag).find((name) => byName.has(name));
  if (found !== undefined) return byName.get(found);
  return tag === MULTI ? undefined : listed.find((each) => isSameLanguage(each, tag));
}

/** Whether two tags name one language, whatever its script and region. */
export const isSameLanguage = (one: string, other: string): boolean =>
  one !== MULTI && other !== MULTI && groupOf(one) === groupOf(other);

const groupOf = (tag: string): string => GROUPS[baseOf(tag)] ?? baseOf(tag);

/** The language alone: `pt` of `pt-BR`. */
export const baseOf = (tag: string): string => new Intl.Locale(tag).language;
