/** The Stately bridge: what it keeps, for how long, and when it does nothing at all. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ActorRefFrom, createActor, type InspectionEvent, SimulatedClock } from 'xstate';
import { callMachine } from '../../../machines/call.machine.ts';
import { VoiceError } from '../../../machines/errors.ts';
import { Bridge, type ViewerStream } from '../../../server/stately/bridge.ts';
import { INPUT } from '../../helpers/start/start-call.ts';

type Call = ActorRefFrom<typeof callMachine>;
const MINUTE_MS = 60_000;

let bridge: Bridge;
const calls: Call[] = [];
/** A call in `connecting`, without streams. */
const startCall = (): Call => {
  const input = INPUT;
  const call = createActor(callMachine, { input, clock: new SimulatedClock(), inspect: bridge.inspect });
  calls.push(call);
  return call.start();
};
/** A viewer that reads everything at once. */
const watch = () => {
  const received: StatelyInspectionEvent[] = [];
  const stream: ViewerStream = {
    isOpen: true,
    send: (_event, json) => received.push(JSON.parse(json)),
    drained: async () => {},
  };
  void bridge.watch(stream);
  return { received, leaves: () => bridge.leave(stream) };
};
/** The events that a viewer gets who comes now. */
const receivedNow = async (): Promise<StatelyInspectionEvent[]> => {
  const { received, leaves } = watch();
  await vi.advanceTimersByTimeAsync(100);
  leaves();
  return received;
};
const actorsIn = (received: readonly StatelyInspectionEvent[]): string[] =>
  received.filter(({ type }) => type === '@xstate.actor').map(({ sessionId }) => sessionId);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  bridge = new Bridge();
});
afterEach(() => {
  for (const call of calls.splice(0)) call.stop();
  vi.useRealTimers();
});

describe('a call that has ended', () => {
  it('is shown for a minute, as ended, and then forgotten', async () => {
    const call = startCall();
    call.send({ type: 'operator.hangUp', reason: 'drained' });
    vi.advanceTimersByTime(MINUTE_MS - 200);
    expect(await receivedNow()).toMatchObject([
      { type: '@xstate.actor', sessionId: call.sessionId, snapshot: { status: 'done' } },
      { type: '@xstate.snapshot', event: { type: 'operator.hangUp' }, snapshot: { value: 'ended' } },
    ]);
    vi.advanceTimersByTime(200);
    expect(await receivedNow()).toEqual([]);
  });

  it('is shown when its chart broke, which XState itself does not report', async () => {
    const { received } = watch();
    const call = startCall();
    call.send({ type: 'transport.started' }); // nothing is plugged in
    vi.advanceTimersByTime(1);
    const broken = { status: 'error', error: { code: 'ACTOR_NOT_PROVIDED', retryable: false } };
    const [stream, chart] = received.filter((one) => 'event' in one && one.event.type === 'xstate.error');
    expect(stream).toMatchObject({ rootId: call.sessionId, snapshot: broken });
    expect(chart).toMatchObject({ sessionId: call.sessionId, snapshot: broken });
    expect(await receivedNow()).toMatchObject([
      { snapshot: { status: 'error' } },
      { snapshot: { status: 'error' } },
    ]);
    vi.advanceTimersByTime(MINUTE_MS);
    expect(await receivedNow()).toEqual([]);
  });
});

describe('more calls than are kept', () => {
  it('leave the newest fifty to be shown', async () => {
    const ids = Array.from({ length: 60 }, () => startCall().sessionId);
    expect(actorsIn(await receivedNow())).toEqual(ids.slice(-50));
  });
});

