/** STT made of the voice activity detector, on the real model: speech begins a turn and a pause ends it, without words. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { BYTES_PER_MS, encodeMulaw, silence } from '../../../../actors/audio/mulaw.ts';
import { createVadStt, SPEECH } from '../../../../actors/providers/scripted/vad-stt.ts';
import { SileroBatches } from '../../../../actors/providers/silero/batches.ts';
import { loadSilero } from '../../../../actors/providers/silero/model.ts';
import { createSilero } from '../../../../actors/providers/silero/silero.ts';
import type { SttProvider, SttSocket } from '../../../../actors/providers/stt-provider.ts';
import type { VadProvider } from '../../../../actors/providers/vad-provider.ts';
import type { SpokenLine } from '../../../../sandbox/voice/flite.ts';
import { SttReports } from '../../../contracts/stt-provider.contract.ts';
import { sharedVoice } from '../../../helpers/shared-voice.ts';
import { noise, openSession } from '../../../helpers/silero.ts';
import { whenTestEnds } from '../../../helpers/time/test-ends.ts';
import { eventually } from '../../../helpers/time/virtual-time.ts';

const BATCH = 80 * BYTES_PER_MS;
const PAUSE = silence(1_000);
const NOISE = encodeMulaw(Int16Array.from(noise(16_000), (sample) => Math.round(sample * 32_767)));

let silero: VadProvider;
let vadStt: SttProvider;
let line: SpokenLine;
let lastWordEndMs: number;
beforeAll(async () => {
  silero = createSilero(await loadSilero());
  vadStt = createVadStt(silero);
  const voice = sharedVoice();
  line = await voice.speak('What time do you open on Saturday?', 'slt');
  lastWordEndMs = line.words.at(-1)?.endMs ?? 0;
});

interface Session {
  readonly reports: SttReports;
  readonly socket: SttSocket;
}

let clock: SimulatedClock;
beforeEach(() => {
  clock = new SimulatedClock();
});

function open(provider = vadStt): Session {
  const reports = new SttReports();
  const socket = provider.open({ clock, connectTimeoutMs: 1_500 }, reports);
  whenTestEnds(() => socket.close());
  return { reports, socket };
}

async function opened(provider?: SttProvider): Promise<Session> {
  const session = open(provider);
  await session.reports.opened();
  return session;
}

function play(socket: SttSocket, ...sounds: readonly Uint8Array[]): void {
  const audio = Buffer.concat(sounds);
  for (let at = 0; at < audio.length; at += BATCH) socket.send(audio.subarray(at, at + BATCH));
}

const turns = ({ facts }: SttReports) => facts.map(({ kind, turnIndex }) => `${kind} ${turnIndex}`);

describe('STT that is a voice activity detector', () => {
  it('opens by itself, under the detector’s name, and not before open() has returned', async () => {
    const { reports, socket } = open();
    expect(reports.requestIds).toEqual([]);
    await reports.opened();
    expect([vadStt.name, reports.requestIds]).toEqual(['vad-stt', [silero.name]]);
    socket.close();
  });

  it('begins a turn with speech and ends it with the pause after it', async () => {
    const { reports, socket } = await opened();
    play(socket, PAUSE, line.audio, PAUSE);
    await reports.received(2);
    expect(reports.facts).toMatchObject([
      { kind: 'startOfTurn', turnIndex: 0, text: SPEECH },
      { kind: 'endOfTurn', turnIndex: 0, text: SPEECH, trigger: 'silence' },
    ]);
    socket.close();
  });

  it('knows where speech ended in the audio it was sent, and reports it 100 ms of silence later', async () => {
    const { reports, socket } = await opened();
    play(socket, PAUSE, line.audio, PAUSE);
    await reports.received(2);
    const { speechEndMs = 0, transcribedMs = 0 } = reports.facts[1] ?? {};
    expect(Math.abs(speechEndMs - (1_000 + lastWordEndMs))).toBeLessThan(150);
    expect(transcribedMs - speechEndMs).toBeGreaterThanOrEqual(100);
    expect(transcribedMs - speechEndMs).toBeLessThan(200);
    socket.close();
  });

  it('takes every pause for the end of a turn, in mid-sentence too', async () => {
    const { reports, socket } = await opened();
    play(socket, PAUSE, line.audio, silence(300), line.audio, silence(300));
    await reports.received(4);
    expect(turns(reports)).toEqual(['startOfTurn 0', 'endOfTurn 0', 'startOfTurn 1', 'endOfTurn 1']);
    socket.close();
  });

  it.each([
    ['silence', () => PAUSE],
    ['noise', () => NOISE],
    ['a click', () => Uint8Array.of(...new Uint8Array(40).fill(0x80), ...PAUSE)],
  ])('finds no speech in %s', async (_, sound) => {
    const { reports, socket } = await opened();
    play(socket, PAUSE, sound(), PAUSE, line.audio, PAUSE);
    await reports.received(2);
    expect(turns(reports)).toEqual(['startOfTurn 0', 'endOfTurn 0']);
    expect(reports.facts[0]?.transcribedMs).toBeGreaterThan(2_000 + sound().length / BYTES_PER_MS);
    socket.close();
  });

  it('counts from its own first byte, unaware of other calls', async () => {
    const [one, other] = [open(), open()];
    play(one.socket, PAUSE, PAUSE, PAUSE);
    await Promise.all([one.reports.opened(), other.reports.opened()]);
    play(one.socket, PAUSE, line.audio, PAUSE);
    play(other.socket, PAUSE, PAUSE, line.audio, PAUSE);
    await Promise.all([one.reports.received(2), other.reports.received(2)]);
    const [sooner = 0, later = 0] = [one, other].map(({ reports }) => reports.facts[1]?.speechEndMs);
    expect(Math.abs(later - sooner - 1_000)).toBeLessThan(100);
    for (const { socket } of [one, other]) socket.close();
  });

  it('reports nothing once closed, also when closed before it was open', async () => {
    const [closed, other] = [await opened(), await opened()];
    const never = open();
    never.socket.close();
    for (const { socket } of [closed, never, other]) play(socket, PAUSE, line.audio, PAUSE);
    closed.socket.close();
    closed.socket.close();
    await other.reports.received(2);
    play(closed.socket, line.audio);
    expect([closed.reports.calls, never.reports.calls]).toEqual([1, 0]);
    other.socket.close();
  });
});

describe('a detector that fails', () => {
  let broken: SttProvider;
  beforeAll(async () => {
    const released = await openSession();
    await released.release();
    const batches = new SileroBatches(released);
    broken = createVadStt(
      createSilero({ name: 'broken', threshold: 0.5, open: (handlers) => batches.open(handlers) }),
    );
  });

  it('is a lost connection, which can be made again, and nothing follows it', async () => {
    const { reports, socket } = await opened(broken);
    play(socket, line.audio);
    const error = await reports.lost();
    expect(error).toMatchObject({ code: 'STT_LOST', retryable: true, cause: { code: 'VAD_UNAVAILABLE' } });
    expect(error.message).toContain('broken');
    play(socket, line.audio);
    const again = await opened(broken);
    play(again.socket, line.audio);
    await eventually(() => expect(again.reports.losses).toHaveLength(1));
    expect([reports.losses.length, reports.facts]).toEqual([1, []]);
  });
});
