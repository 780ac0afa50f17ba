/**
 * The real server on a free port, with every vendor's stand-in and a telephone around it, in this process.
 *
 *   const world = await startWorld(); const { sttSession } = await world.pickUp(); sttSession.says('Hello?')
 *
 * Without `hears`, the STT stand-in transcribes nothing by itself: a test decides its transcripts and when they come.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import twilioClient from 'twilio';
import { expect, onTestFinished } from 'vitest';
import type { CallParts, LiveCall } from '../../../call/compose-call.ts';
import { violationsOf } from '../../../readings/invariants.ts';
import type { AssemblyAiOptions, AssemblyAiStandIn } from '../../../sandbox/assemblyai/assemblyai.ts';
import type { CartesiaStandIn } from '../../../sandbox/cartesia/cartesia.ts';
import type { DeepgramOptions, DeepgramStandIn } from '../../../sandbox/deepgram/deepgram.ts';
import type { FluxSession } from '../../../sandbox/deepgram/session.ts';
import type { ElevenLabsStandIn } from '../../../sandbox/elevenlabs/elevenlabs.ts';
import type { GroqOptions, GroqStandIn } from '../../../sandbox/groq/groq.ts';
import { PhraseBook } from '../../../sandbox/recognition/phrase-book.ts';
import { startStandIns } from '../../../sandbox/stand-ins.ts';
import type { PhoneCall } from '../../../sandbox/twilio/phone.ts';
import type { InboundCall } from '../../../sandbox/twilio/switchboard.ts';
import type { TwilioOptions, TwilioStandIn } from '../../../sandbox/twilio/twilio.ts';
import type { SpokenLine, Synthesizer } from '../../../sandbox/voice/flite.ts';
import { loadSettings, type RunningServer, type Settings, startServer } from '../../../server/boot.ts';
import { readJournal, writeJournal } from '../../../server/journal/journal-file.ts';
import { replay } from '../../../server/journal/replay.ts';
import { type CapturedLog, captureLog } from '../captured-log.ts';
import { dialRaw, type RawPhone } from '../raw-phone.ts';
import { sharedVoice } from '../shared-voice.ts';
import { type SttSession, sttSessionOf } from '../stt-session.ts';
import { watchLeftovers } from '../time/leftovers.ts';
import { whenTestFails } from '../time/test-ends.ts';
import { eventually, until } from '../time/virtual-time.ts';

/** Keys unlike any other text, so that a test finds one in a log. */
export const SECRETS = {
  deepgram: 'deepgram-secret-1f0c',
  assemblyAi: 'assemblyai-secret-5e21',
  groq: 'groq-secret-2e9b',
  elevenLabs: 'elevenlabs-secret-3d8a',
  twilio: 'twilio-secret-4c77',
} as const;
export const CALLER_NUMBER = '+15550001111';

/** An agent that says nothing by itself, so that the first sound of a call is the one a test is about. */
const QUIET_AGENT = {
  name: 'test',
  model: { messages: [{ role: 'system', content: 'You are being tested.' }] },
  messagePlan: { fillerMessage: '' },
};

interface WorldOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Changes to the agent file. */
  readonly agent?: Readonly<Record<string, unknown>>;
  /** The model's reply. */
  readonly reply?: GroqOptions['reply'];
  /** What the model's endpoint refuses. */
  readonly refuses?: GroqOptions['refuses'];
  readonly delays?: {
    readonly groq?: GroqOptions['delays'];
    readonly elevenLabs?: { ttfbMs?: number; handshakeMs?: number; realtimeFactor?: number };
    readonly deepgram?: { endOfTurnMs?: number; handshakeMs?: number };
  };
  /** Behaviour of the STT stand-ins on which the sources differ. */
  readonly habits?: {
    readonly assemblyAi?: AssemblyAiOptions['habits'];
    readonly deepgram?: DeepgramOptions['habits'];
  };
  /** Whether the STT stand-ins transcribe every line the phone says. Default false. */
  readonly hears?: boolean;
  readonly inspect?: CallParts['inspect'];
  readonly twilio?: Pick<TwilioOptions, 'habits' | 'callee'>;
}

/** A call with media flowing, from all sides. */
export interface AnsweredCall {
  readonly phone: PhoneCall;
  readonly call: LiveCall;
  readonly sttSession: SttSession;
}

export interface World {
  readonly server: RunningServer;
  /** What the server was started with. */
  readonly settings: Settings;
  readonly assemblyAi: AssemblyAiStandIn;
  readonly cartesia: CartesiaStandIn;
  readonly deepgram: DeepgramStandIn;
  readonly groq: GroqStandIn;
  readonly elevenLabs: ElevenLabsStandIn;
  readonly twilio: TwilioStandIn;
  readonly log: CapturedLog;
  /** The synthesizer of lines for phones; with `hears`, the STT stand-ins can transcribe them. */
  readonly voice: Pick<Synthesizer, 'speak'>;
  placeCall(change?: Partial<InboundCall>): PhoneCall;
  /** Places a call and waits until its STT session is open and has received audio. One call at a time. */
  pickUp(change?: Partial<InboundCall>): Promise<AnsweredCall>;
  /** A media socket driven by hand, signed as Twilio's would be. */
  dialRaw(): Promise<RawPhone>;
  /** Every line the agent's voice has spoken, in order. */
  readonly spoken: readonly SpokenLine[];
  /** All that the vendors still hold of any call, e.g. `{ sttSession: 1 }`; empty when nothing is left. */
  held(): Record<string, number>;
  /** Ends everything. Fails when a vendor, or this process, still holds something afterwards. */
  close(): Promise<void>;
}

const GONE_LIMIT_MS = 2_000;

