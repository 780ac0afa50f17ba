/** Changes of patience that Deepgram Flux does not take, against the sandbox's Deepgram over real sockets. */
import { afterEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { CHANGE_LIMIT_MS, createDeepgramFlux } from '../../../../../actors/providers/deepgram/flux.ts';
import type { SttProvider } from '../../../../../actors/providers/stt-provider.ts';
import { type DeepgramStandIn, startDeepgram } from '../../../../../sandbox/deepgram/deepgram.ts';
import type { DeepgramHabits } from '../../../../../sandbox/deepgram/habits.ts';
import { SttReports } from '../../../../contracts/stt-provider.contract.ts';
import { settled } from '../../../../helpers/time/settled.ts';
import { eventually } from '../../../../helpers/time/virtual-time.ts';

let deepgram: DeepgramStandIn;
let provider: SttProvider;
let clock: SimulatedClock;

async function start(configureAnswer: DeepgramHabits['configureAnswer']) {
  clock = new SimulatedClock();
  deepgram = await startDeepgram({ habits: { configureAnswer } });
  provider = createDeepgramFlux({ apiKey: 'k', baseUrl: deepgram.url, model: 'flux-general-en' });
}
afterEach(() => deepgram.close());

async function dial() {
  const reports = new SttReports();
  const socket = provider.open({ clock, connectTimeoutMs: 4_000 }, reports);
  await reports.opened();
  return { reports, socket };
}
const sent = () => deepgram.sessions.at(-1)?.clientMessages ?? [];

describe('a change of patience', () => {
  it('that is taken is no refusal', async () => {
    await start('asAsked');
    const { reports, socket } = await dial();
    socket.configure?.({ eotThreshold: 0.9 });
    await eventually(() => expect(sent()).toHaveLength(1));
    await settled();
    clock.increment(CHANGE_LIMIT_MS);
    expect(reports.refusals).toEqual([]);
    socket.close();
  });

  // pipecat PR#5101
  it('that is refused is reported in the vendor’s words, and the session goes on', async () => {
    await start('failure');
    const { reports, socket } = await dial();
    socket.configure?.({ eotThreshold: 0.9 });
    const reason = 'unknown: Too many pending Configure messages.';
    await eventually(() => expect(reports.refusals).toEqual([['refused', reason]]));
    socket.configure?.({ eotThreshold: 0.8 });
    await eventually(() => expect(reports.refusals).toHaveLength(2));
    expect(reports.losses).toEqual([]);
    socket.close();
  });

  // pipecat's stt_base.py waits five seconds
  it('that is never answered is reported once the wait is over', async () => {
    await start('none');
    const { reports, socket } = await dial();
    socket.configure?.({ eotThreshold: 0.9 });
    await eventually(() => expect(sent()).toHaveLength(1));
    clock.increment(CHANGE_LIMIT_MS - 1);
    expect(reports.refusals).toEqual([]);
    clock.increment(1);
    expect(reports.refusals).toEqual([['unanswered']]);
    socket.close();
  });

  // pipecat PR#5498: builds for SageMaker know CloseStream alone, and end the session
  it('that the endpoint does not know costs one session, and no session is asked for one again', async () => {
    await start('unknown');
    const first = await dial();
    first.socket.configure?.({ eotThreshold: 0.9 });
    expect(await first.reports.lost()).toMatchObject({ code: 'STT_LOST', retryable: true });
    expect(first.reports.refusals).toEqual([['unknown', 'UNPARSABLE_CLIENT_MESSAGE']]);
    const second = await dial();
    second.socket.configure?.({ eotThreshold: 0.9 });
    deepgram.sessions[0]?.emit('StartOfTurn', { transcript: 'Hello' });
    await second.reports.received(1);
    expect([sent(), second.reports.losses, second.reports.refusals]).toEqual([[], [], []]);
    second.socket.close();
  });
});
