/**
 * The sandbox as a process of its own: every provider's stand-in and the phone, off the product's event
 * loop.
 *
 *   parent ──{ call }──> phone ──> product      stand-ins' addresses ──{ ready }──> parent
 *
 * The process ends with its parent.
 */
import { writeFile } from 'node:fs/promises';
import { demoCaller } from './callers/demo-caller.ts';
import { replyAsFrontDesk } from './callers/front-desk.ts';
import { createCaller } from './callers/run-caller.ts';
import type { PlacedCall, SandboxReply, SandboxRequest } from './messages.ts';
import { PhraseBook } from './recognition/phrase-book.ts';
import { startStandIns } from './stand-ins.ts';
import type { CallRecord } from './twilio/record/call-record.ts';
import { stereoWav } from './twilio/record/recording.ts';
import { createSynthesizer, type Synthesizer } from './voice/flite.ts';

const KEY = 'sandbox';
const CALLER_NUMBER = '+15550001111';
/** What agents/clips/apology.ulaw says, in the voice of scripts/make-spare-clips.ts. */
const RECORDED_TEXT = "I'm sorry, something went wrong. Could you say that again?";

const send = (reply: SandboxReply): void => {
  process.send?.(reply);
};

const voice = createSynthesizer();
const phraseBook = new PhraseBook();
/** Synthesis for the phone. Every line goes into the phrase book, so that the STT stand-ins can recognize it. */
const phoneSynthesizer: Pick<Synthesizer, 'speak'> = {
  async speak(text, who) {
    const line = await voice.speak(text, who);
    phraseBook.learn(line);
    return line;
  },
};

const { twilio, vendorEnv, carrierEnv } = await startStandIns({
  deepgram: { phraseBook, apiKey: KEY },
  assemblyAi: { phraseBook, apiKey: KEY },
  groq: { reply: replyAsFrontDesk, apiKey: KEY },
  elevenLabs: { synthesizer: voice, apiKey: KEY },
  twilio: { accountSid: `AC${'5'.repeat(32)}`, authToken: KEY, phoneNumber: '+15559990000' },
});
const caller = await createCaller(demoCaller, phoneSynthesizer);

process.on('message', (request: SandboxRequest) => {
  if ('call' in request) place(request.call);
  else void point(request.pointNumber);
});

function place(call: PlacedCall): void {
  const phone = twilio.placeCall({ webhookUrl: call.webhookUrl, from: CALLER_NUMBER, caller });
  void phone.ended.then(async (record) => {
    if (call.wavFile !== undefined) await writeFile(call.wavFile, stereoWav(record.caller, record.agent));
    send({ callEnded: { carrierCallId: record.callSid, failure: failureOf(record) } });
  });
}

async function point(webhookUrl: string): Promise<void> {
  twilio.standing.voiceUrl = webhookUrl;
  phraseBook.learn(await voice.speak(RECORDED_TEXT, 'slt'));
  send({ pointed: true });
}

/** Why the caller gave up, with the carrier's cause if it has one; every call has a 31921, the close of its media socket. */
function failureOf({ callerFailure, warnings }: CallRecord): string | null {
  if (callerFailure === undefined) return null;
  const cause = warnings.find(({ code }) => code !== 31921);
  return cause
    ? `${callerFailure.message}. The carrier's cause: ${cause.code}, ${cause.message}`
    : callerFailure.message;
}
process.on('disconnect', () => process.exit(0));
// A signal to the whole process group reaches this process too; the parent decides when it ends.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

send({ ready: { ...vendorEnv, ...carrierEnv } });
