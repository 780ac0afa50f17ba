/**
 * Everything around the product: the vendors' stand-ins, the phone, the voices, and the callers, prepared once.
 *
 *   stage ──env──> product (a child process, as users start it) <──calls── phone
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAssemblyAi } from '../../sandbox/assemblyai/assemblyai.ts';
import { startDeepgram } from '../../sandbox/deepgram/deepgram.ts';
import { startElevenLabs } from '../../sandbox/elevenlabs/elevenlabs.ts';
import { startGroq } from '../../sandbox/groq/groq.ts';
import { PhraseBook } from '../../sandbox/hearing/phrase-book.ts';
import type { CallRecord } from '../../sandbox/twilio/record/call-record.ts';
import { startTwilio } from '../../sandbox/twilio/twilio.ts';
import { createSynthesizer } from '../../sandbox/voice/flite.ts';
import { type Program, startProduct } from '../programs.ts';
import { answerTo } from './answers.ts';
import type { ScriptedCaller } from './caller.ts';
import { type PreparedCaller, prepare } from './lines.ts';
import { perform } from './perform.ts';
import { makeSounds } from './sounds.ts';

const KEY = 'bench';
const FROM = '+15550001111';

export interface Product extends Program {
  /** One call to its end. */
  take(cast: PreparedCaller): Promise<CallRecord>;
}

export interface Setting {
  /** The agent file, as JSON. */
  readonly agent: string;
  /** Of server/main.ts. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Stage {
  readonly cast: readonly PreparedCaller[];
  /** The server, ready for calls. */
  open(setting: Setting): Promise<Product>;
  /** What the model was asked since the last time: every conversation's words of the caller. */
  takeHeard(): readonly string[];
  close(): Promise<void>;
}

export async function setUp(callers: readonly ScriptedCaller[]): Promise<Stage> {
  const voice = createSynthesizer();
  const phraseBook = new PhraseBook();
  const sounds = await makeSounds(voice);
  const cast: PreparedCaller[] = [];
  for (const caller of callers) cast.push(await prepare(caller, voice, sounds, phraseBook));

  let heard: string[] = [];
  const [deepgram, assemblyAi, groq, elevenLabs, twilio] = await Promise.all([
    startDeepgram({ phraseBook, apiKey: KEY }),
    startAssemblyAi({ phraseBook, apiKey: KEY }),
    startGroq({
      apiKey: KEY,
      reply: (messages) => {
        heard.push(messages.flatMap(({ role, content }) => (role === 'user' ? [content] : [])).join(' '));
        return answerTo(messages);
      },
    }),
    startElevenLabs({ synthesizer: voice, apiKey: KEY }),
    startTwilio({ accountSid: `AC${'5'.repeat(32)}`, authToken: KEY, phoneNumber: '+15559990000' }),
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'parley-turns-'));
  const agentFile = join(folder, 'agent.json');
  const vendors = {
    LOG_LEVEL: 'error',
    AGENT_FILE: agentFile,
    DEEPGRAM_API_KEY: KEY,
    DEEPGRAM_BASE_URL: deepgram.url,
    ASSEMBLYAI_API_KEY: KEY,
    ASSEMBLYAI_BASE_URL: assemblyAi.url,
    GROQ_API_KEY: KEY,
    GROQ_BASE_URL: groq.url,
    ELEVENLABS_API_KEY: KEY,
    ELEVENLABS_BASE_URL: elevenLabs.url,
    TWILIO_AUTH_TOKEN: KEY,
  };

  return {
    cast,
    async open({ agent, args = [], env = {} }) {
      writeFileSync(agentFile, agent);
      const program = await startProduct('', { args, env: { ...vendors, ...env } });
      const webhookUrl = `${program.url.replace('ws:', 'http:')}/twiml`;
      return {
        ...program,
        take: (prepared) => twilio.placeCall({ webhookUrl, from: FROM, caller: perform(prepared) }).ended,
      };
    },
    takeHeard() {
      const taken = heard;
      heard = [];
      return taken;
    },
    async close() {
      await Promise.all([
        deepgram.close(),
        assemblyAi.close(),
        groq.close(),
        elevenLabs.close(),
        twilio.close(),
      ]);
      await voice.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
