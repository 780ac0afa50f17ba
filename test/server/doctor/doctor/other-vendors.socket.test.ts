/** The doctor with the other vendors: their own answers, and the same findings. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
// Loaded now: what Vitest loads later is nothing that the test's clock waits for.
import '../../../../actors/providers/openai/openai.ts';
import type { Patient } from '../../../../server/doctor/doctor.ts';
import { SECRETS } from '../../../helpers/start/start-world.ts';
import { ownTheClock } from '../../../helpers/time/virtual-time.ts';
import { startStage } from '../stage.ts';

ownTheClock();
type Stage = Awaited<ReturnType<typeof startStage>>;

const undoes: (() => void)[] = [];
afterEach(() => {
  for (const undo of undoes.splice(0)) undo();
});

const withEnv =
  (env: Readonly<Record<string, unknown>>) =>
  ({ config }: Patient): Partial<Patient> => ({
    config: { ...config, env: { ...config.env, ...env } as Patient['config']['env'] },
  });

describe('with AssemblyAI and Cartesia', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({
      agent: { transcriber: { provider: 'assembly-ai' }, voice: { provider: 'cartesia' } },
    });
  });
  afterAll(() => stage.world.close());

  it('nothing is wrong', async () => {
    const { findings } = await stage.examine();
    expect(findings.filter(({ outcome }) => outcome === 'failure' || outcome === 'warning')).toEqual([]);
    const found = Object.fromEntries(findings.map(({ check, outcome }) => [check, outcome]));
    expect(found).toMatchObject({
      'stt.key': 'ok',
      'stt.hears': 'ok',
      'tts.voice': 'ok',
      'tts.speaks': 'ok',
    });
    const speaks = findings.find(({ check }) => check === 'tts.speaks');
    expect(speaks?.figures?.alignment).toBe('words');
  });

  it.each([
    ['the key of the transcriber is wrong', { ASSEMBLYAI_API_KEY: 'another' }, ['stt.key']],
    ['the key of the voice is wrong', { CARTESIA_API_KEY: 'another' }, ['tts.key']],
    ['the voice is none', { CARTESIA_VOICE_ID: 'katie' }, ['tts.voice']],
  ])('%s', async (_, env, wrong) => {
    const change = withEnv(env)(stage.patient);
    expect(await stage.wrong(change)).toEqual(wrong);
    expect(await stage.forStart(change)).toEqual(wrong);
  });

  it('a balance that is used up refuses the session', async () => {
    const { faults } = stage.world.assemblyAi;
    faults.refuseSessions(1008);
    undoes.push(() => faults.recover());
    expect(await stage.wrong()).toEqual(['stt.opens']);
  });

  it('an account without the voice is named, and one of another language is a warning', async () => {
    const { account } = stage.world.cartesia;
    account.lacksVoice = true;
    expect(await stage.wrong()).toEqual(['tts.voice']);
    account.lacksVoice = false;
    account.voiceLanguage = 'de';
    expect(await stage.wrong()).toEqual(['! tts.voice']);
    account.voiceLanguage = 'en';
  });

  it('a voice that stays silent is final, because it was asked twice', async () => {
    const { faults } = stage.world.cartesia;
    faults.zeroAudio();
    undoes.push(() => faults.recover());
    expect(await stage.wrong()).toEqual(['tts.speaks']);
  });
});

describe('with Nova, and an endpoint of the dialect that is not its inventor’s', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ agent: { transcriber: { model: 'nova-3' } } });
  });
  afterAll(() => stage.world.close());

  const endpoint = (model: string) => ({
    GROQ_API_KEY: undefined,
    OPENAI_API_KEY: SECRETS.groq,
    OPENAI_BASE_URL: `${stage.world.groq.url}/v1`,
    LLM_MODEL: model,
  });

  it('nothing is wrong', async () => {
    expect(await stage.wrong(withEnv(endpoint('openai/gpt-oss-20b'))(stage.patient))).toEqual([]);
  });

  it('a model that the endpoint does not have is named', async () => {
    expect(await stage.wrong(withEnv(endpoint('gone'))(stage.patient))).toEqual(['llm.model']);
  });

  it('an account that may not be asked is skipped, and what works is not called wrong', async () => {
    const { deepgram, elevenLabs } = stage.world;
    deepgram.account.isDefaultKey = true;
    elevenLabs.account.isSpeechKey = true;
    const { findings } = await stage.examine();
    expect(findings.filter(({ outcome }) => outcome === 'failure' || outcome === 'warning')).toEqual([]);
    const skipped = findings.filter(({ outcome }) => outcome === 'skipped').map(({ check }) => check);
    expect(skipped).toEqual(expect.arrayContaining(['stt.account', 'tts.account', 'tts.voice', 'tts.model']));
    deepgram.account.isDefaultKey = false;
    elevenLabs.account.isSpeechKey = false;
    deepgram.account.servesSpeechOnly = true;
    expect(await stage.wrong()).toEqual([]);
    deepgram.account.servesSpeechOnly = false;
  });
});

/** The recorded sentence has pauses of 0.2 s, and a transcriber may take it for several turns. */
describe('with a transcriber that ends turns early', () => {
  it('nothing is wrong', async () => {
    const stage = await startStage({ agent: { profile: 'fast', transcriber: { model: 'nova-3' } } });
    expect(await stage.finding('stt.hears')).toMatchObject({
      outcome: 'ok',
      figures: { wordsHeard: 10, wordsSaid: 10 },
    });
    await stage.world.close();
  });
});

