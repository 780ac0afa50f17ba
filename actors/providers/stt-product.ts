/**
 * One speech-to-text product of a vendor: its models, its settings, what it can do, and how it is made.
 *
 *   agent file's own keys + figures of the profile ──> settings ──> patience, options of a connection, provider
 *
 * `sttProduct` gives a vendor's typed definition the form that the server reads.
 */
import { z } from 'zod';
import { languageIn } from './languages.ts';
import type { EndpointingConfig, SttOptions, SttProvider } from './stt-provider.ts';
import { type Shape, type Values, type ValuesOf, valuesSchema } from './values.ts';
import type { AskHttp, VendorAnswer } from './vendor-answers.ts';

/** How patient an agent is: agents/profiles.json has the figures that depend on no vendor. */
export const PROFILE_NAMES = ['fast', 'balanced', 'patient'] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

export interface SttCapabilities {
  /** How the vendor ends turns: by a model of conversation, or by a silence and nothing else. */
  readonly endOfTurn: 'model' | 'silence';
  /** Reports that a turn is probably over, before it is. */
  readonly eagerEndOfTurn: boolean;
  /** Reports a confidence that the turn is over, so that `probability` can end turns. */
  readonly confidence: boolean;
  /** The text of an open turn has full stops. */
  readonly punctuatesOpenTurn: boolean;
  /** Facts have the end of the last word. */
  readonly wordTimes: boolean;
  /** Reports how much audio was judged, in silence too. */
  readonly reportsProgress: boolean;
  /** The patience can change while a connection is open: `SttSocket.configure`. */
  readonly configurable: boolean;
  /** Takes our end of a turn: `SttSocket.endTurn`. */
  readonly takesEndOfTurn: boolean;
  readonly keyterms: KeytermLimits;
}

/** What a connection may have of key terms; with more of it the vendor refuses the connection. */
export interface KeytermLimits {
  readonly most: number;
  /** Characters of one term. Absent: the vendor states no limit. */
  readonly longest?: number;
  /** Tokens of all terms together, by the vendor's own count. Absent: the vendor states no limit. */
  readonly mostTokens?: number;
}

/** `[probability that the turn is over, silence in seconds]`, as in the agent file. */
export type WaitFunction = readonly (readonly [probability: number, seconds: number])[];

export interface SettingProblem {
  readonly key: string;
  /** The allowed values. */
  readonly message: string;
}

/** Whether the vendor or our own rule ends the turns of a call. */
export interface TurnsOfCall {
  /** The vendor ends turns; otherwise our rule does, and the vendor is only the last resort. */
  readonly isNative: boolean;
  /** The silence in ms after which the vendor may end a turn that our rule should have ended. */
  readonly lastResortMs: number;
}

export type OpensWith = Pick<SttOptions, 'eotThreshold' | 'eagerEotThreshold' | 'eotTimeoutMs'>;

/** A call's demands on a provider, beside the settings. */
export interface SttOrder<M extends string = string> {
  readonly model: M;
  /** As the product lists it. */
  readonly language: string;
  /** The vendor ends turns. Otherwise it only transcribes, as far as its options allow. */
  readonly endsTurns: boolean;
  /** Our rules look at numbers in the text. */
  readonly needsNumerals: boolean;
}

