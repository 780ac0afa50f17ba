/** The environment as an operator meets it: every mistake at once, named, with what is allowed, and never a secret. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../../server/boot.ts';
import { carrierOf } from '../../../server/carriers.ts';
import { EnvSchema, loadConfig, SECRETS, wantsSandbox } from '../../../server/config/config.ts';
import { parseEnvFile } from '../../../server/config/env-file.ts';
import { foreignKeysIn, missingSentence, modelVendorIn } from '../../../server/config/vendor-keys.ts';
import { complaints } from '../../helpers/agent-files.ts';

const KEYS = {
  DEEPGRAM_API_KEY: 'dg-hidden-1',
  GROQ_API_KEY: 'gsk-hidden-2',
  ELEVENLABS_API_KEY: 'xi-hidden-3',
  ELEVENLABS_VOICE_ID: 'a-voice',
} as const;
const TWILIO = {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'tw-hidden-4',
  TWILIO_PHONE_NUMBER: '+15551234567',
} as const;

const complaintsAbout = (env: Record<string, string>) => complaints(() => loadConfig({ ...KEYS, ...env }));

describe('the environment', () => {
  it('needs three keys and nothing else', () => {
    const { env } = loadConfig(KEYS);
    expect(env).toMatchObject({
      PORT: 3040,
      DRAIN_TIMEOUT: 300,
      LOG_LEVEL: 'info',
      AGENT_FILE: 'agents/default.json',
    });
    expect(modelVendorIn(env)?.name).toBe('groq');
    expect(Object.isFrozen(env)).toBe(true);
  });

  it('takes an OpenAI-compatible endpoint in Groq’s place', () => {
    const { GROQ_API_KEY: _, ...rest } = KEYS;
    const config = loadConfig({ ...rest, OPENAI_API_KEY: 'sk', LLM_MODEL: 'm' });
    expect(modelVendorIn(config.env)?.name).toBe('openai');
  });

  it('says which model is asked when the keys of two are set', () => {
    const own = { OPENAI_API_KEY: 'sk', OPENAI_BASE_URL: 'http://127.0.0.1:8000/v1', LLM_MODEL: 'own' };
    const { env, warnings } = loadConfig({ ...KEYS, ...own });
    expect(modelVendorIn(env)?.name).toBe('groq');
    expect(warnings).toEqual([
      'the model is asked of groq, and not of openai, whose keys are set, too: unset GROQ_API_KEY to change that',
    ]);
  });

  it('asks for the model of an endpoint that has no default', () => {
    const { GROQ_API_KEY: _, ...rest } = KEYS;
    expect(complaints(() => loadConfig({ ...rest, OPENAI_API_KEY: 'sk' })).join()).toMatch(
      /LLM_MODEL is not set: openai, which has no default model, needs it/,
    );
  });

  it('takes an empty value as none, and blanks around a value as nothing', () => {
    expect(loadConfig({ ...KEYS, PORT: '', HOST: '  ', LOG_LEVEL: ' warn ' }).env).toMatchObject({
      PORT: 3040,
      LOG_LEVEL: 'warn',
    });
    expect(loadConfig({ ...KEYS, HOST: '  ' }).env.HOST).toBeUndefined();
  });

  it('takes base URLs with and without a last slash', () => {
    const { env } = loadConfig({
      ...KEYS,
      PUBLIC_URL: 'https://a.example.com/',
      DEEPGRAM_BASE_URL: 'ws://127.0.0.1:9/',
    });
    expect([env.PUBLIC_URL, env.DEEPGRAM_BASE_URL]).toEqual(['https://a.example.com', 'ws://127.0.0.1:9']);
  });

  it.each(['0.0.0.0', '::1', '[::1]', 'localhost'])('takes %s as a host', (host) => {
    expect(loadConfig({ ...KEYS, HOST: host }).env.HOST).toBe(host.replace(/[[\]]/g, ''));
  });

  // pinojs/pino#2022, and the words of Python's logging
  it.each([
    ['LOG_LEVEL', 'INFO', 'info'],
    ['DOCTOR', 'Off', 'off'],
    ['RECORDINGS', 'ON', 'on'],
    ['REGION', 'EU', 'eu'],
    // wodby/docker4wordpress PR#84, docker/compose#1788, #9597: on, as a file of YAML hands it on
    ['RECORDINGS', 'true', 'on'],
    ['DOCTOR', 'False', 'off'],
  ])('takes %s=%s in any case', (key, written, value) => {
    expect(loadConfig({ ...KEYS, [key]: written }).env[key]).toBe(value);
  });

  it('moves to a region in capitals, too', () => {
    expect(loadConfig({ ...KEYS, REGION: 'EU' }).env.DEEPGRAM_BASE_URL).toBe('wss://api.eu.deepgram.com');
  });

  it.each<[written: string, rule: string, source: string]>([
    ['change-me-in-production', 'each none that an example has', 'mattbaya/ITEGA#69'],
    ['my-secure-api-key', 'each none that an example has', 'fabriziosalmi/lws PR#30'],
    ['good-key-1,your_api_key_here', 'each none that an example has', 'zhiyu1998/Gemi2Api-Server PR#55'],
    ['one two', 'each one word', 'a list with blanks'],
    ['["one","two"]', 'each without quotation marks', 'a list of JSON'],
    ['[one,two]', 'each without [, which other lists have', 'mudler/LocalAI#1869: a list in brackets'],
    ['one;two', 'each without ;, which other lists have', 'akretion/connector-amazon PR#14'],
    ['Bearer one', 'each the key alone', 'a header'],
    ['schlüssel', 'each of ASCII characters', 'cdelmonte-zg/nanoidp PR#353'],
    ['one;', 'it has a ; too many', 'a shell'],
  ])('refuses API_KEYS=%s without showing it: %s (%s)', (written, rule) => {
    const said = complaintsAbout({ API_KEYS: written }).join('\n');
    expect(said).toContain('API_KEYS is wrong (its value is not shown)');
    expect(said).toContain(rule);
    expect(said).not.toContain(written);
  });

  it('reads several API keys', () => {
    expect(loadConfig({ ...KEYS, API_KEYS: 'one, two,,' }).env.API_KEYS).toEqual(['one', 'two']);
  });

  it.each([
    ['PORT', '65536', 'a whole number from 0 to 65535'],
    ['PORT', 'http', 'a whole number from 0 to 65535'],
    ['PORT', '80.5', 'a whole number from 0 to 65535'],
    ['PORT', '0x50', 'a whole number from 0 to 65535'],
    ['PORT', 'tcp://10.0.0.1:3040', 'a whole number from 0 to 65535'],
    ['PUBLIC_URL', 'agent.example.com', 'a URL that begins with https:// or http://'],
    ['PUBLIC_URL', 'wss://agent.example.com', 'a URL that begins with https:// or http://'],
    ['TWILIO_ACCOUNT_SID', 'SK123', 'an account SID, beginning with AC'],
    [
      'TWILIO_PHONE_NUMBER',
      '555-1234',
      'a number in E.164, such as +15551234567: it has blanks or punctuation',
    ],
    ['DEEPGRAM_BASE_URL', 'ftp://x', 'a URL that begins with wss://, ws://, https:// or http://'],
    ['DEEPGRAM_BASE_URL', 'wss://api.deepgram.com/v1/listen', 'the base URL, without /v1/listen at its end'],
    [
      'ASSEMBLYAI_BASE_URL',
      'wss://streaming.assemblyai.com/v3/ws',
      'the base URL, without /v3/ws at its end',
    ],
    ['ASSEMBLYAI_BASE_URL', 'wss://x?region=1', 'a URL without a query'],
    ['PUBLIC_URL', 'https://agent.example.com/twiml', 'the base URL, without /twiml at its end'],
    ['PUBLIC_URL', 'https://agent.example.com/twiml/after', 'the base URL, without /twiml/after at its end'],
    ['ELEVENLABS_BASE_URL', 'https://api.elevenlabs.io/v1', 'the base URL, without /v1 at its end'],
    [
      'CARTESIA_BASE_URL',
      'wss://api.cartesia.ai/tts/websocket',
      'the base URL, without /tts/websocket at its end',
    ],
    ['TWILIO_BASE_URL', 'https://api.twilio.com/2010-04-01', 'the base URL, without /2010-04-01 at its end'],
    ['HOST', 'http://0.0.0.0', 'a host name or an address alone, without scheme and port'],
    ['HOST', '0.0.0.0:3040', 'a host name or an address alone, without scheme and port'],
    ['GROQ_BASE_URL', 'wss://x', 'a URL that begins with https:// or http://'],
    ['DRAIN_TIMEOUT', '-1', 'a whole number from 0 to 86400'],
    ['LOG_LEVEL', 'loud', 'one of fatal, error, warn, info, debug, trace, silent'],
    ['JOURNAL_TRANSCRIPTS', 'yes', 'on or off'],
  ])('refuses %s=%s, saying what is allowed', (key, value, allowed) => {
    const said = complaintsAbout({ ...(key.startsWith('TWILIO') && TWILIO), [key]: value });
    expect(said[0]).toBe('One setting is wrong:');
    expect(said[1]).toContain(key);
    expect(said[1]).toContain(JSON.stringify(value));
    expect(said[1]).toContain(allowed);
    expect(said).toHaveLength(2);
  });

  it.each(['OPENAI_BASE_URL', 'DEEPGRAM_BASE_URL'])(
    'refuses a password in %s, and does not show it',
    (key) => {
      const said = complaintsAbout({ [key]: 'https://me:hidden@vendor.example/v1' }).join();
      expect(said).toContain(
        `${key} is wrong (its value is not shown): it must be a URL without a user name`,
      );
      expect(said).not.toContain('hidden');
    },
  );

  it.each([
    ['GROQ_BASE_URL', 'http://api.groq.com'],
    ['DEEPGRAM_BASE_URL', 'ws://api.eu.deepgram.com'],
    ['OPENAI_BASE_URL', 'HTTP://api.openai.com/v1'],
  ])('refuses to send a key in the clear to %s=%s', (key, url) => {
    expect(complaintsAbout({ [key]: url }).slice(1)).toEqual([
      `  - ${key} is "${url}": it must begin with https:// or wss://: the key would be sent in the clear`,
    ]);
    expect(complaintsAbout({ [key]: 'http://10.0.0.1:8000' })).toEqual([]);
  });

  it('keeps the query of a base URL', () => {
    const OPENAI_BASE_URL = 'https://r.openai.azure.com/openai/deployments/d?api-version=2024-10-21';
    expect(loadConfig({ ...KEYS, OPENAI_BASE_URL }).env.OPENAI_BASE_URL).toBe(OPENAI_BASE_URL);
  });

  it('has all its mistakes reported at once', () => {
    const said = complaintsAbout({ PORT: 'x', LOG_LEVEL: 'y', JOURNAL_TRANSCRIPTS: 'z' });
    expect(said[0]).toBe('3 settings are wrong:');
    for (const key of ['PORT', 'LOG_LEVEL', 'JOURNAL_TRANSCRIPTS']) expect(said.join()).toContain(key);
  });

  it('refuses some keys without the others, naming those that miss', () => {
    const said = complaints(() => loadConfig({ DEEPGRAM_API_KEY: 'dg-hidden-1' }));
    expect(said).toEqual([
      '2 settings are wrong:',
      "  - ELEVENLABS_API_KEY and ELEVENLABS_VOICE_ID, or CARTESIA_API_KEY, are not set: the agent's voice needs them",
      '  - GROQ_API_KEY or OPENAI_API_KEY is not set: the model needs one of them; or, for the sandbox, unset DEEPGRAM_API_KEY',
    ]);
  });

  it.each([
    [['CARTESIA_API_KEY'], "CARTESIA_API_KEY is not set: the agent's voice needs it"],
    [['A_KEY', 'A_VOICE'], "A_KEY and A_VOICE are not set: the agent's voice needs them"],
  ])('says of %j what is missing', (keys, sentence) => {
    expect(missingSentence({ lacks: [keys], who: "the agent's voice" })).toBe(sentence);
  });

  it('names the keys that keep a start out of the sandbox, a carrier’s and a misspelt one too', () => {
    const env = { TWILIO_PHONE_NUMBER: '+15551234567', DEEPGRAM_APIKEY: 'dg-hidden-1' };
    const said = complaints(() => loadConfig(env)).join('\n');
    expect(said).toContain('; or, for the sandbox, unset TWILIO_PHONE_NUMBER, DEEPGRAM_APIKEY');
    expect(said.match(/for the sandbox/g)).toHaveLength(1);
  });

  it('refuses a Twilio account without the token that checks its signatures', () => {
    const said = complaintsAbout({ TWILIO_ACCOUNT_SID: TWILIO.TWILIO_ACCOUNT_SID });
    expect(said.join()).toContain('TWILIO_AUTH_TOKEN is not set');
  });

  it.each<[given: string, missing: string, source: string]>([
    ['TWILIO_EDGE', 'TWILIO_REGION', 'twilio-python #841'],
    ['TWILIO_REGION', 'TWILIO_EDGE', 'twilio-cli PR#669'],
    ['TWILIO_API_KEY', 'TWILIO_API_SECRET', 'dmadan86/waves PR#657'],
    ['TWILIO_API_SECRET', 'TWILIO_API_KEY', 'dmadan86/waves PR#657'],
  ])('refuses %s without %s (%s)', (given, missing) => {
    const right: Record<string, string> = {
      TWILIO_EDGE: 'dublin',
      TWILIO_REGION: 'IE1',
      TWILIO_API_KEY: 'SK1',
      TWILIO_API_SECRET: 'hidden',
    };
    const [one = '', other = ''] = [right[given], right[missing]];
    const said = complaintsAbout({ ...TWILIO, [given]: one }).join();
    expect(said).toContain(`${missing} is not set: ${given} is, so it must be too`);
    expect(complaintsAbout({ ...TWILIO, [given]: one, [missing]: other })).toEqual([]);
  });

  it.each([
    ['TWILIO_EDGE', { TWILIO_EDGE: 'ie1', TWILIO_REGION: 'ie1' }, 'an edge location, such as dublin'],
    ['TWILIO_REGION', { TWILIO_EDGE: 'dublin', TWILIO_REGION: 'dublin' }, 'a region, such as ie1'],
    // twilio/twilio-php#380, twilio/twilio-node#566
    ['TWILIO_ACCOUNT_SID', { TWILIO_ACCOUNT_SID: 'SK679251dde54ae13ed6cabeeb1e5ffcf2' }, 'TWILIO_API_KEY'],
    ['TWILIO_ACCOUNT_SID', { TWILIO_ACCOUNT_SID: `AC${'x'.repeat(32)}` }, '34 characters long'],
    ['TWILIO_AUTH_TOKEN', { TWILIO_AUTH_TOKEN: TWILIO.TWILIO_ACCOUNT_SID }, 'this is a SID'],
    ['TWILIO_PHONE_NUMBER', { TWILIO_PHONE_NUMBER: '+1234567890' }, 'behind +1 there are ten digits'],
  ])('refuses one key of Twilio in the place of another: %s, %o', (key, env, rule) => {
    const [, line = '', ...rest] = complaintsAbout({ ...TWILIO, ...(env as Record<string, string>) });
    expect([line.includes(key), line.includes(rule), rest]).toEqual([true, true, []]);
  });

  it('refuses a second auth token without the first', () => {
    const said = complaintsAbout({ TWILIO_AUTH_TOKEN_SECONDARY: 'tw-hidden-5' }).join();
    expect(said).toContain('TWILIO_AUTH_TOKEN is not set');
    expect(said).not.toContain('tw-hidden-5');
  });

  it.each(['TWILIO_EDGE', 'TWILIO_REGION'])('refuses a Twilio address together with %s', (key) => {
    const said = complaintsAbout({ ...TWILIO, TWILIO_BASE_URL: 'http://127.0.0.1:1', [key]: 'dublin' });
    expect(said.join()).toContain('TWILIO_BASE_URL is "http://127.0.0.1:1"');
    expect(said.join()).toMatch(/TWILIO_EDGE or TWILIO_REGION/);
  });

  it('never shows a secret, however wrong it is and whatever else is', () => {
    const wrong = Object.fromEntries([...SECRETS].map((key) => [key, `${key}-hidden-value`]));
    const everythingElse = Object.keys(EnvSchema.shape).filter((key) => !SECRETS.has(key) && key !== 'HOST');
    const said = complaints(() =>
      loadConfig({ ...wrong, ...Object.fromEntries(everythingElse.map((key) => [key, ':wrong:'])) }),
    ).join('\n');
    expect(said).toContain('PORT');
    expect(said).not.toContain('hidden-value');
    expect(complaints(() => loadConfig({ GROQ_API_KEY: 'hidden-value' })).join()).not.toContain(
      'hidden-value',
    );
  });

  it('chooses the sandbox only when no key of any vendor is set', () => {
    expect(wantsSandbox({})).toBe(true);
    expect(wantsSandbox({ PORT: '1', LLM_MODEL: 'm', API_KEYS: 'k', GROQ_API_KEY: ' ' })).toBe(true);
    // The id of a voice is no key: a start without keys is the sandbox's.
    expect(wantsSandbox({ ELEVENLABS_VOICE_ID: 'x' })).toBe(true);
    const { ELEVENLABS_VOICE_ID: _, ...keys } = KEYS;
    for (const key of Object.keys({ ...keys, ...TWILIO, OPENAI_API_KEY: '' })) {
      expect([key, wantsSandbox({ [key]: 'x' })]).toEqual([key, false]);
    }
  });
});

describe('a value that came with more than itself', () => {
  it('is read without it: quotation marks of docker --env-file, line ends, invisible characters', () => {
    const { env } = loadConfig({
      DEEPGRAM_API_KEY: '"dg-hidden-1"\r',
      GROQ_API_KEY: '\u200bgsk-hidden-2\u00a0',
      ELEVENLABS_API_KEY: '\u201cxi-hidden-3\u201d',
      ELEVENLABS_VOICE_ID: `'${KEYS.ELEVENLABS_VOICE_ID}'`,
      PORT: "'8080'",
      PUBLIC_URL: '"https://agent.example.com/"',
    });
    expect(env).toMatchObject({ ...KEYS, PORT: 8080, PUBLIC_URL: 'https://agent.example.com' });
  });

  it('counts as none when nothing is left of it', () => {
    const env = { ...KEYS, GROQ_API_KEY: '""', TWILIO_AUTH_TOKEN: "''" };
    expect(complaints(() => loadConfig(env)).join()).toMatch(/GROQ_API_KEY or .* is not set/);
    expect(wantsSandbox({ GROQ_API_KEY: '""' })).toBe(true);
  });
});

// theskumar/python-dotenv#429, dotenvx/dotenvx#596
it('a path of Windows within double quotation marks is refused for the line break in it', () => {
  const { values } = parseEnvFile('LLM_MODEL="C:\\new"\nGROQ_API_KEY=\'a\\nb\'', '.env', () => true);
  const said = complaintsAbout({ LLM_MODEL: values.get('LLM_MODEL') ?? '' }).join();
  expect(said).toContain('LLM_MODEL is "C:\\new": it must be on one line');
  expect(values.get('GROQ_API_KEY')).toBe('a\\nb');
});

describe('a secret that cannot be one', () => {
  const OF_EXAMPLE = 'it must be your own, not what an example has in its place';
  const ENCODED =
    'it must be as its vendor shows it: it is in base64, once too often for a Kubernetes Secret';
  const KEPT =
    'it must be the key itself and not where it is kept: no store is asked here; the setting with _FILE behind its name reads a file';
  it.each([
    ['your-groq-key-here', OF_EXAMPLE],
    ['<key>', OF_EXAMPLE],
    ['changeme', OF_EXAMPLE],
    ['sk-...', OF_EXAMPLE],
    ['GROQ_API_KEY', OF_EXAMPLE],
    ['Bearer hidden', 'it must be the key alone, without the word in front of it'],
    ['hidden hidden', 'it must be one word: there is a blank or a line break in it'],
    ['hidden\u2013hidden', 'it must be of ASCII characters: there is a U+2013 in it'],
    ['hidden"hidden', 'it must be without quotation marks and backslashes'],
    ['hidden\\n', 'it must be without quotation marks and backslashes'],
    ['GROQ_API_KEY=hidden', 'it must be the value alone, without "GROQ_API_KEY=" in front'],
    ['"hidden', 'it has a quotation mark without its partner'],
    ['$(cat hidden)', 'it must be the value itself: variables are not filled in here'],
    // op-scim-helm#113, mvisonneau/helm-charts PR#59: a Secret's data are base64 already.
    [Buffer.from('gsk_hidden_hidden_hidden').toString('base64'), ENCODED],
    [Buffer.from('gsk_hidden_hidden_hidden\n').toString('base64'), ENCODED],
    // docker/docker-agent PR#3568, 89jobrien/agentlint#32, snowsql of 1Password/shell-plugins#486
    ['op://vault/hidden/credential', KEPT],
    ['vault:secret/data/hidden#key', KEPT],
    ['arn:aws:secretsmanager:us-east-1:123456789012:secret:hidden-AbCdEf', KEPT],
    ['projects/1234/secrets/hidden/versions/latest', KEPT],
    ['@Microsoft.KeyVault(SecretUri=https://hidden.vault.azure.net/secrets/k)', KEPT],
    // jhonderson/actual-http-api#45, BitBotFactory/MikaLendingBot#600: the path in the place of the key
    ['/run/secrets/hidden', KEPT],
    ['/hidden/key.txt', KEPT],
    ['~/hidden', KEPT],
  ])('is refused by its name and without its value: %s', (value, rule) => {
    const said = complaintsAbout({ GROQ_API_KEY: value });
    expect(said[1]).toBe(`  - GROQ_API_KEY is wrong (its value is not shown): ${rule}`);
    expect(said).toHaveLength(2);
  });

  it.each([
    { GROQ_BASE_URL: 'https://api.groq.com/openai/v1', GROQ_API_KEY: 'changeme' },
    { REGION: 'eu', DEEPGRAM_API_KEY: 'changeme' },
  ])('is refused wherever the vendor itself is asked: %o', (env) => {
    expect(complaintsAbout(env as Record<string, string>).join()).toContain(OF_EXAMPLE);
  });

  it('is whatever a model of one’s own wants: EMPTY, none and dummy are usual there', () => {
    const { GROQ_API_KEY: _, ...rest } = KEYS;
    const own = { OPENAI_API_KEY: 'EMPTY', OPENAI_BASE_URL: 'http://127.0.0.1:8000/v1', LLM_MODEL: 'own' };
    expect(loadConfig({ ...rest, ...own }).env.OPENAI_API_KEY).toBe('EMPTY');
    expect(complaintsAbout({ OPENAI_API_KEY: 'EMPTY' }).join()).toContain('OPENAI_API_KEY');
  });

  it.each([
    '0123456789abcdef'.repeat(2),
    'fedcba9876543210fedcba9876543210fedcba98',
    'dGhpcyBpcyB0ZXh0IHdpdGggYmxhbmtz',
    'AbCdEfGhIjKlMnOpQrStUvWxYz012345',
    '/AbCdEfGh+jKlMnOpQrStUvWxYz0123=',
  ])('is no key that only looks like base64, a path or an address: %s', (value) => {
    expect(complaintsAbout({ DEEPGRAM_API_KEY: value })).toEqual([]);
    expect(complaintsAbout({ API_KEYS: value })).toEqual([]);
  });

  it('is in base64 on purpose where a model of one’s own wants it so', () => {
    const { GROQ_API_KEY: _, ...rest } = KEYS;
    const key = Buffer.from('user:password-of-a-gateway').toString('base64');
    const own = { OPENAI_API_KEY: key, OPENAI_BASE_URL: 'http://127.0.0.1:8000/v1', LLM_MODEL: 'own' };
    expect(loadConfig({ ...rest, ...own }).env.OPENAI_API_KEY).toBe(key);
  });

  it('is the id of a voice, too: your-voice-id-1 (Significant-Gravitas/AutoGPT#1758)', () => {
    const said = complaintsAbout({ ELEVENLABS_VOICE_ID: 'your-voice-id-1' }).join();
    expect(said).toContain(`ELEVENLABS_VOICE_ID is "your-voice-id-1": ${OF_EXAMPLE}`);
  });

  it('is the token of a carrier, too', () => {
    const said = complaintsAbout({ ...TWILIO, TWILIO_AUTH_TOKEN: 'your_auth_token' });
    expect(said.join()).toContain('TWILIO_AUTH_TOKEN is wrong (its value is not shown)');
  });
});

describe('a key of another vendor', () => {
  // secretlint#1446, secretgate PR#4
  const GROQ = `gsk_${'a1B2'.repeat(13)}`;
  const ELEVENLABS = `sk_${'0a1b2c3d'.repeat(6)}`;

  it('is warned of by its form', () => {
    expect(foreignKeysIn({ OPENAI_API_KEY: GROQ, GROQ_API_KEY: ELEVENLABS })).toEqual([
      'GROQ_API_KEY looks like a key of 11labs',
      'OPENAI_API_KEY looks like a key of groq',
    ]);
  });

  it('is right where another address says so, and a key without a known form is nobody’s', () => {
    expect(
      foreignKeysIn({ OPENAI_API_KEY: GROQ, OPENAI_BASE_URL: 'https://api.groq.com/openai/v1' }),
    ).toEqual([]);
    expect(foreignKeysIn({ ...KEYS, OPENAI_API_KEY: 'sk-1', GROQ_API_KEY: GROQ })).toEqual([]);
  });
});

describe('a key in the place of something else', () => {
  it.each([
    ['ELEVENLABS_VOICE_ID', `sk_${'0a1b2c3d'.repeat(6)}`, '11labs'],
    ['LLM_MODEL', 'gsk_hidden', 'groq'],
    ['CARTESIA_VOICE_ID', 'sk_car_hidden', 'cartesia'],
  ])('is refused in %s, and not shown', (key, value, vendor) => {
    expect(complaintsAbout({ [key]: value }).slice(1)).toEqual([
      `  - ${key} is wrong (its value is not shown): it must not be a key, and this looks like one of ${vendor}`,
    ]);
  });

  it('is no fault of our own API keys, which may have any form', () => {
    expect(complaintsAbout({ API_KEYS: 'sk-parley-1' })).toEqual([]);
  });

  it.each(['https://elevenlabs.io/app/voice-lab/share/abc/EXAVITQu4vr4xnSDxMaL', 'Rachel (US)', 'EXAV/ITQ'])(
    'as the id of a voice, %s is none',
    (voice) => {
      expect(complaintsAbout({ ELEVENLABS_VOICE_ID: voice }).join()).toContain(
        'it must be the id of a voice',
      );
    },
  );
});

describe('a setting under the name that another program has for it', () => {
  it.each<[env: Record<string, string>, written: string, meant: string, source: string]>([
    [
      { ELEVENLABS_API_KEY: '', ELEVEN_API_KEY: 'hidden' },
      'ELEVEN_API_KEY',
      'ELEVENLABS_API_KEY',
      'livekit/agents#1604, PR#7090',
    ],
    [
      { ELEVENLABS_API_KEY: '', XI_API_KEY: 'hidden' },
      'XI_API_KEY',
      'ELEVENLABS_API_KEY',
      "the name of ElevenLabs' header",
    ],
    [
      { ELEVENLABS_VOICE_ID: '', ELEVEN_VOICE_ID: 'v' },
      'ELEVEN_VOICE_ID',
      'ELEVENLABS_VOICE_ID',
      'cbh123/narrator#3',
    ],
    [{ DEEPGRAM_API_KEY: '', DG_API_KEY: 'hidden' }, 'DG_API_KEY', 'DEEPGRAM_API_KEY', "Deepgram's examples"],
    [
      { TWILIO_SID: 'AC1', TWILIO_PHONE_NUMBER: '+15551234567' },
      'TWILIO_SID',
      'TWILIO_ACCOUNT_SID',
      "Twilio's examples",
    ],
    [
      { GROQ_API_KEY: '', OPENAI_API_KEY: 'sk', OPENAI_MODEL: 'm' },
      'OPENAI_MODEL',
      'LLM_MODEL',
      'OpenAI-compatible examples',
    ],
  ])('is named where something is missing: %o', (env, written, meant) => {
    const said = complaintsAbout(env).join('\n');
    expect(said).toContain(`${written} is not read here: the setting is ${meant}`);
    expect(said).not.toContain('hidden');
  });

  it.each<[env: Record<string, string>, written: string, meant: string, source: string]>([
    [
      { GROQ_API_KEY: '', OPENAI_API_KEY: 'sk', LLM_MODEL: 'm', OPENAI_API_BASE: 'http://127.0.0.1:9999/v1' },
      'OPENAI_API_BASE',
      'OPENAI_BASE_URL',
      'run-llama/llama_index PR#23065, SciPhi-AI/R2R#1984',
    ],
    [
      { TWILIO_AUTH_TOKEN: TWILIO.TWILIO_AUTH_TOKEN, TWILIO_FROM_NUMBER: '+15551234567' },
      'TWILIO_FROM_NUMBER',
      'TWILIO_PHONE_NUMBER',
      "Twilio's examples",
    ],
    [{ NGROK_URL: 'https://a.ngrok.app' }, 'NGROK_URL', 'PUBLIC_URL', 'examples with tunnels'],
  ])('is doubted where nothing is missing: %o', (env, written, meant) => {
    expect(loadConfig({ ...KEYS, ...env }).warnings).toEqual([
      `${written} is not read here: the setting is ${meant}`,
    ]);
  });

  it('is nobody’s business while its vendor is not used, or the right name has a value', () => {
    const right = { PUBLIC_URL: 'https://agent.example.com', NGROK_URL: 'https://a.ngrok.app' };
    expect(loadConfig({ ...KEYS, OPENAI_API_BASE: 'x', TWILIO_NUMBER: 'x', ...right }).warnings).toEqual([]);
  });
});

// TwillAI/agentbox-sdk#90, sarveshpro/n8n-heroku#20: left in production; cline/cline#11101: two files, which Node reads as one.
// npm/cli#7135, nodejs/help#3636: a file that is gone, or that is none of certificates in PEM.
describe('what Node is told about certificates', () => {
  const CAS = 'NODE_EXTRA_CA_CERTS';
  const folder = mkdtempSync(join(tmpdir(), 'parley-certificates-'));
  const holding = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const pem = (label: string): string => `-----BEGIN ${label}-----\nMIIB\n-----END ${label}-----\n`;
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    [{ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, /^NODE_TLS_REJECT_UNAUTHORIZED=0: no certificate is checked/],
    [{ [CAS]: '/no/such.pem' }, /^NODE_EXTRA_CA_CERTS=\/no\/such\.pem is not used: it does not exist/],
    [{ [CAS]: `${import.meta.filename}:/two.pem` }, /is not used: it .*Node reads one file/],
    [{ [CAS]: `"${import.meta.filename}"` }, /is not used: it does not exist/],
    [{ [CAS]: folder }, /is not used: it is a folder/],
    [{ [CAS]: holding('ca.der', Buffer.from([0x30, 0x82, 3, 0x47])) }, /is not used: it has no certificate/],
    [{ [CAS]: holding('key.pem', pem('PRIVATE KEY')) }, /is not used: it has no certificate/],
    [{ [CAS]: holding('empty.pem', '') }, /is not used: it has no certificate/],
    [{ [CAS]: holding('page.html', '<!DOCTYPE html>') }, /is not used: it has no certificate/],
  ])('is doubted: %o', (env, said) => {
    expect(loadConfig({ ...KEYS, ...env }).warnings).toEqual([expect.stringMatching(said)]);
  });

  it.each([
    { NODE_TLS_REJECT_UNAUTHORIZED: '1' },
    { NODE_TLS_REJECT_UNAUTHORIZED: '' },
    { [CAS]: holding('ca.pem', `Subject: CN=Proxy\n${pem('CERTIFICATE')}`) },
    { [CAS]: holding('crlf.crt', `\ufeff\r\n${pem('TRUSTED CERTIFICATE')}`.replaceAll('\n', '\r\n')) },
    { [CAS]: '' },
  ])('is well: %o', (env) => {
    expect(loadConfig({ ...KEYS, ...env }).warnings).toEqual([]);
  });
});

describe('a misspelt name', () => {
  it('is reported with the name that was meant, and never the value', () => {
    const { GROQ_API_KEY: _, ...rest } = KEYS;
    const said = complaints(() => loadConfig({ ...rest, groq_apikey: 'hidden-value' })).join('\n');
    expect(said).toContain('groq_apikey is no setting: did you mean GROQ_API_KEY?');
    expect(said).not.toContain('hidden-value');
  });

  it('that may be another program’s is only doubted', () => {
    expect(loadConfig({ ...KEYS, LOGLEVEL: 'x', API_KEY: 'x' }).warnings).toEqual([
      'LOGLEVEL is no setting: did you mean LOG_LEVEL?',
      'API_KEY is no setting: did you mean API_KEYS?',
    ]);
  });

  it('does no harm beside the right one, and keeps a start out of the sandbox', () => {
    expect(complaintsAbout({ GROQ_APIKEY: 'x' })).toEqual([]);
    expect([wantsSandbox({ GROQ_APIKEY: 'x' }), wantsSandbox({ PUBLIC_URI: 'x' })]).toEqual([false, true]);
  });
});

describe('.env.example', () => {
  const lines = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8').split('\n');
  const settings = lines.filter((line) => /^[A-Z_]+=/.test(line));
  const example = Object.fromEntries(
    settings.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

  it('has every setting of the schema, and no other', () => {
    expect(Object.keys(example).sort()).toEqual(Object.keys(EnvSchema.shape).sort());
    expect(settings).toHaveLength(Object.keys(example).length);
  });

  it('shows every default as it is, and no value where there is none', () => {
    const defaults = EnvSchema.parse({});
    for (const [key, shown] of Object.entries(example)) {
      const value = defaults[key as keyof typeof defaults];
      expect([key, shown]).toEqual([key, String(value ?? '')]);
    }
  });

  it('explains what it lists', () => {
    const comments = lines.filter((line) => line.startsWith('# '));
    expect(comments.length).toBeGreaterThan(settings.length / 2);
    expect(lines.filter((line) => line !== '' && !line.startsWith('# ') && !settings.includes(line))).toEqual(
      [],
    );
  });

  it('starts the sandbox when it is copied as it is', () => {
    expect(wantsSandbox(example)).toBe(true);
  });
});

describe('the carrier', () => {
  it('is Twilio unless the environment names another', () => {
    expect([carrierOf({}).title, carrierOf({ CARRIER: ' Twilio ' }).title]).toEqual(['Twilio', 'Twilio']);
  });

  it('is refused when it is unknown, with the list of carriers', () => {
    const [, line] = complaints(() => carrierOf({ CARRIER: 'pigeon' }));
    expect(line).toMatch(/^ {2}- CARRIER .*pigeon.*: it must be a carrier that Parley knows: twilio$/);
  });

  it('warns of a PUBLIC_URL that it cannot reach', () => {
    const warningsOf = (PUBLIC_URL: string) => carrierOf({}).warningsOf({ PUBLIC_URL, ...TWILIO });
    expect(warningsOf('https://10.0.0.1')).toEqual([
      'PUBLIC_URL is an address of this machine or its network: Twilio cannot reach it',
    ]);
    expect(warningsOf('https://agent.example.com')).toEqual([]);
  });

  it('is reported together with everything else that is wrong', () => {
    const said = complaints(() => loadSettings({ ...KEYS, CARRIER: 'pigeon', PORT: 'ninety' })).join('\n');
    expect(said).toMatch(/CARRIER[\s\S]*PORT|PORT[\s\S]*CARRIER/);
  });
});
