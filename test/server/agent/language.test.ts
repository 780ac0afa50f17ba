/** One key says what the agent speaks, and everything follows it; what cannot follow is refused by name. */
import { describe, expect, it } from 'vitest';
import { AgentSchema, loadAgent, warningsOf } from '../../../server/agent/agent-file.ts';
import { callSettingsOf } from '../../../server/agent/call-settings-of.ts';
import { dataDoubt, Language } from '../../../server/agent/language.ts';
import { MESSAGE_LANGUAGES } from '../../../server/agent/messages.ts';
import { PHRASE_LANGUAGES } from '../../../server/agent/phrases.ts';
import { agentOf, complaints, MODEL, ownAgentFiles } from '../../helpers/agent-files.ts';

const files = ownAgentFiles();
const complaintsOf = (file: object): string[] =>
  (AgentSchema.safeParse({ model: MODEL, ...file }).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

/**
 * hypothesis/client PR#4707: Alpine's Node has English alone; elastic/kibana#20288, JustFixNYC/tenants2 PR#1492, nodesource/distributions#168:
 * so had others, and no error said so.
 */
describe('a Node without the data of a language', () => {
  const english = (tag: string): string[] => (/^en\b/.test(tag) ? [tag] : []);

  it.each(['ja', 'th', 'pt-BR'])('is told of %s', (language) => {
    expect(dataDoubt(language, english)).toMatch(
      new RegExp(`^language=${language}: this Node has no data of it.*icu-data-full`),
    );
  });

  it('is well for English, and this one for every language of ours', () => {
    expect(dataDoubt('en-GB', english)).toBeUndefined();
    expect(MESSAGE_LANGUAGES.flatMap((language) => dataDoubt(language) ?? [])).toEqual([]);
  });
});

describe('a language', () => {
  it.each([
    ['en', 'en'],
    ['pt-br', 'pt-BR'],
    ['ZH-hant-tw', 'zh-Hant-TW'],
    ['es-419', 'es-419'],
    ['iw', 'he'],
    ['cmn', 'zh'],
  ])('%j is %j', (given, tag) => {
    expect(Language.parse(given)).toBe(tag);
  });

  it.each([
    ['en_US', /write "en-US"/],
    ['pt_BR.UTF-8', /write "pt-BR"/],
    ['english', /BCP 47/],
    ['xx', /BCP 47/],
    ['', /BCP 47/],
    ['e', /BCP 47/],
    ['multi', /transcriber\.language/],
    [7, /BCP 47/],
  ])('%j is none', (given, rule) => {
    expect(Language.safeParse(given).error?.issues[0]?.message).toMatch(rule);
  });
});

describe('one key', () => {
  it.each([
    ['at the top', { language: 'es' }],
    ['of the transcriber', { transcriber: { language: 'es' } }],
    ['of the voice', { voice: { language: 'es' } }],
  ])('%s is followed by all', (_, file) => {
    const agent = agentOf(file);
    expect(agent).toMatchObject({
      language: 'es',
      transcriber: { language: 'es', kind: 'flux', model: 'flux-general-multi' },
      voice: { language: 'es', provider: '11labs' },
      messagePlan: { idleMessage: '¿Sigue ahí?' },
    });
    expect(agent.stopSpeakingPlan.acknowledgementPhrases).toContain('vale');
    expect(agent.startSpeakingPlan.rules.map(({ regex }) => regex).join()).toContain('deletre');
    expect(callSettingsOf(agent, true).language).toBe('es');
  });

  it.each([
    ['en', 'flux-general-en'],
    ['en-GB', 'flux-general-en'],
    ['ja', 'flux-general-multi'],
    ['pt-BR', 'flux-general-multi'],
    ['pl', 'nova-3'],
    ['zh-TW', 'nova-3'],
    ['nb', 'nova-3'],
  ])('chooses with %j the first model that hears it, %s', (language, model) => {
    expect(agentOf({ language, ...TEXTS }).transcriber.model).toBe(model);
  });

  it('may be all languages of the model for what is heard, when another says what is spoken', () => {
    const agent = agentOf({ language: 'de', transcriber: { language: 'multi' } });
    expect(agent).toMatchObject({
      language: 'de',
      transcriber: { language: 'multi', model: 'flux-general-multi' },
      voice: { language: 'de' },
      messagePlan: { idleMessage: 'Sind Sie noch da?' },
    });
    expect(agent.stopSpeakingPlan.acknowledgementPhrases).toContain('genau');
    expect(agent.stopSpeakingPlan.interruptionPhrases).toContain('warte');
    expect(complaintsOf({ transcriber: { language: 'multi' } })).toEqual([
      expect.stringMatching(/^language: .*what the agent speaks/),
    ]);
  });

  it('may differ for what is heard: an interpreter has the phrases of its callers, and its own texts', () => {
    const agent = agentOf({ language: 'en', transcriber: { language: 'es' } });
    expect(agent.messagePlan.idleMessage).toBe('Are you still there?');
    expect(agent.stopSpeakingPlan.acknowledgementPhrases).toContain('vale');
    const rules = agent.startSpeakingPlan.rules.map(({ type, regex }) => [
      type,
      /deletre|arroba/.test(regex),
    ]);
    expect(rules).toEqual([
      ['assistant', false],
      ['customer', true],
    ]);
  });
});

/** livekit/agents#6033, dograh-hq/dograh#739: English sounds alone let "haan" stop an agent whose callers mix languages. */
describe('the sounds of a listener', () => {
  const planOf = (file: object) => agentOf({ ...TEXTS, ...file }).stopSpeakingPlan;

  it('are those of every language for callers of any, without the words that interrupt in one of them', () => {
    const { acknowledgementPhrases } = planOf({ language: 'en', transcriber: { language: 'multi' } });
    expect(acknowledgementPhrases).toEqual(expect.arrayContaining(['uh-huh', 'genau', 'vale', 'haan']));
    expect(acknowledgementPhrases).not.toContain('no');
  });

  it.each(['sv', 'nb'])(
    'are known also for %j, which has no phrases, and the operator is told',
    (language) => {
      const agent = agentOf({ language, ...TEXTS });
      expect(agent.stopSpeakingPlan.acknowledgementPhrases).toEqual(expect.arrayContaining(['mhm', 'okay']));
      expect(warningsOf(agent).join()).toMatch(/only sounds are known.*acknowledgementPhrases/);
    },
  );

  it('are none where the operator says so, which is no mistake', () => {
    const agent = agentOf({ language: 'sv', stopSpeakingPlan: { acknowledgementPhrases: [] }, ...TEXTS });
    expect(agent.stopSpeakingPlan.acknowledgementPhrases).toEqual([]);
    expect(warningsOf(agent)).toEqual([]);
  });
});

describe('a language that cannot follow is refused', () => {
  it.each([
    [
      'by a model that does not hear it, with those that do',
      { language: 'es', transcriber: { model: 'flux-general-en' } },
      /^transcriber\.model: one that hears "es": deepgram flux-general-multi, deepgram nova-3, .*assembly-ai universal-streaming-multilingual/,
    ],
    [
      'by a vendor none of whose models hears it',
      { language: 'pl', transcriber: { provider: 'assembly-ai' } },
      /^transcriber\.provider: one that hears "pl": deepgram nova-3, deepgram nova-3-general$/,
    ],
    [
      'by a voice whose model does not speak it, with those that do',
      { language: 'th' },
      /^voice\.provider: one that speaks "th": cartesia sonic-3\.6,/,
    ],
    [
      'by a voice of an English model',
      { language: 'de', voice: { model: 'eleven_flash_v2' } },
      /^voice\.model: one that speaks "de": 11labs eleven_flash_v2_5, .*cartesia sonic-3\.6/,
    ],
    [
      'by a voice of another language',
      { language: 'de', voice: { language: 'fr' } },
      /^voice\.language: "de" or one of its regions/,
    ],
  ])('%s', (_, file, complaint) => {
    const complaints = complaintsOf({
      ...file,
      ...('language' in file && file.language === 'th' ? TEXTS : {}),
    });
    expect(complaints).toEqual([expect.stringMatching(complaint)]);
  });

  it('without texts of ours, when one of its own is missing, by name', () => {
    const file = { language: 'sv', messagePlan: { ...TEXTS.messagePlan, drainMessage: undefined } };
    expect(complaintsOf(file)).toEqual([
      'messagePlan: every text written in "sv", which has none of ours: drainMessage',
    ]);
    expect(agentOf({ language: 'sv', ...TEXTS }).messagePlan.apologyMessage).toBe('Och.');
  });

  it('by the key that the file has', () => {
    const path = files.write({ model: MODEL, language: 'en_US' });
    expect(complaints(() => loadAgent(path)).join()).toMatch(/: language is "en_US": .*write "en-US"/);
  });
});

it('has phrases for every language that has texts, and the other way round', () => {
  expect([...PHRASE_LANGUAGES].sort()).toEqual([...MESSAGE_LANGUAGES].sort());
});

const TEXTS = {
  messagePlan: {
    idleMessage: 'Och.',
    silenceTimeoutMessage: 'Och.',
    fillerMessage: 'Och.',
    cutInMessage: 'Och.',
    apologyMessage: 'Och.',
    maxDurationMessage: 'Och.',
    outOfOrderMessage: 'Och.',
    drainMessage: 'Och.',
  },
};
