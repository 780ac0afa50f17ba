/**
 * The agent file's `transcriber`: the STT vendor, its model and its settings.
 *
 *   file ──> common keys, and those of the chosen product ──figures of the profile──> Transcriber
 */
import { z } from 'zod';
import { languageIn } from '../../actors/providers/languages.ts';
import type { ProfileName, SttProduct } from '../../actors/providers/stt-product.ts';
import type { Values } from '../../actors/providers/values.ts';
import { offering, type Vendor } from '../../actors/providers/vendor.ts';
import { VENDORS } from '../vendors.ts';
import { faultsIn } from './keyterms.ts';
import { HeardLanguage } from './language.ts';
import { type Alternative, checked, type Issues, readOwnKeys } from './vendor-settings.ts';

/** The keys of every STT product. */
interface Common {
  /** What the caller speaks: BCP 47, or `multi` for all languages of the model. */
  readonly language: string;
  readonly keyterms: readonly string[];
  /** `vad`: silence is not sent to the vendor, which charges by the second of audio. */
  readonly gate: 'none' | 'vad';
}

interface Given extends Common {
  readonly product: SttProduct;
  readonly model: string;
  readonly own: Values;
}

/** The complete settings as plain data, as journals keep them. Further keys are the product's own. */
interface Transcriber extends Common, Values {
  /** Name of the STT product. */
  readonly kind: string;
  readonly model: string;
}

const productsOf = (vendors: readonly Vendor[]) => offering(vendors, 'stt').flatMap(({ stt }) => stt);

/** The STT product of these settings. Throws when no vendor has it; a checked agent file always names one. */
export function productOf({ kind }: Pick<Transcriber, 'kind'>): SttProduct {
  const product = productsOf(VENDORS).find(({ name }) => name === kind);
  if (!product) throw new Error(`No vendor has the STT product ${kind}`);
  return product;
}

const alternativeOf = ({ models, given }: SttProduct): Alternative => ({
  name: `${models[0]} and its like`,
  keys: given,
});

/** A model of an STT product, with the vendor that has it. */
interface Model {
  readonly provider: string;
  readonly product: SttProduct;
  readonly model: string;
}

const modelsOf = (provider: string, products: readonly SttProduct[]): Model[] =>
  products.flatMap((product) => product.models.map((model) => ({ provider, product, model })));

const hears = ({ product, model }: Model, language: string): boolean =>
  languageIn(product.languages[model] ?? [], language) !== undefined;

const ruleOf = (language: string, hearing: readonly Model[]): string =>
  hearing.length === 0
    ? `one that hears "${language}", and no model of ours does`
    : `one that hears "${language}": ${hearing.map(({ provider, model }) => `${provider} ${model}`).join(', ')}`;

/** `vendors`: those that an agent file may name. */
export function transcriberSchemaOf(vendors: readonly Vendor[]) {
  const withStt = offering(vendors, 'stt');
  const alternatives = productsOf(vendors).map(alternativeOf);
  const Which = z.object({
    provider: z.enum(withStt.map(({ name }) => name)).default(withStt[0]?.name ?? ''),
    /** Default: the vendor's first that hears the language. */
    model: z.string().optional(),
  });
  const Common = z.object({
    language: HeardLanguage.default('en'),
    keyterms: z.array(z.string().trim()).default([]),
    gate: z.enum(['none', 'vad']).default('none'),
  });

  const everyModel = withStt.flatMap(({ name: provider, stt }) => modelsOf(provider, stt));

  /** The product that a file chooses. Every problem becomes an issue; after one, the result is undefined. */
  const chosenBy = (file: Values, language: string, context: Issues): Model | undefined => {
    const which = checked(Which, file, context);
    if (!which) return undefined;
    const models = everyModel.filter(({ provider }) => provider === which.provider);
    const hearing = everyModel.filter((each) => hears(each, language));
    const refuse = (key: string, message: string) => {
      context.addIssue({ code: 'custom', path: [key], message });
      return undefined;
    };
    if (which.model === undefined)
      return models.find((each) => hears(each, language)) ?? refuse('provider', ruleOf(language, hearing));
    const model = models.find((each) => each.model === which.model);
    if (!model)
      return refuse('model', `a model of ${which.provider}: ${models.map((each) => each.model).join(', ')}`);
    return hears(model, language) ? model : refuse('model', ruleOf(language, hearing));
  };

  return z.looseObject({}).transform((file, context): Given => {
    const { provider, model, language, keyterms, gate, ...rest } = file;
    const common = checked(Common, file, context);
    const chosen = chosenBy(file, common?.language ?? 'en', context);
    if (!chosen) return z.NEVER;
    const keys = Object.keys({ ...Which.shape, ...Common.shape });
    const own = readOwnKeys(rest, alternativeOf(chosen.product), alternatives, keys, context);
    if (!common) return z.NEVER;
    for (const { index, message } of faultsIn(common.keyterms, chosen.product.capabilities.keyterms))
      context.addIssue({
        code: 'custom',
        path: index === undefined ? ['keyterms'] : ['keyterms', index],
        message,
      });
    return { ...common, product: chosen.product, model: chosen.model, own };
  });
}

export const TranscriberSchema = transcriberSchemaOf(VENDORS);

/** The settings of the file, with the profile's figures where the file has none. */
export const completeTranscriber = (
  { product, model, language, keyterms, gate, own }: Given,
  profile: ProfileName,
): Transcriber => ({
  language,
  keyterms,
  gate,
  kind: product.name,
  model,
  ...product.complete(own, profile),
});
