/** The agent file's words about turns: what they become, and what is refused, with the key and the rule. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ruleFor } from '../../../actors/stt/endpointing.ts';
import type { VoiceError } from '../../../machines/errors.ts';
import { type Agent, AgentSchema, loadAgent, warningsOf } from '../../../server/agent/agent-file.ts';
import { callInputOf } from '../../../server/agent/call-input.ts';
import { PHRASE_LANGUAGES, phrasesOf } from '../../../server/agent/phrases.ts';
import { PROFILE_NAMES } from '../../../server/agent/transcriber.ts';
import { endpointingOf } from '../../../server/agent/turn-rules.ts';
import { patternOf } from '../../../server/agent/turn-taking.ts';
import { loadSettings } from '../../../server/boot.ts';

const MODEL = { messages: [{ role: 'system', content: 'You answer the phone.' }] };
const agentOf = (settings: Readonly<Record<string, unknown>>): Agent =>
  AgentSchema.parse({ model: MODEL, ...settings });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-agents-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is said of an agent file with these settings. */
function complaintOf(settings: Readonly<Record<string, unknown>>): string {
  const path = join(folder, 'agent.json');
  writeFileSync(path, JSON.stringify({ model: MODEL, ...settings }));
  try {
    loadAgent(path);
  } catch (error) {
    return (error as VoiceError).message;
  }
  return 'nothing';
}

