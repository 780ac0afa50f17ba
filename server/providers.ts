/**
 * The providers of one agent: those of the vendors that its file names, made with their settings and keys.
 *
 *   agent, environment ──vendors.ts──> stt, llm, tts, vad
 */
import type { LlmProvider } from '../actors/providers/llm-provider.ts';
import type { SttProvider } from '../actors/providers/stt-provider.ts';
import type { TtsProvider } from '../actors/providers/tts-provider.ts';
import type { VadProvider } from '../actors/providers/vad-provider.ts';
import type { Values } from '../actors/providers/values.ts';
import { type LlmProduct, offering, type VendorOf } from '../actors/providers/vendor.ts';
import { toVoiceError, VoiceError } from '../machines/errors.ts';
import type { Agent } from './agent/agent-file.ts';
import { productOf } from './agent/transcriber.ts';
import type { Voice } from './agent/voice.ts';
import type { Config } from './config/config.ts';
import { type ChosenVendors, modelVendorIn } from './config/vendor-keys.ts';
import { VENDORS } from './vendors.ts';

/** The vendors that a checked agent file names. */
export function chosenBy({ transcriber, voice }: Agent): ChosenVendors {
  const product = productOf(transcriber);
  const stt = offering(VENDORS, 'stt').find((vendor) => vendor.stt.includes(product));
  if (!stt) throw missing(`the STT product ${transcriber.kind}`);
  return { stt, tts: ttsVendorOf(voice.provider) };
}

export async function sttOf({ env }: Config, agent: Agent, hasVad: boolean): Promise<SttProvider> {
  const { transcriber, startSpeakingPlan } = agent;
  const { model, language } = transcriber;
  const { endpointing } = startSpeakingPlan;
  const product = productOf(transcriber);
  // A vendor that does not report its progress must end turns itself when no detector can measure the silence.
  const endsTurns = endpointing === 'native' || !(product.capabilities.reportsProgress || hasVad);
  const order = { model, language, endsTurns, needsNumerals: endpointing === 'text' };
  return made(product.name, product.create(order, transcriber, env));
}

export async function llmOf({ env }: Config): Promise<LlmProvider> {
  const { name, llm, model } = modelOf(env);
  return made(name, llm.create(model, env));
}

/** The addresses that calls of this agent use: those of its vendors that have any. */
export const addressesOf = ({ env }: Config, agent: Agent): string[] =>
  [...Object.values(chosenBy(agent)), modelVendorIn(env)].flatMap((vendor) => {
    const address = vendor?.endpoint && env[vendor.endpoint.key];
    return typeof address === 'string' ? [address] : [];
  });

/** A warning when the vendor has announced an end of the model; `nowMs` is the time of day. */
export function modelWarningOf({ env }: Config, nowMs: number): string | undefined {
  const { llm, model } = modelOf(env);
  return llm.warningOn(model, env, nowMs);
}

function modelOf(env: Config['env']): { name: string; llm: LlmProduct; model: string } {
  const vendor = modelVendorIn(env);
  const model = env.LLM_MODEL ?? vendor?.llm.defaultModel;
  if (!vendor || model === undefined) throw missing('the model');
  return { name: vendor.name, llm: vendor.llm, model };
}

/** A voice as plain data, because the process that makes clips makes its own provider of it. */
export interface VoiceOrder extends Voice {
  readonly env: Values;
}

export const voiceOrderOf = ({ env }: Config, { voice }: Agent): VoiceOrder => {
  const own = Object.keys(ttsVendorOf(voice.provider).env);
  return { ...voice, env: Object.fromEntries(own.map((key) => [key, env[key]])) };
};

export const ttsOf = ({ provider, language, settings, env }: VoiceOrder): Promise<TtsProvider> =>
  made(provider, ttsVendorOf(provider).tts.create({ language }, settings, env));

/** Rejects with `VAD_UNAVAILABLE`. */
export async function vadOf(env: Values): Promise<VadProvider> {
  const [vendor] = offering(VENDORS, 'vad');
  if (!vendor) throw missing('voice activity detection');
  return made(vendor.name, vendor.vad.create(env));
}

function ttsVendorOf(provider: string): VendorOf<'tts'> {
  const vendor = offering(VENDORS, 'tts').find(({ name }) => name === provider);
  if (!vendor) throw missing(`the voice ${provider}`);
  return vendor;
}

/** Adds the provider's name to the error when it cannot be made, e.g. because its client library is not installed. */
async function made<T>(name: string, making: Promise<T>): Promise<T> {
  try {
    return await making;
  } catch (thrown) {
    if (thrown instanceof VoiceError) throw thrown;
    throw new VoiceError(
      'VENDOR_BROKEN',
      `The provider of ${name} could not be made (${toVoiceError(thrown).message}); expected its folder in actors/providers to make one: mend it or choose another vendor`,
      { details: { provider: name }, cause: thrown },
    );
  }
}

const missing = (what: string): VoiceError =>
  new VoiceError(
    'CONFIG_INVALID',
    `No vendor offers ${what}; expected one of ${VENDORS.map(({ name }) => name).join(', ')}`,
  );
