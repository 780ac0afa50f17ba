/** Values of an agent file of the wrong kind, from another program or with a secret: read, or refused in plain words. */
import { describe, expect, it } from 'vitest';
import { loadAgent, warningsOf } from '../../../../server/agent/agent-file.ts';
import { complaints, MODEL, ownAgentFiles } from '../../../helpers/agent-files.ts';

const agentFiles = ownAgentFiles();
const fileOf = (settings: object): string => agentFiles.write({ model: MODEL, ...settings });
const saidOf = (settings: object): string[] => complaints(() => loadAgent(fileOf(settings))).slice(1);

describe('a value of the wrong kind is refused in plain words', () => {
  it.each([
    [{ model: undefined }, 'model is not set: an object in braces'],
    [{ voice: 'rachel' }, 'voice is "rachel": an object in braces'],
    [{ voice: { provider: 'elevenlabs' } }, 'voice.provider is "elevenlabs": one of "11labs", "cartesia"'],
    [{ voice: { speed: 'fast' } }, 'voice.speed is "fast": a number, without quotation marks'],
    [{ voice: { speed: 9 } }, 'voice.speed is 9: at most 1.2'],
    [{ transcriber: { keyterms: 'rye' } }, 'transcriber.keyterms is "rye": a list in brackets'],
    [{ transcriber: { model: 3 } }, 'transcriber.model is 3: a text in quotation marks'],
    [{ silenceTimeoutSeconds: '10' }, 'silenceTimeoutSeconds is "10": a number, without quotation marks'],
    [{ maxDurationSeconds: 0 }, 'maxDurationSeconds is 0: at least 10'],
    [{ stopSpeakingPlan: { numWords: 1.5 } }, 'stopSpeakingPlan.numWords is 1.5: a whole number'],
    [
      { firstMessageInterruptionsEnabled: 'true' },
      'firstMessageInterruptionsEnabled is "true": true or false, without quotation marks',
    ],
    [{ firstMessage: `${'a '.repeat(501)}` }, 'at most 1000 characters'],
    [{ model: { messages: [{ role: 'user', content: 'Hi' }] } }, 'model.messages.0.role is "user": "system"'],
  ])('%j: %s', (settings, rule) => {
    const [line = '', ...more] = saidOf(settings);
    expect(line).toContain(rule);
    expect(more).toEqual([]);
  });

  it('a number that no computer has', () => {
    const path = agentFiles.write(`{"model": ${JSON.stringify(MODEL)}, "silenceTimeoutSeconds": 1e999}`);
    expect(complaints(() => loadAgent(path)).join()).toContain('silenceTimeoutSeconds is Infinity: a number');
  });
});

describe('a value from another program', () => {
  const NOT_FILLED = 'the words themselves: variables are not filled in here';
  it.each<[settings: object, source: string]>([
    [{ firstMessage: 'Hello, {{first_name}}!' }, 'elevenlabs/packages PR#898'],
    [{ firstMessage: 'It is {{now}}.' }, 'VapiAI/docs-archived#95'],
    [{ firstMessage: 'Hello, {caller_number}.' }, 'hkjarral/AVA-AI-Voice-Agent-for-Asterisk#124'],
    [{ messagePlan: { idleMessage: 'Hi {customer_name}?' } }, 'juspay/clairvoyance PR#465'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in a file
    [{ messagePlan: { apologyMessage: 'Sorry, ${name}.' } }, 'a shell'],
    [{ firstMessage: 'It is {{ "now" | date: "%A" }}.' }, 'Liquid, which Vapi has'],
    [{ firstMessage: "Hi {{ name | default('there') }}!" }, 'arnonym/ha-plugins PR#170: Jinja'],
    [{ firstMessage: 'Hi{% if name %} there{% endif %}.' }, 'arnonym/ha-plugins PR#170'],
    [{ firstMessage: 'Hi <%= name %>.' }, 'ERB, EJS'],
    [{ firstMessage: 'Hi %first_name%.' }, 'Windows, and senders of letters'],
    [{ firstMessage: 'Hi [[Customer Name]].' }, 'senders of letters'],
    [{ firstMessage: 'Hi *|FNAME|*.' }, 'Mailchimp'],
  ])('would be said with its variables: %j (%s)', (settings) => {
    expect(saidOf(settings).join()).toContain(NOT_FILLED);
  });

  it.each([
    'Between 5 % and 10 % off.',
    '100% sure, 50% off.',
    'Press * or #.',
    'We [really] care.',
    'a < b, 5 > 3',
  ])('%s has none', (firstMessage) => {
    expect(loadAgent(fileOf({ model: MODEL, firstMessage })).firstMessage).toBe(firstMessage);
  });

  it('is doubted in the prompt also where it is a statement', () => {
    const model = { messages: [{ role: 'system', content: 'Be {% if vip %}kind{% endif %}.' }] };
    expect(warningsOf(loadAgent(fileOf({ model }))).join()).toContain('{% if vip %} as it stands');
  });

  it('is doubted in the prompt, which may speak of such variables', () => {
    const model = { messages: [{ role: 'system', content: 'Today is {{date}}. Reply as {"a": 1}.' }] };
    expect(warningsOf(loadAgent(fileOf({ model })))).toEqual([
      'model.messages: the model gets {{date}} as it stands: variables are not filled in here',
    ]);
  });

  it.each([
    ['startSpeakingPlan', { smartEndpointingEnabled: true }],
    ['startSpeakingPlan', { smartEndpointingPlan: { provider: 'livekit' } }],
    [
      'startSpeakingPlan',
      {
        customEndpointingRules: [{ type: 'assistant', regex: 'a', regexOptions: [], timeoutSeconds: 1 }],
      },
    ],
  ])('is named as Vapi’s: %s %j', (key, plan) => {
    expect(saidOf({ [key]: plan }).join()).toContain("a key of Vapi's that Parley does not have");
  });

  it('is read without what came around it: eleven_multilingual_v2\\xa0 (elevenlabs/elevenlabs-python#163)', () => {
    const agent = loadAgent(
      fileOf({
        voice: { provider: ' 11labs', model: 'eleven_multilingual_v2\u00a0' },
        transcriber: { provider: '\u200bdeepgram\ufeff', model: 'nova-3\n' },
      }),
    );
    expect([agent.voice.provider, agent.voice.settings.model]).toEqual(['11labs', 'eleven_multilingual_v2']);
    expect([agent.transcriber.kind, agent.transcriber.model]).toEqual(['nova', 'nova-3']);
  });
});

describe('a secret in an agent file is not shown', () => {
  it.each<[settings: object, source: string]>([
    [{ model: { ...MODEL, apiKey: 'hidden' } }, 'a short one'],
    [{ model: { ...MODEL, api_key: 55_512_345_678 } }, 'cdelmonte-zg/nanoidp#352: a number'],
    [{ voice: { authToken: 'hidden' } }, 'cognizant-ai-lab/neuro-san#951'],
    [{ credentials: 'hidden' }, 'a word'],
    [{ header: 'Bearer hidden' }, 'a header'],
    [{ url: 'https://api.example.com/v1?api_key=hidden' }, 'the query of a URL'],
    [{ claim: 'eyJhbGciOiJub25lIn0.hidden.' }, 'a JSON Web Token'],
  ])('%j (%s)', (settings) => {
    const said = saidOf(settings).join();
    expect(said).toContain('is wrong (its value is not shown)');
    expect(said).not.toMatch(/hidden|55512345678/);
  });
});
