/** The agent file as an operator meets it: what it becomes, and what is refused, with the key and the rule. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROFILE_NAMES } from '../../../actors/providers/stt-product.ts';
import { loadAgent, warningsOf } from '../../../server/agent/agent-file.ts';
import { agentOf, complaints, MODEL, ownAgentFiles } from '../../helpers/agent-files.ts';

/** A prompt that no complaint may show. */
const PRIVATE = { messages: [{ role: 'system', content: 'A prompt that must not be in a log.' }] };
const agentFiles = ownAgentFiles();

const NOVA = { model: 'nova-3' };

describe('the agent file', () => {
  it('needs nothing but a prompt', () => {
    expect(loadAgent(agentFiles.write({ model: PRIVATE })).messagePlan.apologyMessage).toMatch(/sorry/i);
  });

  it('that Parley ships with is valid', () => {
    expect(loadAgent('agents/default.json').firstMessage).not.toBe('');
  });

  it.each([
    ['an unknown key', { model: PRIVATE, fristMessage: 'Hi' }, 'fristMessage', '"Hi"'],
    ['an unknown key, deep inside', { model: PRIVATE, voice: { pitch: 2 } }, 'voice.pitch', '2'],
    [
      'a threshold out of range',
      { model: PRIVATE, transcriber: { eotThreshold: 1.2 } },
      'transcriber.eotThreshold',
      '1.2',
    ],
    [
      'a vendor we cannot speak to',
      { model: PRIVATE, voice: { provider: 'polly' } },
      'voice.provider',
      '"polly"',
    ],
    [
      'a number written as a word',
      { model: PRIVATE, maxDurationSeconds: '600' },
      'maxDurationSeconds',
      '"600"',
    ],
    [
      'an apology of no words',
      { model: PRIVATE, messagePlan: { apologyMessage: '' } },
      'messagePlan.apologyMessage',
      '""',
    ],
    [
      'an apology that no voice can say',
      { model: PRIVATE, messagePlan: { apologyMessage: '**😬**' } },
      'messagePlan.apologyMessage',
      'words that a voice can say',
    ],
    [
      'a greeting that no voice can say',
      { model: PRIVATE, firstMessage: '👋 …' },
      'firstMessage',
      'words that a voice can say, or ""',
    ],
    ['no prompt', { model: { messages: [] } }, 'model.messages', '[]'],
    ['no model', {}, 'model', 'is not set'],
  ])('is refused with %s, naming the key and the value', (_what, content, key, value) => {
    const path = agentFiles.write(content);
    const [head, line, ...rest] = complaints(() => loadAgent(path));
    expect(head).toBe('One setting is wrong:');
    expect(line).toContain(path);
    expect(line).toContain(key);
    expect(line).toContain(value);
    expect(rest).toEqual([]);
  });

  it('is refused when it would begin replies later than it ends turns', () => {
    const said = complaints(() =>
      loadAgent(
        agentFiles.write({ model: PRIVATE, transcriber: { eotThreshold: 0.5, eagerEotThreshold: 0.8 } }),
      ),
    );
    expect(said.join()).toContain('eagerEotThreshold');
  });

  it('is refused when it is not there, or is no JSON', () => {
    expect(complaints(() => loadAgent(join(agentFiles.folder(), 'none.json'))).join()).toMatch(
      /AGENT_FILE.*none\.json.*ENOENT/,
    );
    expect(complaints(() => loadAgent(agentFiles.write('{"model":', 'cut.json'))).join()).toMatch(
      /AGENT_FILE.*cut\.json/,
    );
    expect(complaints(() => loadAgent(agentFiles.write('null', 'null.json'))).join()).toContain('null.json');
  });

  it('does not print the whole file for one mistake in it', () => {
    const said = complaints(() => loadAgent(agentFiles.write({ model: PRIVATE, fristMessage: 'Hi' })));
    expect(said.join()).not.toContain('A prompt that must not be');
  });
});

