/**
 * Every fault that the doctor names, each with the one finding that it makes: what is done to a vendor's stand-in, the
 * carrier's or the environment, and what the finding says. `! name` is a warning.
 */
import type { Patient } from '../../../server/doctor/doctor.ts';
import type { World } from '../../helpers/start/start-world.ts';
import { realTimeOfDay } from './stage.ts';

export interface Fault {
  readonly what: string;
  /** Causes the fault; returns what ends it, unless `recover` of the stand-in does. */
  readonly cause?: (world: World) => (() => void) | undefined;
  readonly change?: (patient: Patient) => Partial<Patient>;
  readonly wrong: string;
  /** No call could work until somebody changes a setting or an account: a server does not start. */
  readonly stopsStart?: true;
  readonly says: RegExp;
}

/** Sets fields of a stand-in's account; returns what sets them back. */
export function set<T extends object>(target: T, fields: Partial<T>): () => void {
  const before = Object.fromEntries(Object.keys(fields).map((key) => [key, target[key as keyof T]]));
  Object.assign(target, fields);
  return () => void Object.assign(target, before);
}

export const withEnv =
  (env: Readonly<Record<string, unknown>>) =>
  ({ config }: Patient): Partial<Patient> => ({
    config: { ...config, env: { ...config.env, ...env } } as Patient['config'],
  });

const withVoice =
  (settings: Readonly<Record<string, unknown>>) =>
  ({ agent }: Patient): Partial<Patient> => ({
    agent: { ...agent, voice: { ...agent.voice, settings: { ...agent.voice.settings, ...settings } } },
  });

export const API_KEY = { sid: `SK${'2'.repeat(32)}`, secret: 'secret-of-the-key' };
export const withApiKey = (secret: string): Readonly<Record<string, unknown>> => ({
  TWILIO_API_KEY: API_KEY.sid,
  TWILIO_API_SECRET: secret,
});

export const APP = `AP${'1'.repeat(32)}`;

/** Where nothing listens. */
const CLOSED = '127.0.0.1:9';

const STT: readonly Fault[] = [
  {
    what: 'the transcriber cannot be reached',
    change: withEnv({ DEEPGRAM_BASE_URL: `ws://${CLOSED}` }),
    wrong: 'stt.reach',
    says: /ECONNREFUSED.*DEEPGRAM_BASE_URL/,
  },
  {
    what: "the transcriber's key is wrong",
    change: withEnv({ DEEPGRAM_API_KEY: 'another-key' }),
    wrong: 'stt.key',
    stopsStart: true,
    says: /does not know the key.*DEEPGRAM_API_KEY/,
  },
  {
    what: "the transcriber's credit is used up",
    cause: ({ deepgram }) => set(deepgram.account, { balance: 0 }),
    wrong: 'stt.account',
    stopsStart: true,
    says: /credit is used up/,
  },
  {
    what: "the transcriber's credit is low",
    cause: ({ deepgram }) => set(deepgram.account, { balance: 0.5 }),
    wrong: '! stt.account',
    says: /0\.50 are left/,
  },
  {
    what: 'the transcriber refuses the model',
    cause: ({ deepgram }) => void deepgram.faults.refuseHandshakes(403),
    wrong: 'stt.opens',
    stopsStart: true,
    says: /403/,
  },
  {
    what: 'the transcriber never becomes ready',
    cause: ({ deepgram }) => void deepgram.faults.hang('connected'),
    wrong: 'stt.opens',
    says: /not ready/,
  },
];