describe('with an agent of another language than English', () => {
  const SPANISH = {
    language: 'es',
    messagePlan: { apologyMessage: 'Lo **siento**, algo ha salido mal. ¿Puede repetirlo?' },
  };

  it('its voice says the apology as in a call, and its transcriber hears that', async () => {
    const stage = await startStage({ agent: SPANISH });
    const { world, patient } = stage;
    await world.voice.speak('Lo siento, algo ha salido mal. ¿Puede repetirlo?', 'slt');
    const env = withEnv({ PUBLIC_URL: patient.server?.address })(patient);
    const { findings } = await stage.examine({ ...env, isSandbox: false });
    const hears = findings.find(({ check }) => check === 'stt.hears');
    expect(hears).toMatchObject({ outcome: 'ok', figures: { wordsHeard: 8, wordsSaid: 8 } });
    expect(world.spoken.map(({ text }) => text.trim())).toContain(
      'Lo siento, algo ha salido mal. ¿Puede repetirlo?',
    );
    await world.close();
  });

  it.each(['es', 'ja'])('nothing is wrong in the sandbox, which speaks English: %s', async (language) => {
    const stage = await startStage({ agent: { language } });
    expect(await stage.wrong()).toEqual([]);
    await stage.world.close();
  });
});

describe('with a transcriber that hears something else', () => {
  it('says how many words came back', async () => {
    const stage = await startStage({ hears: true }, { learns: false });
    const { findings } = await stage.examine();
    const hears = findings.find(({ check }) => check === 'stt.hears');
    expect(hears).toMatchObject({ outcome: 'failure', figures: { wordsHeard: 0, wordsSaid: 10 } });
    await stage.world.close();
  });
});

describe('when everything hangs', () => {
  it('the examination ends all the same, in less than twenty seconds', async () => {
    const stage = await startStage();
    const { deepgram, groq, elevenLabs } = stage.world;
    deepgram.faults.hang('connected');
    groq.faults.hang();
    elevenLabs.faults.stall();
    const { tookMs, findings } = await stage.examine();
    expect(tookMs).toBeLessThan(20_000);
    const failed = findings.filter(({ outcome }) => outcome === 'failure').map(({ check }) => check);
    expect(failed).toEqual(['stt.opens', 'llm.streams', 'tts.speaks']);
    await stage.world.close();
  });
});