/** A world of one test alone, which ends with it, however it ends. */
export async function startWorldOfTest(options?: WorldOptions): Promise<World> {
  const world = await startWorld(options);
  onTestFinished(() => world.close());
  return world;
}

let worlds = 0;
let leftovers = watchLeftovers();

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  if (worlds === 0) leftovers = watchLeftovers();
  const {
    delays = {},
    habits = {},
    hears = false,
    reply = () => 'Certainly. I have made a note of that for you.',
  } = options;
  const folder = mkdtempSync(join(tmpdir(), 'parley-world-'));
  const log = captureLog();
  const synthesizer = sharedVoice();
  const phraseBook = new PhraseBook();
  const spoken: SpokenLine[] = [];
  const standIns = await startStandIns({
    assemblyAi: {
      apiKey: SECRETS.assemblyAi,
      ...(hears && { phraseBook }),
      ...(habits.assemblyAi && { habits: habits.assemblyAi }),
    },
    deepgram: {
      apiKey: SECRETS.deepgram,
      ...(hears && { phraseBook }),
      ...(delays.deepgram && { delays: delays.deepgram }),
      ...(habits.deepgram && { habits: habits.deepgram }),
    },
    groq: {
      apiKey: SECRETS.groq,
      reply,
      delays: { ttftMs: 10, interTokenMs: 1, ...delays.groq },
      ...(options.refuses && { refuses: options.refuses }),
    },
    elevenLabs: {
      apiKey: SECRETS.elevenLabs,
      synthesizer: {
        ...synthesizer,
        async speak(text, who) {
          const line = await synthesizer.speak(text, who);
          spoken.push(line);
          return line;
        },
      },
      delays: { ttfbMs: 10, realtimeFactor: 20, ...delays.elevenLabs },
    },
    twilio: {
      accountSid: `AC${'5'.repeat(32)}`,
      authToken: SECRETS.twilio,
      phoneNumber: '+15559990000',
      ...options.twilio,
    },
  });
  const { assemblyAi, cartesia, deepgram, groq, elevenLabs, twilio } = standIns;

  const agentFile = join(folder, 'agent.json');
  writeFileSync(agentFile, JSON.stringify({ ...QUIET_AGENT, ...options.agent }));
  const env = {
    PORT: '0',
    AGENT_FILE: agentFile,
    ...standIns.vendorEnv,
    ...standIns.carrierEnv,
    ...options.env,
  };
  const settings = loadSettings(env);
  const server = await startServer(settings, log.logger, {
    host: '127.0.0.1',
    isSandbox: true,
    makesClips: false,
    inspect: options.inspect,
  });

  worlds += 1;

  const placeCall: World['placeCall'] = (change = {}) => {
    const webhookUrl = `${server.address}/twiml`;
    const phone = twilio.placeCall({ webhookUrl, from: CALLER_NUMBER, ...change });
    whenTestFails(async () => {
      phone.hangUp();
      await until(phone.ended);
      const { live } = server.app.calls;
      await eventually(
        () => expect([...live].map(({ journal }) => journal.carrierCallId)).not.toContain(phone.callSid),
        {
          limitMs: GONE_LIMIT_MS,
        },
      );
    });
    return phone;
  };
  const held = () => {
    const counts = {
      calls: server.app.calls.live.size,
      sttSession: deepgram.sessions.length + deepgram.novaSessions.length + assemblyAi.sessions.length,
      voices: elevenLabs.stats.openSockets,
      replies: groq.requests.filter(({ endedAtMs }) => endedAtMs === undefined).length,
    };
    return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  };

  return {
    server,
    settings,
    assemblyAi,
    cartesia,
    deepgram,
    groq,
    elevenLabs,
    twilio,
    log,
    voice: {
      async speak(text, who) {
        const line = await synthesizer.speak(text, who);
        phraseBook.learn(line);
        return line;
      },
    },
    placeCall,
    async pickUp(change) {
      const opened: Promise<FluxSession> = deepgram.nextSession();
      const phone = placeCall(change);
      const sttSession = sttSessionOf(await until(opened), () => until(deepgram.nextSession()));
      const live = () =>
        [...server.app.calls.live].find(({ journal }) => journal.carrierCallId === phone.callSid);
      const isOpen = () => live()?.journal.entries.some(({ name }) => name === 'stt.connected');
      const hasAudio = () => isOpen() && sttSession.session.receivedBytes > 0;
      await eventually(() => expect(hasAudio()).toBe(true));
      return { phone, call: live() as LiveCall, sttSession };
    },
    dialRaw() {
      const url = `${server.address.replace('http', 'ws')}/ws`;
      const signature = twilioClient.getExpectedTwilioSignature(SECRETS.twilio, url, {});
      return dialRaw(url, { headers: { 'x-twilio-signature': signature } });
    },
    spoken,
    held,
    async close() {
      worlds -= 1;
      try {
        await until(twilio.close());
        await until(server.app.calls.whenIdle());
        await until(server.close());
        await eventually(() => expect(held()).toEqual({}), { limitMs: GONE_LIMIT_MS });
        for (const { journal } of server.app.calls.ended) {
          const recorded = readJournal(writeJournal(journal));
          expect(recorded.entries.filter(({ kind }) => kind === 'foreign')).toEqual([]);
          expect(violationsOf(recorded.entries, recorded.input)).toEqual([]);
          expect(replay(recorded).difference).toBeUndefined();
        }
      } finally {
        await standIns.closeVendors();
        rmSync(folder, { recursive: true, force: true });
      }
      if (worlds === 0) await eventually(() => expect(leftovers()).toEqual([]), { limitMs: GONE_LIMIT_MS });
    },
  };
}
