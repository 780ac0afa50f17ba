/**
 * The HTTP server with vendors that never answer, on a clock of the test's choice.
 *
 *   const { app, clock, log } = await startApp(); await app.inject('/health'); dialRaw(wsUrl)
 *
 * Tests of the server itself use it: webhooks, sockets, their limits. start-world.ts is for whole calls.
 */
import type { FastifyInstance } from 'fastify';
import { SimulatedClock } from 'xstate';
import type { CallParts } from '../../../call/compose-call.ts';
import type { CallClock } from '../../../machines/clock.ts';
import { AgentSchema } from '../../../server/agent/agent-file.ts';
import { callSettingsOf } from '../../../server/agent/call-settings-of.ts';
import { carrierTextsOf } from '../../../server/agent/carrier-texts.ts';
import { type AppOptions, createApp, listeningUrl } from '../../../server/app.ts';
import { carrierOf, PAGE_PHONE } from '../../../server/carriers.ts';
import { type CapturedLog, captureLog } from '../captured-log.ts';

const stt: CallParts['stt'] = { name: 'nobody', open: () => ({ send() {}, close() {} }) };
const llm: CallParts['llm'] = { name: 'nobody', model: 'none', warm() {}, stream() {}, async close() {} };
const tts: CallParts['tts'] = {
  name: 'nobody',
  createVoice: () => ({
    warm() {},
    speak: () => ({ send() {}, finish() {}, cancel() {} }),
    close() {},
  }),
  synthesize: () => new Promise(() => {}),
};

export interface TestApp {
  readonly app: FastifyInstance;
  readonly clock: SimulatedClock;
  readonly log: CapturedLog;
  /** `ws://127.0.0.1:PORT/ws`, once it listens. */
  readonly mediaUrl: string;
  close(): Promise<void>;
}

export interface TestAppOptions
  extends Partial<
    Pick<
      AppOptions,
      | 'publicUrl'
      | 'carrier'
      | 'signingKeys'
      | 'apiKeys'
      | 'dialer'
      | 'isLocal'
      | 'consoleTranscripts'
      | 'journalDir'
    >
  > {
  readonly parts?: Partial<CallParts>;
  readonly agent?: object;
}

export async function startApp({ parts, agent = {}, ...options }: TestAppOptions = {}): Promise<TestApp> {
  const clock = new SimulatedClock();
  const log = captureLog();
  const parsed = AgentSchema.parse({
    model: { messages: [{ role: 'system', content: 'Test.' }] },
    silenceTimeoutSeconds: 3_600,
    ...agent,
  });
  const { carrier = carrierOf({}) } = options;
  const app = await createApp({
    spoken: carrierTextsOf(parsed, carrier).texts,
    parts: {
      settings: callSettingsOf(parsed, parts?.vad !== undefined),
      stt,
      llm,
      tts,
      clips: { get: () => undefined },
      clock: clock as CallClock,
      ...parts,
    },
    logger: log.logger,
    keepsTranscripts: true,
    instance: 'the-server-of-a-test',
    carrier,
    pagePhone: PAGE_PHONE,
    isLocal: true,
    consoleTranscripts: true,
    dialer: () => ({ dial: async () => 'CA0', hangUp: async () => {}, progressOf: async () => undefined }),
    ...options,
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    app,
    clock,
    log,
    mediaUrl: `${listeningUrl(app).replace('http', 'ws')}/ws`,
    close: () => app.close(),
  };
}
