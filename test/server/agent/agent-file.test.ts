/** The agent file as an operator meets it: what it becomes, and what is refused, with the key and the rule. */
import { homedir } from 'node:os';
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

  // openclaw/openclaw PR#15280, zoxy-io/zoxy PR#145
  it('may tell an editor where its schema is', () => {
    const file = { $schema: 'https://agent.example/schema.json', model: PRIVATE };
    expect(loadAgent(agentFiles.write(file)).name).toBe('agent');
    const deeper = agentFiles.write({ model: PRIVATE, voice: { $schema: 'x' } });
    expect(complaints(() => loadAgent(deeper)).join()).toContain('voice.$schema is "x": no such key');
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
    [
      'a prompt of blanks',
      { model: { messages: [{ role: 'system', content: ' \n' }] } },
      'content',
      'a text',
    ],
    [
      'a prompt that the budget of a prompt has no room for',
      {
        model: {
          messages: [{ role: 'system', content: 'Bread and rolls. '.repeat(3_000) }],
          contextTokens: 10_000,
        },
      },
      'model.contextTokens',
      '10000: at least 1',
    ],
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

  it('is read with a byte order mark (playwright PR#39420), in UTF-16, with comments and commas too many', () => {
    const text = `// mine\r\n{ "model": ${JSON.stringify(PRIVATE)}, "name": "Ann", }\r\n`;
    const names = [text, `\ufeff${text}`, Buffer.from(`\ufeff${text}`, 'utf16le')].map(
      (content) => loadAgent(agentFiles.write(content, 'marked.json')).name,
    );
    expect(names).toEqual(['Ann', 'Ann', 'Ann']);
  });

  it('is refused when it is not there, with the whole path and where it begins', () => {
    const said = complaints(() => loadAgent('no/such.json')).join();
    expect(said).toContain(
      `AGENT_FILE is "no/such.json": it must be a JSON file with an agent, and ${process.cwd()}/no/such.json does not exist (ENOENT); a path that does not begin with / begins at ${process.cwd()}`,
    );
  });

  it('is refused with the name that it has, when it nearly is there', () => {
    const path = agentFiles.write({ model: PRIVATE }, 'near.json.txt').replace(/\.txt$/, '');
    expect(complaints(() => loadAgent(path)).join()).toContain(
      'does not exist (ENOENT); did you mean near.json.txt, beside it?',
    );
  });

  it('may begin at home', () => {
    expect(complaints(() => loadAgent('~/no-such.json')).join()).toMatch(
      new RegExp(`and ${homedir()}/no-such.json does not exist \\(ENOENT\\)$`),
    );
  });

  it.each([
    ['{"model":', 'line 1, column 10: the end of the file where a value belongs'],
    [
      '{"name": \u201cAnn\u201d}',
      'line 1, column 10: a typographic quotation mark (U+201C, JSON has " alone)',
    ],
    ['', 'is empty'],
    [' \n', 'is empty'],
    ['null', 'holds no object in braces'],
    ['[]', 'holds no object in braces'],
    ['"agent"', 'holds no object in braces'],
  ])('is refused as a whole when it is %j', (content, reason) => {
    const path = agentFiles.write(content, 'whole.json');
    const [, line, ...more] = complaints(() => loadAgent(path));
    expect(line).toContain('AGENT_FILE');
    expect(line).toContain(path);
    expect(line).toContain(reason);
    expect(more).toEqual([]);
  });

  it('is refused when it is a folder', () => {
    expect(complaints(() => loadAgent(agentFiles.folder())).join()).toContain('is a folder (EISDIR)');
  });

  it('is refused with a key that stands twice, and with the line of every mistake', () => {
    const path = agentFiles.write(
      `{\n"model": ${JSON.stringify(PRIVATE)},\n"name": "Ann",\n"name": "Bob",\n"voice": {\n"speed": 9\n}\n}`,
    );
    expect(complaints(() => loadAgent(path))).toEqual([
      '2 settings are wrong:',
      `  - ${path}:4: name stands twice, in lines 3 and 4: keep one`,
      expect.stringContaining(`  - ${path}:6: voice.speed is 9: `),
    ]);
  });

  it.each([
    [{ fristMessage: 'Hi' }, 'fristMessage is "Hi": no such key: did you mean firstMessage?'],
    [{ first_message: 'Hi' }, 'first_message is "Hi": no such key: did you mean firstMessage?'],
    [{ transcriber: { keyterm: ['a'] } }, 'transcriber.keyterm: no such key: did you mean keyterms?'],
    [{ transcriber: { colour: 1 } }, 'there are provider, model, language, keyterms, gate, eotThreshold'],
    [{ messagePlan: { colour: 1 } }, 'there are idleMessage, idleMessageMaxSpokenCount'],
    [{ vad: { colour: 1 } }, 'vad.colour is 1: no such key; there are enabled'],
    // An export of Vapi's
    [{ orgId: 'o-1' }, 'orgId is "o-1": a key of Vapi\'s that Parley does not have: remove it'],
    [{ voice: { voiceId: 'v' } }, 'remove it; the environment has the voice, beside the key of its vendor'],
    [{ server: { url: 'https://x', secret: 'hidden' } }, "server: a key of Vapi's"],
    [{ messagePlan: { idleMessages: ['hidden'] } }, 'remove it; idleMessage has one'],
  ])('with %j is told what was meant, or what there is', (settings, said) => {
    const path = agentFiles.write({ model: PRIVATE, ...settings });
    const [, line = '', ...more] = complaints(() => loadAgent(path));
    expect(line).toContain(said);
    expect(line).not.toContain('hidden');
    expect(more).toEqual([]);
  });

  it('does not show what may be a secret', () => {
    const path = agentFiles.write({ model: PRIVATE, apiKey: `gsk_${'a1B2'.repeat(13)}` });
    expect(complaints(() => loadAgent(path)).join()).toMatch(/apiKey is wrong \(its value is not shown\)/);
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
