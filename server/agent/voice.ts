/**
 * The agent file's `voice`: the TTS vendor and its settings.
 */
import { z } from 'zod';
import type { Values } from '../../actors/providers/values.ts';
import { offering, type Vendor, type VendorOf } from '../../actors/providers/vendor.ts';
import { VENDORS } from '../vendors.ts';
import { type Alternative, readOwnKeys } from './vendor-settings.ts';

/** The complete settings as plain data. */
export interface Voice {
  /** Name of the vendor. */
  readonly provider: string;
  /** The vendor's own keys. */
  readonly settings: Values;
}

const alternativeOf = ({ name, tts }: VendorOf<'tts'>): Alternative => ({ name, keys: tts.settings });

export function voiceSchemaOf(vendors: readonly Vendor[]) {
  const withTts = offering(vendors, 'tts');
  const Choice = z.looseObject({
    provider: z.enum(withTts.map(({ name }) => name)).default(withTts[0]?.name ?? ''),
  });
  return Choice.transform(({ provider, ...own }, context): Voice => {
    const vendor = withTts.find(({ name }) => name === provider);
    if (!vendor) return z.NEVER;
    const settings = readOwnKeys(own, alternativeOf(vendor), withTts.map(alternativeOf), context);
    return { provider, settings };
  });
}

export const VoiceSchema = voiceSchemaOf(VENDORS);