export interface SttDefinition<M extends string, S extends Shape, E extends Shape> {
  /** The `kind` in journals. */
  readonly name: string;
  /** The values of `model` in the agent file; the first is the default. */
  readonly models: readonly [M, ...M[]];
  /** The languages that each model hears, as the vendor spells them; `multi` where it hears several at once. */
  readonly languages: Readonly<Record<M, readonly string[]>>;
  readonly capabilities: SttCapabilities;
  readonly env: E;
  /** The agent file's keys that are this product's own, with their bounds and no default. */
  readonly settings: S;
  /** The settings that the agent file leaves out, by profile. */
  readonly profiles: Readonly<Record<ProfileName, ValuesOf<S>>>;
  /** With `confidence`: the confidence at the end of a sentence differs between vendors, so the curve does. */
  readonly waitFunctions?: Readonly<Record<ProfileName, WaitFunction>>;
  /** Makes figures of the profile give way to those that were given. */
  giveWay?(settings: ValuesOf<S>, isGiven: (key: keyof ValuesOf<S>) => boolean): ValuesOf<S>;
  problemsIn?(settings: ValuesOf<S>): readonly SettingProblem[];
  /** Allowed settings that an operator may not have meant. */
  warningsOn?(settings: ValuesOf<S>): readonly SettingProblem[];
  /** When the vendor ends turns; settings that cannot change while a connection is open are left out. */
  patience(settings: ValuesOf<S>): EndpointingConfig;
  /** The longest silence in ms that the vendor lets pass within a turn, by these settings. */
  longestSilenceMs(settings: ValuesOf<S>): number;
  /** Options that a connection is opened with. Default: none, because the provider knows its settings. */
  opensWith?(settings: ValuesOf<S>, turns: TurnsOfCall): OpensWith;
  create(order: SttOrder<M>, settings: ValuesOf<S>, env: ValuesOf<E>): Promise<SttProvider>;
  /** Asks the vendor about the key and the account. */
  ask?(get: AskHttp, env: ValuesOf<E>): Promise<VendorAnswer[]>;
}

/** A definition for code that knows no vendor: settings are values, checked at every call. */
export interface SttProduct {
  readonly name: string;
  readonly models: readonly [string, ...string[]];
  readonly languages: Readonly<Record<string, readonly string[]>>;
  readonly capabilities: SttCapabilities;
  /** The product's own keys, each of which an agent file may leave out. */
  readonly given: z.ZodObject<Shape>;
  waitFunction(profile: ProfileName): WaitFunction;
  /** The product's own settings: those given, and the profile's for the others. */
  complete(given: Values, profile: ProfileName): Values;
  problemsIn(settings: Values): readonly SettingProblem[];
  warningsOn(settings: Values): readonly SettingProblem[];
  patience(settings: Values): EndpointingConfig;
  longestSilenceMs(settings: Values): number;
  opensWith(settings: Values, turns: TurnsOfCall): OpensWith;
  create(order: SttOrder, settings: Values, env: Values): Promise<SttProvider>;
  ask?(get: AskHttp, env: Values): Promise<VendorAnswer[]>;
}

export function sttProduct<const M extends string, S extends Shape, E extends Shape>(
  definition: SttDefinition<M, S, E>,
): SttProduct {
  const { name, models, languages, capabilities, profiles, ask } = definition;
  const own = valuesSchema(definition.settings);
  const keys = valuesSchema(definition.env);
  return {
    name,
    models,
    languages,
    capabilities,
    given: z.strictObject<Shape>(definition.settings).partial(),
    waitFunction: (profile) => definition.waitFunctions?.[profile] ?? [],
    complete(given, profile) {
      const settings = own.parse({ ...profiles[profile], ...given });
      return definition.giveWay?.(settings, (key) => given[String(key)] !== undefined) ?? settings;
    },
    problemsIn: (settings) => definition.problemsIn?.(own.parse(settings)) ?? [],
    warningsOn: (settings) => definition.warningsOn?.(own.parse(settings)) ?? [],
    patience: (settings) => definition.patience(own.parse(settings)),
    longestSilenceMs: (settings) => definition.longestSilenceMs(own.parse(settings)),
    opensWith: (settings, turns) => definition.opensWith?.(own.parse(settings), turns) ?? {},
    create: async (order, settings, env) => {
      const model = models.find((one) => one === order.model) ?? models[0];
      const language = languageIn(languages[model], order.language) ?? order.language;
      return definition.create({ ...order, model, language }, own.parse(settings), keys.parse(env));
    },
    ...(ask && { ask: async (get, env) => ask(get, keys.parse(env)) }),
  };
}
