/** The vendors that an agent file names: they decide which keys it may have, and which are left out. */
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { AgentSchema } from '../../../../server/agent/agent-file.ts';
import { completeTranscriber, transcriberSchemaOf } from '../../../../server/agent/transcriber.ts';
import { voiceSchemaOf } from '../../../../server/agent/voice.ts';
import { VENDORS } from '../../../../server/vendors.ts';
import { newcomer } from '../../../helpers/fakes/fake-vendor.ts';

const MODEL = { messages: [{ role: 'system', content: '-' }] };
const transcriberOf = (transcriber: object) => AgentSchema.parse({ model: MODEL, transcriber }).transcriber;

/** `key: message`, or `key` alone when it is unknown. */
const complaints = (schema: z.ZodType, file: unknown): string[] =>
  (schema.safeParse(file).error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [...issue.path, key].join('.'))
      : [`${issue.path.join('.')}: ${issue.message}`],
  );
const complaintsOf = (agent: object) => complaints(AgentSchema, { model: MODEL, ...agent });

describe('an unknown vendor is refused with the list of those there are', () => {
  it('as a transcriber', () => {
    const [line = '', ...more] = complaintsOf({ transcriber: { provider: 'parrot' } });
    expect(line).toMatch(/^transcriber\.provider: .*"deepgram", "assembly-ai"/);
    expect(more).toEqual([]);
  });

  it('as a voice', () => {
    const [line = '', ...more] = complaintsOf({ voice: { provider: 'parrot' } });
    expect(line).toMatch(/^voice\.provider: .*"11labs"/);
    expect(more).toEqual([]);
  });

  it('as a model of a transcriber', () => {
    const [line = '', ...more] = complaintsOf({ transcriber: { model: 'parrot-1' } });
    expect(line).toMatch(/^transcriber\.model: a model of deepgram: flux-general-en, .*nova-3/);
    expect(more).toEqual([]);
  });
});

describe('every mistake of one transcriber', () => {
  it('is reported at once', () => {
    const transcriber = { language: 'x', eotThreshold: 7, endpointing: 300, colour: 'red' };
    expect(complaintsOf({ transcriber }).sort()).toEqual([
      'transcriber.colour',
      expect.stringMatching(/^transcriber\.endpointing: left out: .*flux-general-en/),
      expect.stringMatching(/^transcriber\.eotThreshold: at most 1/),
      expect.stringMatching(/^transcriber\.language: a language as a BCP 47 tag/),
    ]);
  });

  it.each([
    ['a word', 'deepgram'],
    ['nothing', null],
    ['a list', []],
  ])('is that it is %s', (_, transcriber) => {
    expect(complaintsOf({ transcriber })).toEqual([expect.stringMatching(/^transcriber: .*expected object/)]);
  });
});

describe('a figure of the profile gives way to one that was given', () => {
  it.each([
    [{ minTurnSilence: 2_000 }, { minTurnSilence: 2_000, maxTurnSilence: 2_000 }],
    [{ maxTurnSilence: 200 }, { minTurnSilence: 200, maxTurnSilence: 200 }],
    [{ minTurnSilence: 100 }, { minTurnSilence: 100, maxTurnSilence: 1_280 }],
  ])('%j', (given, whole) => {
    expect(transcriberOf({ provider: 'assembly-ai', ...given })).toMatchObject(whole);
  });

  it('and two that were given must fit', () => {
    const transcriber = { provider: 'assembly-ai', minTurnSilence: 500, maxTurnSilence: 200 };
    expect(complaintsOf({ transcriber })).toEqual([
      'transcriber.minTurnSilence: not above maxTurnSilence, which is 200',
    ]);
  });
});

describe('a vendor added to the list', () => {
  const vendors = [...VENDORS, newcomer];
  const Transcriber = transcriberSchemaOf(vendors);
  const Voice = voiceSchemaOf(vendors);

  it('can be chosen, with keys of its own and figures for each profile', () => {
    const chosen = completeTranscriber(Transcriber.parse({ provider: 'newcomer' }), 'patient');
    expect(chosen).toEqual({
      language: 'en',
      keyterms: [],
      gate: 'none',
      kind: 'newcomerStt',
      model: 'new-1',
      hush: 0.3,
    });
    const own = { provider: 'newcomer', model: 'new-2', hush: 0.9 };
    expect(completeTranscriber(Transcriber.parse(own), 'fast')).toMatchObject({ model: 'new-2', hush: 0.9 });
    expect(Voice.parse({ provider: 'newcomer' })).toEqual({
      provider: 'newcomer',
      language: 'en',
      settings: { timbre: 'warm' },
    });
  });

  it('is not the default', () => {
    expect(Transcriber.parse({}).product.name).toBe('flux');
    expect(Voice.parse({}).provider).toBe('11labs');
  });

  it('is held to what it can do', () => {
    const keyterms = ['a', 'b', 'c'];
    expect(complaints(Transcriber, { provider: 'newcomer', keyterms })).toEqual([
      'keyterms: at most 2 of them',
    ]);
  });

  it('does not know the keys of others, nor others its own', () => {
    expect(complaints(Transcriber, { provider: 'newcomer', eotThreshold: 0.7 })).toEqual([
      'eotThreshold: left out: the keys of new-1 and its like are hush',
    ]);
    expect(complaints(Transcriber, { hush: 0.7 })[0]).toMatch(/^hush: left out: .*flux-general-en/);
    expect(complaints(Voice, { provider: 'newcomer', stability: 1 })).toEqual([
      'stability: left out: the keys of newcomer are timbre',
    ]);
    expect(complaints(Voice, { timbre: 'cold' })[0]).toMatch(
      /^timbre: left out: the keys of 11labs are model,/,
    );
  });

  it('reads its own keys of the environment', async () => {
    const made = await newcomer.tts?.create(
      { language: 'en' },
      { timbre: 'cold' },
      { PORT: 1, NEWCOMER_API_KEY: 'k', NEWCOMER_BASE_URL: 'wss://eu.example/' },
    );
    expect(made?.name).toBe('cold at wss://eu.example');
  });
});
