/**
 * A vendor as one value: its environment keys, and what it offers as STT, LLM, TTS or voice activity detector.
 *
 *   actors/providers/<vendor>/<vendor>.vendor.ts ──> server/vendors.ts ──> agent file, environment, calls
 *
 * A descriptor loads no client library; `create` does, when a server has chosen the vendor.
 */
import { z } from 'zod';
import { baseOf, languageIn } from './languages.ts';
import type { LlmProvider } from './llm-provider.ts';
import { type ModelEnd, warningOnEnd } from './model-ends.ts';
import type { SttProduct } from './stt-product.ts';
import type { TtsProvider } from './tts-provider.ts';
import type { VadProvider } from './vad-provider.ts';
import { type Shape, type Values, type ValuesOf, valuesSchema } from './values.ts';
import type { AskHttp, VendorAnswer } from './vendor-answers.ts';

/** Where a vendor is reached. */
export interface Endpoint {
  /** The environment key of the base URL. */
  readonly key: string;
  /** Base URLs of the same product elsewhere, by a value of REGION. Default: one address, wherever we are. */
  readonly regions?: Readonly<Record<string, string>>;
  /** Whether an account may use a region, as far as its keys show. Default: every account. */
  mayUse?(region: string, env: Values): boolean;
}

export interface Vendor {
  /** The `provider` in the agent file: Vapi's word where Vapi has one. */
  readonly name: string;
  /** Environment keys with their defaults; see environment.ts. */
  readonly env: Shape;
  /** Absent for a vendor that runs on our own processor. */
  readonly endpoint?: Endpoint;
  /** The first is the default of this vendor. */
  readonly stt?: readonly SttProduct[];
  readonly llm?: LlmProduct;
  readonly tts?: TtsProduct;
  readonly vad?: VadProduct;
}

export type Kind = 'stt' | 'llm' | 'tts' | 'vad';
export type VendorOf<K extends Kind> = Vendor & Required<Pick<Vendor, K>>;

/** The vendors that have a product of this kind. */
export const offering = <K extends Kind>(vendors: readonly Vendor[], kind: K): VendorOf<K>[] =>
  vendors.filter((vendor): vendor is VendorOf<K> => vendor[kind] !== undefined);

export interface LlmProduct {
  /** Used when the environment names no model. Without one, the environment must. */
  readonly defaultModel?: string;
  /** What an operator should know about this model at boot; `nowMs` is the time of day. */
  warningOn(model: string, env: Values, nowMs: number): string | undefined;
  create(model: string, env: Values): Promise<LlmProvider>;
  /** Asks the vendor about the key and the model. */
  ask?(get: AskHttp, model: string, env: Values): Promise<VendorAnswer[]>;
}

export interface TtsProduct {
  /** The agent file's `voice` but for `provider` and `language`; `model` among them. Every key has a default. */
  readonly settings: z.ZodObject<Shape>;
  /** The languages that each known model speaks, as the vendor spells them. Other models are not known here. */
  readonly languages: Readonly<Record<string, readonly string[]>>;
  readonly capabilities: TtsCapabilities;
  create(order: TtsOrder, settings: Values, env: Values): Promise<TtsProvider>;
  /** Asks the vendor about the key, the account, the voice and the model. */
  ask?(get: AskHttp, order: TtsOrder, settings: Values, env: Values): Promise<VendorAnswer[]>;
}

/** An agent's demands on a voice, beside the settings. */
export interface TtsOrder {
  /** BCP 47; a descriptor is given it as its list spells it. */
  readonly language: string;
}

export interface TtsCapabilities {
  /** The units of text that the vendor gives times for. With `none`, how much of a reply was heard is an estimate. */
  readonly alignment: 'characters' | 'words' | 'none';
}

export interface VadProduct {
  /** Rejects with `VAD_UNAVAILABLE`. */
  create(env: Values): Promise<VadProvider>;
}

export function llmProduct<E extends Shape>(definition: {
  readonly env: E;
  readonly defaultModel?: string;
  /** The ends that the vendor has announced for models of this address. */
  endsOf?(env: ValuesOf<E>): readonly ModelEnd[];
  create(model: string, env: ValuesOf<E>): Promise<LlmProvider>;
  ask?(get: AskHttp, model: string, env: ValuesOf<E>): Promise<VendorAnswer[]>;
}): LlmProduct {
  const { defaultModel, create, ask, endsOf = () => [] } = definition;
  const keys = valuesSchema(definition.env);
  return {
    ...(defaultModel !== undefined && { defaultModel }),
    warningOn: (model, env, nowMs) => warningOnEnd(endsOf(keys.parse(env)), model, nowMs),
    create: async (model, env) => create(model, keys.parse(env)),
    ...(ask && { ask: async (get, model, env) => ask(get, model, keys.parse(env)) }),
  };
}

export function ttsProduct<S extends Shape, E extends Shape>(definition: {
  readonly env: E;
  readonly settings: S;
  readonly languages: Readonly<Record<string, readonly string[]>>;
  readonly capabilities: TtsCapabilities;
  create(order: TtsOrder, settings: ValuesOf<S>, env: ValuesOf<E>): Promise<TtsProvider>;
  ask?(get: AskHttp, order: TtsOrder, settings: ValuesOf<S>, env: ValuesOf<E>): Promise<VendorAnswer[]>;
}): TtsProduct {
  const { languages, capabilities, ask } = definition;
  const keys = valuesSchema(definition.env);
  const settings = valuesSchema(definition.settings);
  /** The language as the vendor spells it. */
  const spelt = ({ language }: TtsOrder, { model }: Values): TtsOrder => ({
    language: languageIn(languages[String(model)] ?? [], language) ?? baseOf(language),
  });
  return {
    settings: z.strictObject<Shape>(definition.settings),
    languages,
    capabilities,
    create: async (order, given, env) =>
      definition.create(spelt(order, given), settings.parse(given), keys.parse(env)),
    ...(ask && {
      ask: async (get, order, given, env) =>
        ask(get, spelt(order, given), settings.parse(given), keys.parse(env)),
    }),
  };
}

export function vadProduct<E extends Shape>(definition: {
  readonly env: E;
  create(env: ValuesOf<E>): Promise<VadProvider>;
}): VadProduct {
  const keys = valuesSchema(definition.env);
  return { create: async (env) => definition.create(keys.parse(env)) };
}