describe('a viewer that comes while calls are live', () => {
  it('receives each call once, its chart first', async () => {
    vi.useRealTimers(); // simulated ones do not fire in the order of Node's
    for (let i = 0; i < 3; i++) startCall();
    const { received, leaves } = watch();
    startCall();
    for (let i = 0; i < 5; i++) {
      for (const call of calls) call.send({ type: 'stt.unavailable' });
      await sleep(2);
    }
    await sleep(20);
    leaves();
    for (const { sessionId } of calls) {
      const own = received.filter(({ rootId }) => rootId === sessionId);
      expect(own[0]?.type).toBe('@xstate.actor');
      expect(actorsIn(own)).toHaveLength(1);
      expect(own.length).toBeGreaterThan(2);
    }
  });
});

describe('without a viewer', () => {
  /** A snapshot that counts how often its context is read. */
  const counting = () => {
    const reads = { count: 0 };
    const context = {
      get epoch() {
        return ++reads.count;
      },
    };
    const snapshot = { status: 'active', value: 'connecting', context };
    const show = (): void => {
      const { sessionId } = calls[0] as Call;
      const event = { type: 'stt.unavailable' };
      bridge.inspect({
        type: '@xstate.snapshot',
        actorRef: calls[0],
        rootId: sessionId,
        event,
        snapshot,
      } as unknown as InspectionEvent);
    };
    return { reads, show };
  };

  it('nothing is converted, nor after the last viewer has left', () => {
    startCall();
    const { reads, show } = counting();
    show();
    vi.advanceTimersByTime(1);
    expect(reads.count).toBe(0);
    const { leaves } = watch();
    show();
    vi.advanceTimersByTime(1);
    expect(reads.count).toBeGreaterThan(0);
    const before = reads.count;
    leaves();
    show();
    vi.advanceTimersByTime(1);
    expect(reads.count).toBe(before);
  });
});

describe('a word that was said in a call', () => {
  /** The event as a viewer receives it. */
  const receivedBy = async (event: { type: string } & Record<string, unknown>) => {
    const { received, leaves } = watch();
    startCall().send(event as never);
    await vi.advanceTimersByTimeAsync(100);
    leaves();
    return received.find((one) => one.type === '@xstate.event' && one.event.type === event.type) as {
      event: Record<string, unknown>;
    };
  };

  it('is left out of whatever field it is in, and a figure is not', async () => {
    expect(
      (
        await receivedBy({
          type: 'caller.endOfTurn',
          turnIndex: 3,
          text: 'Yes',
          trigger: 'timeout',
          somethingNew: { deep: ['Yes', 7, { note: 'Yes', flag: true }] },
          bytes: Buffer.from('Yes'),
          empty: '',
        })
      ).event,
    ).toEqual({
      type: 'caller.endOfTurn',
      turnIndex: 3,
      text: '…',
      trigger: 'timeout',
      somethingNew: { deep: ['…', 7, { note: '…', flag: true }] },
      bytes: '…',
      empty: '',
    });
  });

  it('is left out of an error, and so is its vendor’s sentence', async () => {
    const details = { vendorReason: 'unknown word "Yes"', code: 1011 };
    const error = new VoiceError('STT_LOST', 'The vendor hung up: "Yes"', {
      details,
      cause: new Error('Yes'),
    });
    expect((await receivedBy({ type: 'stt.lost', error, partial: 'Yes' })).event).toEqual({
      type: 'stt.lost',
      error: { code: 'STT_LOST', retryable: true },
      partial: '…',
    });
    expect(
      (await receivedBy({ type: 'xstate.error.actor.stt', error: new TypeError('Yes') })).event.error,
    ).toBe('…');
  });

  it('is left out of a field for names when it is a sentence or a number', async () => {
    expect((await receivedBy({ type: 'operator.hangUp', reason: 'she said so' })).event.reason).toBe('…');
    expect((await receivedBy({ type: 'operator.hangUp', reason: '+15550001111' })).event.reason).toBe('…');
    expect((await receivedBy({ type: 'operator.hangUp', reason: '15550001111' })).event.reason).toBe('…');
    expect((await receivedBy({ type: 'operator.hangUp', reason: 'drained' })).event.reason).toBe('drained');
  });
});