const NOVA = { model: 'nova-3' };

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
      'text rules with ears that end turns themselves',
      { startSpeakingPlan: { endpointing: 'text' } },
      'startSpeakingPlan.endpointing',
      '"native" or "probability"',
    ],
    [
      'a probability of ears that tell none',
      { transcriber: NOVA, startSpeakingPlan: { endpointing: 'probability' } },
      'startSpeakingPlan.endpointing',
      '"native" or "text" or "silence"',
    ],
    [
      'silence without anybody to hear it',
      { transcriber: NOVA, startSpeakingPlan: { endpointing: 'silence' }, vad: { enabled: false } },
      'startSpeakingPlan.endpointing',
      'vad.enabled',
    ],
    [
      'a gate without anybody to open it',
      { transcriber: { gate: 'vad' }, vad: { enabled: false } },
      'transcriber.gate',
      'vad.enabled',
    ],
    [
      'a threshold of other ears',
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
      'rules for ears that cannot follow them',
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
    ['a profile nobody knows', { profile: 'zen' }, 'profile', 'patient'],
    [
      'more words than anybody says',
      { stopSpeakingPlan: { numWords: 99 } },
      'stopSpeakingPlan.numWords',
      '10',
    ],
  ])('with %s, naming the key and the rule', (_what, settings, key, rule) => {
    const said = complaintOf(settings);
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
      expect((own.transcriber as { eagerEotThreshold: number }).eagerEotThreshold).toBeLessThanOrEqual(0.55);
      expect(own.maxTurnSeconds).toBe(33);
    },
  );

  it('is more patient with each profile', () => {
    const patience = PROFILE_NAMES.map((profile) => {
      const { transcriber, startSpeakingPlan, maxTurnSeconds } = agentOf({ profile });
      const { eotThreshold, eotTimeoutMs } = transcriber as { eotThreshold: number; eotTimeoutMs: number };
      return [eotThreshold, eotTimeoutMs, startSpeakingPlan.silenceSeconds, maxTurnSeconds];
    });
    expect(PROFILE_NAMES).toEqual(['fast', 'balanced', 'patient']);
    for (const i of [0, 1, 2, 3]) {
      const values = patience.map((row) => row[i] as number);
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

  it('says what stops the agent, and what nobody stops', () => {
    const stop = (settings: Readonly<Record<string, unknown>>) =>
      callInputOf(agentOf(settings), true).uninterruptible;
    expect(stop({})).toEqual([]);
    expect(stop({ firstMessageInterruptionsEnabled: false })).toEqual(['greeting']);
    expect(stop({ stopSpeakingPlan: { enabled: false } })).toContain('reply');
  });

  it('needs the key of the ears it names', () => {
    const path = join(folder, 'assembly.json');
    writeFileSync(path, JSON.stringify({ model: MODEL, transcriber: { provider: 'assembly-ai' } }));
    const keys = { GROQ_API_KEY: 'k', ELEVENLABS_API_KEY: 'k', AGENT_FILE: path };
    expect(() => loadSettings({ ...keys, DEEPGRAM_API_KEY: 'k' })).toThrow(/ASSEMBLYAI_API_KEY is not set/);
    expect(loadSettings({ ...keys, ASSEMBLYAI_API_KEY: 'k' }).agent.transcriber.kind).toBe('assemblyAi');
    const usual = { ...keys, AGENT_FILE: '', ASSEMBLYAI_API_KEY: 'k' };
    expect(() => loadSettings(usual)).toThrow(/DEEPGRAM_API_KEY is not set/);
  });
});

describe('the patient profile', () => {
  it('waits for the end of a sentence that goes on, and leaves one that is finished to the vendor', () => {
    const { rules } = endpointingOf(agentOf({ profile: 'patient' }));
    const timeout = (text: string) => ruleFor(rules, { asked: '', text })?.timeoutMs;
    expect(timeout('I would like, um,')).toBe(3_000);
    expect(timeout('I would like a cake.')).toBeUndefined();
    expect(ruleFor(endpointingOf(agentOf({})).rules, { asked: '', text: 'I would like' })).toBeUndefined();
  });
});

describe('the text rules', () => {
  it('wait 0.05 s on punctuation, 0.1 s on a number and 0.3 s otherwise, unless told otherwise', () => {
    const { needed } = endpointingOf(
      agentOf({ transcriber: NOVA, startSpeakingPlan: { endpointing: 'text', customEndpointingRules: [] } }),
    );
    const wait = (text: string) => needed?.({ text, confidence: undefined, asked: '' });
    expect([wait('Hello.'), wait('At 5'), wait('I would like')]).toEqual([50, 100, 300]);
  });
});

describe('the rules for dictation', () => {
  const ASKED: Readonly<Record<string, string>> = {
    en: 'Sure. What is your phone number?',
    de: 'Gern. Wie ist Ihre Telefonnummer bitte?',
    es: 'Claro. ¿Cuál es su número de teléfono?',
    fr: 'Bien sûr. Quel est votre numéro de téléphone ?',
  };
  const SAYING: Readonly<Record<string, string>> = {
    en: 'my number is five five five',
    de: 'meine Nummer ist fünf fünf sieben',
    es: 'mi número es cinco cinco siete',
    fr: 'mon numéro est cinq cinq sept',
  };

  it.each(PHRASE_LANGUAGES)('hear in %s what was asked and what is being said', (language) => {
    const { asked = '', saying = '' } = phrasesOf(language)?.dictation ?? {};
    expect(ASKED[language]).toMatch(patternOf(asked));
    expect(SAYING[language]).toMatch(patternOf(saying));
    expect('1 2 3').toMatch(patternOf(saying));
    expect('j o h n').toMatch(patternOf(saying));
  });

  it.each([
    'Please tell me your phone number.',
    'Please spell your last name.',
    "What's your number? Take your time.",
    'What is your card number? Are you still there?',
    'Could I have your e-mail address?',
  ])('hear that %j asks for something to be dictated', (text) => {
    expect(text).toMatch(patternOf(phrasesOf('en')?.dictation.asked ?? ''));
  });

  it.each([
    'We open at nine',
    'I would like a',
    'Is that you',
    'It was five',
    'A table for two at seven.',
    'A table for two at seven',
    'My number is five five five.',
  ])('leave %j alone', (text) => {
    expect(text).not.toMatch(patternOf(phrasesOf('en')?.dictation.saying ?? ''));
  });

  it.each([
    'What time is it?',
    'How can I help you today?',
    'The number is 5. Is that right?',
    'Would you like our address?',
  ])('leave the question %j alone', (text) => {
    expect(text).not.toMatch(patternOf(phrasesOf('en')?.dictation.asked ?? ''));
  });
});