describe('an agent file is refused', () => {
  it.each([
    [
      'an unknown strategy',
      { startSpeakingPlan: { endpointing: 'magic' } },
      'startSpeakingPlan.endpointing',
      'native',
    ],
    [
      'an unknown list of phrases',
      { stopSpeakingPlan: { acknowledgementPhrases: 'klingon' } },
      'stopSpeakingPlan.acknowledgementPhrases',
      'en, de, es, fr',
    ],
    [
      'a curve that rises',
      {
        startSpeakingPlan: {
          endpointing: 'probability',
          smartEndpointingPlan: {
            waitFunction: [
              [0.3, 0.1],
              [0.7, 0.9],
            ],
          },
        },
      },
      'smartEndpointingPlan.waitFunction',
      'never rises',
    ],
    [
      'a curve whose points are not in order',
      {
        startSpeakingPlan: {
          endpointing: 'probability',
          smartEndpointingPlan: {
            waitFunction: [
              [0.7, 0.9],
              [0.3, 0.1],
            ],
          },
        },
      },
      'smartEndpointingPlan.waitFunction',
      'in order of probability',
    ],
    [
      'smart rules beside a native end of turn',
      {
        startSpeakingPlan: {
          smartEndpointingPlan: {
            waitFunction: [
              [0.3, 1],
              [0.7, 0.1],
            ],
          },
        },
      },
      'startSpeakingPlan.smartEndpointingPlan',
      'conflicts with endpointing "native"',
    ],
    [
      'text rules with an STT that ends turns itself',
      { startSpeakingPlan: { endpointing: 'text' } },
      'startSpeakingPlan.endpointing',
      '"native" or "probability"',
    ],
    [
      'a probability of an STT that reports none',
      { transcriber: NOVA, startSpeakingPlan: { endpointing: 'probability' } },
      'startSpeakingPlan.endpointing',
      '"native" or "text" or "silence"',
    ],
    [
      'silence without a VAD',
      { transcriber: NOVA, startSpeakingPlan: { endpointing: 'silence' }, vad: { enabled: false } },
      'startSpeakingPlan.endpointing',
      'vad.enabled',
    ],
    [
      'a gate without a VAD to open it',
      { transcriber: { gate: 'vad' }, vad: { enabled: false } },
      'transcriber.gate',
      'vad.enabled',
    ],
    [
      'a threshold of another STT',
      { transcriber: { ...NOVA, eotThreshold: 0.7 } },
      'transcriber.eotThreshold',
      'endpointing',
    ],
    [
      'endpointing where there is none',
      { transcriber: { endpointing: 300 } },
      'transcriber.endpointing',
      'eotThreshold',
    ],
    [
      'a model of another vendor',
      { transcriber: { provider: 'assembly-ai', model: 'nova-3' } },
      'transcriber.model',
      'assembly-ai',
    ],
    [
      'a rule that is no regular expression',
      {
        startSpeakingPlan: { customEndpointingRules: [{ type: 'customer', regex: '(', timeoutSeconds: 1 }] },
      },
      'customEndpointingRules.0.regex',
      'regular expression',
    ],
    [
      'rules for an STT that cannot follow them',
      {
        transcriber: NOVA,
        startSpeakingPlan: {
          customEndpointingRules: [{ type: 'customer', regex: 'um$', timeoutSeconds: 1 }],
        },
      },
      'customEndpointingRules',
      'endpointing "text"',
    ],
    [
      'a rule that takes for ever',
      {
        startSpeakingPlan: {
          customEndpointingRules: [{ type: 'customer', regex: '(a+)+$', timeoutSeconds: 1 }],
        },
      },
      'customEndpointingRules.0.regex',
      'quick',
    ],
    [
      'replies begun more surely than turns end in its profile',
      { profile: 'fast', transcriber: { eagerEotThreshold: 0.8 } },
      'transcriber.eagerEotThreshold',
      'not above eotThreshold, which is 0.6',
    ],
    ['an unknown profile', { profile: 'zen' }, 'profile', 'patient'],
    ['more words than allowed', { stopSpeakingPlan: { numWords: 99 } }, 'stopSpeakingPlan.numWords', '10'],
  ])('with %s, naming the key and the rule', (_what, settings, key, rule) => {
    const said = complaints(() => loadAgent(agentFiles.write({ model: MODEL, ...settings }))).join('\n');
    expect(said).toContain('One setting is wrong');
    expect(said).toContain(key);
    expect(said).toContain(rule);
  });
});

describe('an agent file', () => {
  it('warns of an endpointing below 100 ms, and of no other', () => {
    expect(warningsOf(agentOf({ transcriber: { ...NOVA, endpointing: 60 } }))).toEqual([
      expect.stringContaining('endpointing=60'),
    ]);
    expect(warningsOf(agentOf({ transcriber: NOVA }))).toEqual([]);
    expect(warningsOf(agentOf({}))).toEqual([]);
  });

  it.each(PROFILE_NAMES)(
    'takes what it leaves out from the profile %s, and its own words go before',
    (profile) => {
      for (const transcriber of [{}, NOVA, { provider: 'assembly-ai' }])
        expect(agentOf({ profile, transcriber }).transcriber.kind).toMatch(/^(flux|nova|assemblyAi)$/);
      const own = agentOf({ profile, transcriber: { eotThreshold: 0.55 }, maxTurnSeconds: 33 });
      expect(own.transcriber).toMatchObject({ eotThreshold: 0.55 });
      expect(own.transcriber.eagerEotThreshold).toBeLessThanOrEqual(0.55);
      expect(own.maxTurnSeconds).toBe(33);
    },
  );

  it('is more patient with each profile', () => {
    const patience = PROFILE_NAMES.map((profile) => {
      const { transcriber, startSpeakingPlan, maxTurnSeconds } = agentOf({ profile });
      const { eotThreshold, eotTimeoutMs } = transcriber;
      return [eotThreshold, eotTimeoutMs, startSpeakingPlan.silenceSeconds, maxTurnSeconds];
    });
    expect(PROFILE_NAMES).toEqual(['fast', 'balanced', 'patient']);
    for (const i of [0, 1, 2, 3]) {
      const values = patience.map((row) => Number(row[i]));
      expect([...values].sort((a, b) => a - b)).toEqual(values);
    }
  });

  it('speaks the phrases of its language, or its own', () => {
    const german = agentOf({ transcriber: { language: 'de-CH' } }).stopSpeakingPlan;
    expect(german.acknowledgementPhrases).toContain('genau');
    const own = agentOf({ stopSpeakingPlan: { acknowledgementPhrases: ['jo'], interruptionPhrases: 'fr' } });
    expect(own.stopSpeakingPlan.acknowledgementPhrases).toEqual(['jo']);
    expect(own.stopSpeakingPlan.interruptionPhrases).toContain('attendez');
  });
});
