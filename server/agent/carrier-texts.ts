/**
 * The texts that the carrier says in place of the agent: those of the agent file, and English ones for a language that the
 * carrier has no voice for. Something that is understood by some is said rather than nothing.
 */
import type { Carrier, CarrierTexts } from '../carrier.ts';
import type { Agent } from './agent-file.ts';
import { FALLBACK_LANGUAGE, FALLBACK_MESSAGES } from './messages.ts';

type Texts = { readonly texts: CarrierTexts; readonly warning?: string };

export function carrierTextsOf({ language, messagePlan }: Agent, { says, title }: Carrier): Texts {
  const { drainMessage, outOfOrderMessage } = messagePlan;
  if (says(language)) return { texts: { language, drainMessage, outOfOrderMessage } };
  return {
    texts: { language: FALLBACK_LANGUAGE, ...FALLBACK_MESSAGES },
    warning: `language=${language}: ${title} has no voice for it, so that a caller whose call breaks, or who calls during a shutdown, hears English`,
  };
}