const LLM: readonly Fault[] = [
  {
    what: 'the model cannot be reached',
    change: withEnv({ GROQ_BASE_URL: `http://${CLOSED}` }),
    wrong: 'llm.reach',
    says: /ECONNREFUSED.*GROQ_BASE_URL/,
  },
  {
    what: "the model's key is wrong",
    change: withEnv({ GROQ_API_KEY: 'another-key' }),
    wrong: 'llm.key',
    stopsStart: true,
    says: /does not know the key.*GROQ_API_KEY/,
  },
  {
    what: 'the model does not exist',
    change: withEnv({ LLM_MODEL: 'a-model-of-yesteryear' }),
    wrong: 'llm.model',
    stopsStart: true,
    says: /no "a-model-of-yesteryear".*LLM_MODEL/,
  },
  {
    what: "the model's limit is used up",
    cause: ({ groq }) => void groq.faults.refuse(429),
    wrong: 'llm.streams',
    says: /429/,
  },
  {
    what: 'the model refuses our parameters',
    cause: ({ groq }) => void groq.faults.refuse(400),
    wrong: 'llm.streams',
    stopsStart: true,
    says: /400/,
  },
  {
    what: 'the model sends no word',
    cause: ({ groq }) => void groq.faults.stall(),
    wrong: 'llm.streams',
    says: /sent no text/,
  },
  {
    what: 'the model says nothing',
    cause: ({ groq }) => void groq.faults.empty(),
    wrong: 'llm.streams',
    says: /without any text/,
  },
  {
    what: 'what answers is no model',
    cause: ({ groq }) => void groq.faults.garbage(),
    wrong: 'llm.streams',
    says: /not a chat stream/,
  },
];

const TTS: readonly Fault[] = [
  {
    what: 'the voice cannot be reached',
    change: withEnv({ ELEVENLABS_BASE_URL: `ws://${CLOSED}` }),
    wrong: 'tts.reach',
    says: /ECONNREFUSED.*ELEVENLABS_BASE_URL/,
  },
  {
    what: "the voice's key is wrong",
    change: withEnv({ ELEVENLABS_API_KEY: 'another-key' }),
    wrong: 'tts.key',
    stopsStart: true,
    says: /invalid_api_key.*ELEVENLABS_API_KEY/,
  },
  {
    what: 'the account does not have the voice',
    cause: ({ elevenLabs }) => set(elevenLabs.account, { voice: 'withdrawn' }),
    wrong: 'tts.voice',
    stopsStart: true,
    says: /no such voice.*voice_not_found.*ELEVENLABS_VOICE_ID/,
  },
  {
    what: 'the voice has no such model',
    change: withVoice({ model: 'eleven_gone' }),
    wrong: 'tts.model',
    stopsStart: true,
    says: /no model "eleven_gone"/,
  },
  {
    what: 'the characters of the plan are used up',
    cause: ({ elevenLabs }) => {
      elevenLabs.faults.quota();
      return set(elevenLabs.account, { charactersLeft: 0 });
    },
    wrong: 'tts.account',
    stopsStart: true,
    says: /used up/,
  },
  {
    what: 'the free account is switched off',
    cause: ({ elevenLabs }) => set(elevenLabs.account, { isDisabled: true, tier: 'free' }),
    wrong: 'tts.account',
    stopsStart: true,
    says: /detected_unusual_activity.*paid plan/,
  },
  {
    what: 'the account is a free one',
    cause: ({ elevenLabs }) => set(elevenLabs.account, { tier: 'free' }),
    wrong: '! tts.account',
    says: /library/,
  },
  {
    what: "the account's payment is due",
    cause: ({ elevenLabs }) => set(elevenLabs.account, { state: 'past_due' }),
    wrong: '! tts.account',
    says: /payment is due/,
  },
  {
    what: 'few characters are left',
    cause: ({ elevenLabs }) => set(elevenLabs.account, { charactersLeft: 900 }),
    wrong: '! tts.account',
    says: /900 characters are left/,
  },
  {
    what: 'the voice sends no audio',
    cause: ({ elevenLabs }) => void elevenLabs.faults.stall(),
    wrong: 'tts.speaks',
    says: /sent no audio/,
  },
  {
    what: 'the voice ends without audio',
    cause: ({ elevenLabs }) => void elevenLabs.faults.zeroAudio(),
    wrong: 'tts.speaks',
    says: /sent no audio/,
  },
  {
    what: 'the voice cannot serve us now',
    cause: ({ elevenLabs }) => void elevenLabs.faults.refuseHandshakes(503),
    wrong: 'tts.speaks',
    says: /503/,
  },
  {
    what: 'what answers is no voice',
    cause: ({ elevenLabs }) => void elevenLabs.faults.garbage(),
    wrong: 'tts.speaks',
    says: /elevenlabs/,
  },
];

