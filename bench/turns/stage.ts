/**
 * The world around the product: the vendors' stand-ins, the phone, and the callers with their speech, prepared once.
 *
 *   stage ──env──> product (a child process, as users start it) <──calls── phone
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PhraseBook } from '../../sandbox/recognition/phrase-book.ts';
import { startStandIns } from '../../sandbox/stand-ins.ts';
import type { CallRecord } from '../../sandbox/twilio/record/call-record.ts';
import { createSynthesizer } from '../../sandbox/voice/flite.ts';
import { type Program, startProduct } from '../programs.ts';
import { answerTo } from './answers.ts';
import type { ScriptedCaller } from './caller.ts';
import { type PreparedCaller, prepare } from './lines.ts';
import { perform } from './perform.ts';
import { makeSounds } from './sounds.ts';

const KEY = 'bench';
const FROM = '+15550001111';

interface Product extends Program {
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
  /** The caller's words in every model request since the last time. */
  takeAsked(): readonly string[];
  close(): Promise<void>;
}

export async function setUp(callers: readonly ScriptedCaller[]): Promise<Stage> {
  const synthesizer = createSynthesizer();
  const phraseBook = new PhraseBook();
  const sounds = await makeSounds(synthesizer);
  const cast: PreparedCaller[] = [];
  for (const caller of callers) cast.push(await prepare(caller, synthesizer, sounds, phraseBook));

  let asked: string[] = [];
  const { twilio, vendorEnv, closeVendors } = await startStandIns({
    deepgram: { phraseBook, apiKey: KEY },
    assemblyAi: { phraseBook, apiKey: KEY },
    groq: {
      apiKey: KEY,
      reply: (messages) => {
        asked.push(messages.flatMap(({ role, content }) => (role === 'user' ? [content] : [])).join(' '));
        return answerTo(messages);
      },
    },
    elevenLabs: { synthesizer, apiKey: KEY },
    twilio: { accountSid: `AC${'5'.repeat(32)}`, authToken: KEY, phoneNumber: '+15559990000' },
  });
  const folder = mkdtempSync(join(tmpdir(), 'parley-turns-'));
  const agentFile = join(folder, 'agent.json');
  const usual = { LOG_LEVEL: 'error', AGENT_FILE: agentFile, ...vendorEnv, TWILIO_AUTH_TOKEN: KEY };

  return {
    cast,
    async open({ agent, args = [], env = {} }) {
      writeFileSync(agentFile, agent);
      const program = await startProduct('', { args, env: { ...usual, ...env } });
      const webhookUrl = `${program.url.replace('ws:', 'http:')}/twiml`;
      return {
        ...program,
        take: (prepared) => twilio.placeCall({ webhookUrl, from: FROM, caller: perform(prepared) }).ended,
      };
    },
    takeAsked() {
      const taken = asked;
      asked = [];
      return taken;
    },
    async close() {
      await Promise.all([closeVendors(), twilio.close()]);
      await synthesizer.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
