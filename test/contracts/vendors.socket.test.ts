/** Every vendor's descriptor: its claims are what its providers do, and docs/vendors.md says the same. */

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { isNeeded } from '../../actors/providers/environment.ts';
import type { KeytermLimits } from '../../actors/providers/stt-product.ts';
import { PROFILE_NAMES, type SttProduct } from '../../actors/providers/stt-product.ts';
import type { SttSocket } from '../../actors/providers/stt-provider.ts';
import type { Values } from '../../actors/providers/values.ts';
import { offering, type Vendor } from '../../actors/providers/vendor.ts';
import { AgentSchema } from '../../server/agent/agent-file.ts';
import { EnvSchema } from '../../server/config/config.ts';
import { VENDORS } from '../../server/vendors.ts';

const page = readFileSync(new URL('../../docs/vendors.md', import.meta.url), 'utf8');
/** The cells of the page's table row for this name. */
const rowOf = (name: string): string[] | undefined =>
  page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    )
    .find(([first]) => first === `\`${name}\``);
const yes = (claim: boolean) => (claim ? 'yes' : 'no');

/** A value for every key of the vendor; the URLs lead to no server. */
const envOf = ({ env }: Vendor): Values =>
  Object.fromEntries(
    Object.entries(env).map(([key, schema]) => {
      if (isNeeded(schema)) return [key, 'any'];
      if (key.endsWith('_BASE_URL')) return [key, 'http://127.0.0.1:9'];
      return [key, schema.parse(undefined)];
    }),
  );

const PRODUCTS = offering(VENDORS, 'stt').flatMap((vendor) =>
  vendor.stt.map((product) => [product.name, product, vendor] as const),
);

async function openedBy(product: SttProduct, vendor: Vendor): Promise<SttSocket> {
  const order = { model: product.models[0], language: 'en', endsTurns: true, needsNumerals: false };
  const provider = await product.create(order, product.complete({}, 'balanced'), envOf(vendor));
  return provider.open(
    { clock: new SimulatedClock(), connectTimeoutMs: 1_000 },
    { onOpen() {}, onFact() {}, onLost() {} },
  );
}

describe.each(PRODUCTS)('%s, as an STT product', (name, product, vendor) => {
  const { capabilities } = product;
  const complete = PROFILE_NAMES.map((profile) => product.complete({}, profile));

  it('has figures for every profile that fit each other', () => {
    expect(complete.flatMap((settings) => product.problemsIn(settings))).toEqual([]);
    expect(complete.flatMap((settings) => product.warningsOn(settings))).toEqual([]);
  });

  it('has a curve for every profile when it says how sure it is, and otherwise none', () => {
    for (const profile of PROFILE_NAMES) {
      const waitFunction = product.waitFunction(profile);
      expect(waitFunction.length > 0).toBe(capabilities.confidence);
      if (!capabilities.confidence) continue;
      const startSpeakingPlan = { endpointing: 'probability', smartEndpointingPlan: { waitFunction } };
      const transcriber = { provider: vendor.name, model: product.models[0] };
      const model = { messages: [{ role: 'system', content: '-' }] };
      expect(AgentSchema.safeParse({ model, transcriber, startSpeakingPlan }).error?.issues).toBeUndefined();
    }
  });

  it('asks for eager ends of turn when it has them', () => {
    const asked = complete.map((settings) =>
      product.opensWith(settings, { isNative: true, lastResortMs: 5_000 }),
    );
    for (const { eagerEotThreshold } of asked)
      expect(eagerEotThreshold !== undefined).toBe(capabilities.eagerEndOfTurn);
  });

  it('can be configured, and asked to end a turn, where it claims so', async () => {
    const socket = await openedBy(product, vendor);
    socket.close();
    expect(socket.configure !== undefined).toBe(capabilities.configurable);
    expect(socket.endTurn !== undefined).toBe(capabilities.takesEndOfTurn);
  });

  it('has no key that the file’s `transcriber` always has', () => {
    const common = ['provider', 'model', 'language', 'keyterms', 'gate'];
    expect(Object.keys(product.given.shape).filter((key) => common.includes(key))).toEqual([]);
  });

  it('is described in docs/vendors.md', () => {
    expect(rowOf(name)).toEqual([
      `\`${name}\``,
      `\`${vendor.name}\``,
      capabilities.endOfTurn,
      yes(capabilities.eagerEndOfTurn),
      yes(capabilities.confidence),
      yes(capabilities.punctuatesOpenTurn),
      yes(capabilities.wordTimes),
      yes(capabilities.reportsProgress),
      yes(capabilities.configurable),
      yes(capabilities.takesEndOfTurn),
      limitsIn(capabilities.keyterms),
    ]);
  });
});