const CARRIER: readonly Fault[] = [
  {
    what: 'the carrier cannot be reached',
    change: withEnv({ TWILIO_BASE_URL: `http://${CLOSED}` }),
    wrong: 'carrier.reach',
    says: /ECONNREFUSED.*TWILIO_BASE_URL/,
  },
  {
    what: "the account's SID is another's",
    change: withEnv({ TWILIO_ACCOUNT_SID: `AC${'6'.repeat(32)}` }),
    wrong: 'carrier.account',
    stopsStart: true,
    says: /HTTP 401, error 20003.*TWILIO_AUTH_TOKEN/,
  },
  {
    what: 'the API key is wrong',
    cause: ({ twilio }) => set(twilio.standing, { apiKey: { ...API_KEY, isRestricted: false } }),
    change: withEnv(withApiKey('another')),
    wrong: 'carrier.key',
    says: /does not accept TWILIO_API_KEY.*TWILIO_API_SECRET/,
  },
  {
    what: 'the carrier fails when it is asked about the account',
    cause: ({ twilio }) => set(twilio.standing, { failing: 'account' }),
    wrong: 'carrier.account',
    says: /does not answer for the account \(HTTP 503, error 20503\).*status\.twilio\.com/,
  },
  {
    what: 'the carrier never answers about the account',
    cause: ({ twilio }) => set(twilio.standing, { isSilent: true }),
    wrong: 'carrier.account',
    says: /does not answer for the account \(no answer for 5000 ms\)/,
  },
  {
    what: 'the carrier fails when it is asked about the number',
    cause: ({ twilio }) => set(twilio.standing, { failing: 'numbers' }),
    wrong: 'carrier.number',
    says: /does not say whose the number is \(HTTP 503, error 20503\).*webhook is not looked at/,
  },
  {
    what: 'the account is suspended',
    cause: ({ twilio }) => set(twilio.standing, { status: 'suspended' }),
    wrong: 'carrier.account',
    stopsStart: true,
    says: /suspended.*funds/,
  },
  {
    what: 'the account is closed',
    cause: ({ twilio }) => set(twilio.standing, { status: 'closed' }),
    wrong: 'carrier.account',
    stopsStart: true,
    says: /closed/,
  },
  {
    what: 'the account is a trial',
    cause: ({ twilio }) => set(twilio.standing, { type: 'Trial' }),
    wrong: '! carrier.account',
    says: /verified numbers/,
  },
  {
    what: 'the balance is low',
    cause: ({ twilio }) => set(twilio.standing, { balance: 0.75 }),
    wrong: '! carrier.balance',
    says: /0\.75 USD/,
  },
  {
    what: 'the account does not own the number',
    cause: ({ twilio }) => set(twilio.standing, { lacksNumber: true }),
    wrong: 'carrier.number',
    says: /does not own/,
  },
  {
    // Twilio's error 21210: calls out may be made with a verified caller ID.
    what: 'the number is a verified caller ID',
    cause: ({ twilio }) => set(twilio.standing, { lacksNumber: true, isCallerId: true }),
    wrong: '! carrier.number',
    says: /caller ID.*buy a number/,
  },
  {
    what: 'the number takes no calls',
    cause: ({ twilio }) => set(twilio.standing, { takesCalls: false }),
    wrong: 'carrier.number',
    says: /takes no calls/,
  },
  {
    what: 'the number takes a call for a fax',
    cause: ({ twilio }) => set(twilio.standing, { voiceReceiveMode: 'fax' }),
    wrong: 'carrier.number',
    says: /takes no calls/,
  },
  {
    what: 'the number has no webhook',
    cause: ({ twilio }) => set(twilio.standing, { voiceUrl: '' }),
    wrong: 'carrier.webhook',
    says: /no webhook.*\/twiml/,
  },
  {
    what: 'the webhook of the number is asked by a method that we do not answer',
    cause: ({ twilio }) => set(twilio.standing, { voiceMethod: 'PUT' }),
    wrong: 'carrier.webhook',
    says: /asked with PUT.*HTTP POST/,
  },
  {
    what: 'the webhook of the number is the demo of the carrier',
    cause: ({ twilio }) => set(twilio.standing, { voiceUrl: 'https://demo.twilio.com/welcome/voice/' }),
    wrong: 'carrier.webhook',
    says: /on demo\.twilio\.com/,
  },
  {
    what: 'the number belongs to a trunk',
    cause: ({ twilio }) => set(twilio.standing, { trunkSid: `TK${'1'.repeat(32)}` }),
    wrong: 'carrier.webhook',
    says: /SIP trunk/,
  },
  {
    what: 'the number belongs to an app that leads nowhere',
    cause: ({ twilio }) => set(twilio.standing, { voiceApplicationSid: APP }),
    wrong: 'carrier.webhook',
    says: /TwiML app of the number has no webhook.*Request URL/,
  },
  {
    what: 'the number belongs to an app that leads elsewhere',
    cause: ({ twilio }) =>
      set(twilio.standing, {
        voiceApplicationSid: APP,
        appVoiceUrl: 'https://demo.twilio.com/docs/voice.xml',
      }),
    wrong: 'carrier.webhook',
    says: /TwiML app of the number is on demo\.twilio\.com/,
  },
  {
    what: 'calls are handled in another region',
    cause: ({ twilio }) => set(twilio.standing, { voiceRegion: 'ie1' }),
    wrong: '! carrier.region',
    says: /ie1.*TWILIO_REGION=ie1/,
  },
];

