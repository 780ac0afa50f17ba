/** The doctor names every fault, and invents none: exactly the finding of a fault fails. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BYTES_PER_MS } from '../../../actors/audio/mulaw.ts';
import type { Patient } from '../../../server/doctor/doctor.ts';
import type { World } from '../../helpers/start/start-world.ts';
import { ownTheClock } from '../../helpers/time/virtual-time.ts';
import { API_KEY, APP, FAULTS, type Fault, set, withApiKey, withEnv } from './faults.ts';
import { startStage } from './stage.ts';

ownTheClock();
type Stage = Awaited<ReturnType<typeof startStage>>;

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.world.close());
afterEach(() => recover(stage.world));

/** Ends every lasting fault. */
function recover({ elevenLabs, deepgram, groq }: World): void {
  elevenLabs.faults.recover();
  deepgram.faults.recover();
  groq.faults.recover();
}

const undoes: (() => void)[] = [];
afterEach(() => {
  for (const undo of undoes.splice(0)) undo();
});

it('with nothing wrong nothing fails, and nothing is warned of', async () => {
  const { findings, tookMs } = await stage.examine();
  expect(findings.filter(({ outcome }) => outcome === 'failure' || outcome === 'warning')).toEqual([]);
  expect(findings.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThan(24);
  expect(new Set(findings.map(({ check }) => check)).size).toBe(findings.length);
  expect(tookMs).toBeLessThan(20_000);
});

/** US dollars: the dearest of docs/going-live.md for a second transcribed, a character spoken (15 in a second) and an answer. */
const PRICES = { transcribedSecond: 0.0078 / 60, spokenCharacter: 0.05 / (30 * 15), answer: 0.001 / 10 };

it('costs less than a cent', async () => {
  const { deepgram, elevenLabs, groq } = stage.world;
  const session = deepgram.nextSession();
  const before = { characters: elevenLabs.stats.charactersSpoken, answers: groq.requests.length };
  await stage.examine();
  const transcribedSeconds = (await session).receivedBytes / (BYTES_PER_MS * 1_000);
  const characters = elevenLabs.stats.charactersSpoken - before.characters;
  const answers = groq.requests.length - before.answers;
  expect(transcribedSeconds).toBeGreaterThan(2);
  expect(characters).toBeGreaterThan(5);
  expect(answers).toBe(2);
  const { transcribedSecond, spokenCharacter, answer } = PRICES;
  const dollars = transcribedSeconds * transcribedSecond + characters * spokenCharacter + answers * answer;
  expect(dollars).toBeLessThan(0.01);
});

/**
 * What an operator may do with a number that takes calls here all the same. "Webhook connection overrides" of Twilio: the
 * fragment sets timeouts and retries. bmlt-enabled/yap#1627 and #1589: webhooks with a query, behind proxies.
 */
describe('nothing is wrong when the webhook of the number', () => {
  it.each([
    ['has a fragment with timeouts and retries', (url: string) => `${url}#ct=2000&rc=2&rp=all`],
    ['has a query', (url: string) => `${url}?line=bakery`],
    ['has a slash at its end', (url: string) => `${url}/`],
    ['has two slashes before its path', (url: string) => url.replace(/(?<=\d)\//, '//')],
    ['has its host in capitals', (url: string) => url.replace('http', 'HTTP')],
  ])('%s', async (_, change) => {
    const { twilio } = stage.world;
    undoes.push(set(twilio.standing, { voiceUrl: change(twilio.standing.voiceUrl) }));
    expect(await stage.wrong()).toEqual([]);
  });

  it('is asked by no method in particular', async () => {
    undoes.push(set(stage.world.twilio.standing, { voiceMethod: null }));
    expect(await stage.wrong()).toEqual([]);
  });
});

/** TwilioDevEd/anonymous-communications-rails#9: numbers are given the SID of an app, whose URL is asked in place of theirs. */
describe('a number of a TwiML app', () => {
  const having = (appVoiceUrl: string | undefined) =>
    undoes.push(set(stage.world.twilio.standing, { voiceUrl: '', voiceApplicationSid: APP, appVoiceUrl }));

  it('that leads here is well', async () => {
    having(stage.world.server.webhookUrl);
    expect(await stage.wrong()).toEqual([]);
    expect(await stage.finding('carrier.webhook')).toMatchObject({
      outcome: 'ok',
      message: 'the webhook of the TwiML app of the number is this server’s',
    });
  });

  it('that cannot be asked is not judged', async () => {
    having(undefined);
    expect(await stage.finding('carrier.webhook')).toMatchObject({
      outcome: 'skipped',
      message: expect.stringContaining('(HTTP 404, error 20404)'),
    });
  });
});

describe('beside an API key', () => {
  const having = (isRestricted: boolean) =>
    undoes.push(set(stage.world.twilio.standing, { apiKey: { ...API_KEY, isRestricted } }));

  it('an auth token that is not the account’s is found: the key places calls, and every webhook would be refused', async () => {
    having(false);
    const env = { ...withApiKey(API_KEY.secret), TWILIO_AUTH_TOKEN: 'another' };
    expect(await stage.wrong(withEnv(env)(stage.patient))).toEqual(['carrier.account', 'public.webhook']);
  });

  it('that is right, or restricted to calls (error 70051), nothing is wrong', async () => {
    const change = withEnv(withApiKey(API_KEY.secret))(stage.patient);
    for (const [isRestricted, outcome] of [
      [false, 'ok'],
      [true, 'skipped'],
    ] as const) {
      having(isRestricted);
      expect(await stage.wrong(change)).toEqual([]);
      expect(await stage.finding('carrier.key', change)).toMatchObject({ outcome });
    }
  });
});

it('a balance that is no figure is no figure', async () => {
  undoes.push(set(stage.world.twilio.standing, { balance: 'None' }));
  expect(await stage.finding('carrier.balance')).toMatchObject({ outcome: 'skipped' });
});

it('without PUBLIC_URL nothing is said of where the webhook leads', async () => {
  const { config } = stage.patient;
  const env = { ...config.env, PUBLIC_URL: undefined };
  const findings = await stage.wrong({ config: { ...config, env }, isSandbox: false });
  expect(findings.filter((check) => !check.startsWith('!'))).toEqual(['public.health']);
});

it('settings of the carrier with which real calls would fail are warned of, each by itself', async () => {
  const { server } = stage.patient;
  const change = { ...withEnv({ PUBLIC_URL: server?.address })(stage.patient), isSandbox: false };
  expect(await stage.wrong(change)).toEqual(['! carrier.settings.1', '! carrier.settings.2']);
  expect(await stage.finding('carrier.settings.1', change)).toMatchObject({
    message: expect.stringContaining('wss only (its error 31910)'),
  });
  expect(await stage.finding('carrier.settings.2', change)).toMatchObject({
    message: expect.stringContaining('of this machine'),
  });
});

describe('an examination that goes wrong itself is one finding, and the others are made', () => {
  const having = (examineCarrier: Patient['carrier']['examine']): Partial<Patient> => ({
    carrier: { ...stage.patient.carrier, examine: examineCarrier },
  });

  it('when it throws', async () => {
    const change = having(() => Promise.reject(new Error('no such thing')));
    expect(await stage.wrong(change)).toEqual(['carrier']);
    expect(await stage.finding('carrier', change)).toMatchObject({
      message: 'could not be examined (no such thing)',
    });
  });

  it('when it never ends', async () => {
    const change = having(() => new Promise(() => {}));
    expect(await stage.wrong(change)).toEqual(['carrier']);
    expect(await stage.finding('carrier', change)).toMatchObject({
      message: 'was not examined within 18000 ms',
      advice: expect.stringContaining('ask again'),
    });
  });
});

describe('before a start', () => {
  it('nothing is final when nothing is wrong', async () => {
    expect(await stage.forStart()).toEqual([]);
  });

  it.each(FAULTS)(
    '$what: stops the start only when it stays so',
    async ({ cause, wrong, change, stopsStart }: Fault) => {
      const undo = cause?.(stage.world);
      if (undo) undoes.push(undo);
      expect(await stage.forStart(change?.(stage.patient))).toEqual(stopsStart ? [wrong] : []);
    },
  );
});

describe('exactly one finding names the fault when', () => {
  it.each(FAULTS)('$what', async ({ cause, wrong, says, change }: Fault) => {
    const undo = cause?.(stage.world);
    if (undo) undoes.push(undo);
    const { findings } = await stage.examine(change?.(stage.patient));
    const isWrong = findings.filter(({ outcome }) => outcome === 'failure' || outcome === 'warning');
    expect(isWrong.map(({ check, outcome }) => (outcome === 'warning' ? `! ${check}` : check))).toEqual([
      wrong,
    ]);
    const [named] = isWrong;
    expect(`${named?.message}: ${named?.advice ?? ''}`).toMatch(says);
  });
});