const limitsIn = ({ most, longest, mostTokens }: KeytermLimits): string =>
  [
    String(most),
    ...(longest === undefined ? [] : [`${longest} characters each`]),
    ...(mostTokens === undefined ? [] : [`${mostTokens} tokens in all`]),
  ].join(', ');

describe.each(offering(VENDORS, 'tts').map((vendor) => [vendor.name, vendor] as const))(
  '%s, as a TTS product',
  (name, vendor) => {
    it('can be left to its defaults', async () => {
      const settings = vendor.tts.settings.parse({});
      const provider = await vendor.tts.create({ language: 'en' }, settings, envOf(vendor));
      expect(provider.name).not.toBe('');
    });

    it('is described in docs/vendors.md', () => {
      expect(rowOf(name)).toEqual([
        `\`${name}\``,
        Object.keys(vendor.tts.settings.shape)
          .map((key) => `\`${key}\``)
          .join(', '),
        vendor.tts.capabilities.alignment,
      ]);
    });
  },
);

describe.each(offering(VENDORS, 'llm').map((vendor) => [vendor.name, vendor] as const))(
  '%s, as a model',
  (name, vendor) => {
    it('is asked for the model it is given', async () => {
      const provider = await vendor.llm.create('some-model', envOf(vendor));
      expect([provider.name, provider.model]).toEqual([name, 'some-model']);
      await provider.close();
    });

    it('is described in docs/vendors.md', () => {
      const { defaultModel } = vendor.llm;
      expect(rowOf(name)).toEqual([
        `\`${name}\``,
        defaultModel === undefined ? 'none: `LLM_MODEL` must be set' : `\`${defaultModel}\``,
      ]);
    });
  },
);

describe('vendors', () => {
  const keys = VENDORS.flatMap(({ env }) => Object.keys(env));

  it('share no environment key, with each other or with the server', () => {
    expect(new Set(keys).size).toBe(keys.length);
    expect(Object.keys(EnvSchema.shape)).toEqual(expect.arrayContaining(keys));
  });

  it('share no name of an STT product, and no model of one', () => {
    const names = PRODUCTS.map(([name]) => name);
    const models = PRODUCTS.flatMap(([, { models }]) => models);
    expect([new Set(names).size, new Set(models).size]).toEqual([names.length, models.length]);
  });

  it('that are asked over the network keep a contract', () => {
    const folder = new URL('.', import.meta.url);
    const suites = readdirSync(folder)
      .filter((file) => file.endsWith('.socket.test.ts') && file !== 'vendors.socket.test.ts')
      .map((file) => readFileSync(new URL(file, folder), 'utf8'))
      .join('\n');
    const providers = new URL('../../actors/providers/', import.meta.url);
    const folders = readdirSync(providers, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .filter((name) =>
        readdirSync(new URL(`${name}/`, providers)).some((file) => file.endsWith('.vendor.ts')),
      );
    const without = folders.filter((name) => !suites.includes(`/actors/providers/${name}/`));
    // Silero runs on our own processor.
    expect(without).toEqual(['silero']);
  });
});