const PUBLIC: readonly Fault[] = [
  {
    what: 'the voice activity detector cannot be loaded',
    change: withEnv({ SILERO_MODEL: 'no-such-file.onnx' }),
    wrong: '! vad',
    says: /VAD_UNAVAILABLE.*no-such-file\.onnx.*Calls go on without it/,
  },
  {
    what: 'the server runs with another token',
    change: withEnv({ PUBLIC_URL: undefined, TWILIO_AUTH_TOKEN: 'another', TWILIO_ACCOUNT_SID: undefined }),
    wrong: 'public.webhook',
    says: /refuses our signature/,
  },
  {
    what: 'the clock is wrong by minutes',
    change: () => ({ timeOfDay: () => realTimeOfDay() + 600_000 }),
    wrong: 'machine.clock',
    says: /(599|60\d) s ahead of.*NTP/,
  },
  {
    what: 'a setting is allowed and hardly meant',
    change: ({ config }) => ({ config: { ...config, warnings: ['NGROK_URL is not read here'] } }),
    wrong: '! settings.1',
    says: /NGROK_URL is not read here/,
  },
  {
    what: 'the clock is wrong by seconds',
    change: () => ({ timeOfDay: () => realTimeOfDay() - 30_000 }),
    wrong: '! machine.clock',
    says: /(29|3\d) s behind/,
  },
  {
    what: 'the folder of the journals is gone',
    change: withEnv({ JOURNAL_DIR: '/no/such/volume' }),
    wrong: 'machine.disk',
    says: /no journal can be written.*\/no\/such\/volume does not exist.*its volume/,
  },
  {
    what: 'a name does not resolve',
    change: withEnv({ ELEVENLABS_BASE_URL: 'wss://no-such-host.invalid' }),
    wrong: 'machine.dns',
    says: /no-such-host\.invalid/,
  },
];

export const FAULTS: readonly Fault[] = [...STT, ...LLM, ...TTS, ...CARRIER, ...PUBLIC];
