/** A caller's speech, through the AssemblyAI client and the sandbox's AssemblyAI over a real socket, as facts. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { silence } from '../../../../../actors/audio/mulaw.ts';
import { createAssemblyAi } from '../../../../../actors/providers/assemblyai/assemblyai.ts';
import type { SttOptions } from '../../../../../actors/providers/stt-provider.ts';
import { normalized } from '../../../../../machines/transcript.ts';
import { type AssemblyAiStandIn, startAssemblyAi } from '../../../../../sandbox/assemblyai/assemblyai.ts';
import { PhraseBook } from '../../../../../sandbox/recognition/phrase-book.ts';
import type { SpokenLine } from '../../../../../sandbox/voice/flite.ts';
import { SttReports } from '../../../../contracts/stt-provider.contract.ts';
import { sharedVoice } from '../../../../helpers/shared-voice.ts';
import { settled } from '../../../../helpers/time/settled.ts';
import { eventually } from '../../../../helpers/time/virtual-time.ts';

const synthesizer = sharedVoice();
const book = new PhraseBook();
let line: SpokenLine;
let vendor: AssemblyAiStandIn;

beforeAll(async () => {
  line = await synthesizer.speak('Hello, I would like to book a table for two, please.', 'slt');
  book.learn(line);
});
afterEach(() => vendor.close());

/** Sends the line after a second of silence; the clock moves with the audio, as fast as both sides can. */
async function sendLine({
  endsTurns = true,
  ...options
}: Partial<SttOptions> & { endsTurns?: boolean } = {}) {
  const clock = new SimulatedClock();
  vendor = await startAssemblyAi({
    phraseBook: book,
    rateLimit: { toleranceMs: 600, now: () => clock.now() },
  });
  const provider = createAssemblyAi({
    apiKey: 'key',
    baseUrl: vendor.url,
    speechModel: 'universal-streaming-english',
    endsTurns,
  });
  const reports = new SttReports();
  const socket = provider.open({ clock, connectTimeoutMs: 4_000, ...options }, reports);
  await reports.opened();
  const call = Buffer.concat([silence(1_000), line.audio, silence(2_000)]);
  for (let at = 0; at < call.length; at += 160) {
    clock.increment(20);
    socket.send(call.subarray(at, at + 160));
    if (at % 640 === 0) await settled();
  }
  return { reports, socket };
}

const kindsOf = ({ facts }: SttReports) => facts.map(({ kind }) => kind);

describe('a caller, transcribed by AssemblyAI', () => {
  it('is one turn with all its words, and one end', async () => {
    const { reports, socket } = await sendLine();
    await eventually(() => expect(kindsOf(reports)).toContain('endOfTurn'));
    const end = reports.facts.at(-1);
    expect(end).toMatchObject({ kind: 'endOfTurn', turnIndex: 0, trigger: 'model' });
    expect(normalized(end?.text ?? '')).toBe(normalized(line.text));
    expect(Math.abs((end?.speechEndMs ?? 0) - 1_000 - (line.words.at(-1)?.endMs ?? 0))).toBeLessThan(100);
    expect(kindsOf(reports).filter((kind) => kind !== 'update')).toEqual(['startOfTurn', 'endOfTurn']);
    socket.close();
  });

  it('is reported as over early where that is asked for', async () => {
    const { reports, socket } = await sendLine({ eagerEotThreshold: 0.4 });
    await eventually(() => expect(kindsOf(reports)).toContain('endOfTurn'));
    expect(kindsOf(reports).filter((kind) => kind !== 'update')).toEqual([
      'startOfTurn',
      'eagerEndOfTurn',
      'endOfTurn',
    ]);
    socket.close();
  });

  it('goes on, where our own rules end turns, until they end it', async () => {
    const { reports, socket } = await sendLine({ endsTurns: false });
    await settled();
    expect(kindsOf(reports)).not.toContain('endOfTurn');
    socket.endTurn?.();
    await eventually(() => expect(reports.facts.at(-1)?.kind).toBe('endOfTurn'));
    socket.close();
  });
});
