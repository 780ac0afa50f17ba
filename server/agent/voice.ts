/**
 * The agent file's `voice`: the TTS vendor and its settings.
 */
import { z } from 'zod';
import { languageIn } from '../../actors/providers/languages.ts';
import type { Values } from '../../actors/providers/values.ts';
import { offering, type Vendor, type VendorOf } from '../../actors/providers/vendor.ts';
import { VENDORS } from '../vendors.ts';
import { Language } from './language.ts';
import { type Alternative, readOwnKeys } from './vendor-settings.ts';

/** The complete settings as plain data. */
export interface Voice {
  /** Name of the vendor. */
  readonly provider: string;
  /** What the voice speaks: BCP 47, the agent's language or a region of it. */
  readonly language: string;
  /** The vendor's own keys. */
  readonly settings: Values;
}

const alternativeOf = ({ name, tts }: VendorOf<'tts'>): Alternative => ({ name, keys: tts.settings });

export function voiceSchemaOf(vendors: readonly Vendor[]) {
  const withTts = offering(vendors, 'tts');
  const Choice = z.looseObject({
    provider: z.enum(withTts.map(({ name }) => name)).default(withTts[0]?.name ?? ''),
    language: Language.default('en'),
  });
  return Choice.transform(({ provider, language, ...own }, context): Voice => {
    const vendor = withTts.find(({ name }) => name === provider);
    if (!vendor) return z.NEVER;
    const settings = readOwnKeys(
      own,
      alternativeOf(vendor),
      withTts.map(alternativeOf),
      ['provider', 'language'],
      context,
    );
    const spoken = vendor.tts.languages[String(settings.model)];
    if (spoken && languageIn(spoken, language) === undefined)
      context.addIssue({
        code: 'custom',
        path: [own.model === undefined ? 'provider' : 'model'],
        message: ruleOf(language, withTts),
      });
    return { provider, language, settings };
  });
}

function ruleOf(language: string, vendors: readonly VendorOf<'tts'>[]): string {
  const models = vendors.flatMap(({ name, tts }) =>
    Object.entries(tts.languages).flatMap(([model, spoken]) =>
      languageIn(spoken, language) === undefined ? [] : `${name} ${model}`,
    ),
  );
  return models.length === 0
    ? `one that speaks "${language}", and no model that we know does`
    : `one that speaks "${language}": ${models.join(', ')}`;
}

export const VoiceSchema = voiceSchemaOf(VENDORS);
