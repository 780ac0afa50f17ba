/** What the Stately bridge keeps, for how long, and when it does nothing at all. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ActorRefFrom, createActor, type InspectionEvent } from 'xstate';
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
  const call = createActor(callMachine, { input, inspect: bridge.inspect });
  calls.push(call);
  return call.start();
};
/** A viewer that reads everything at once. */
const watch = () => {
  const told: StatelyInspectionEvent[] = [];
  const stream: ViewerStream = {
    isOpen: true,
    send: (_event, json) => told.push(JSON.parse(json)),
    drained: async () => {},
  };
  void bridge.watch(stream);
  return { told, leaves: () => bridge.leave(stream) };
};
/** What somebody who comes now is told. */
const toldNow = async (): Promise<StatelyInspectionEvent[]> => {
  const { told, leaves } = watch();
  await vi.advanceTimersByTimeAsync(100);
  leaves();
  return told;
};
const actorsIn = (told: readonly StatelyInspectionEvent[]): string[] =>
  told.filter(({ type }) => type === '@xstate.actor').map(({ sessionId }) => sessionId);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  bridge = new Bridge();
});
afterEach(() => {
  for (const call of calls.splice(0)) call.stop();
  vi.useRealTimers();
});

describe('a call that has ended', () => {
  it('is told of for a minute, as ended, and then forgotten', async () => {
    const call = startCall();
    call.send({ type: 'operator.hangUp', reason: 'drained' });
    vi.advanceTimersByTime(MINUTE_MS - 200);
    expect(await toldNow()).toMatchObject([
      { type: '@xstate.actor', sessionId: call.sessionId, snapshot: { status: 'done' } },
      { type: '@xstate.snapshot', event: { type: 'operator.hangUp' }, snapshot: { value: 'ended' } },
    ]);
    vi.advanceTimersByTime(200);
    expect(await toldNow()).toEqual([]);
  });

  it('is told of when its chart broke, which XState itself tells nobody', async () => {
    const { told } = watch();
    const call = startCall();
    call.send({ type: 'transport.started' }); // nothing is plugged in
    vi.advanceTimersByTime(1);
    const broken = { status: 'error', error: { code: 'ACTOR_NOT_PROVIDED', retryable: false } };
    const [stream, chart] = told.filter((one) => 'event' in one && one.event.type === 'xstate.error');
    expect(stream).toMatchObject({ rootId: call.sessionId, snapshot: broken });
    expect(chart).toMatchObject({ sessionId: call.sessionId, snapshot: broken });
    expect(await toldNow()).toMatchObject([
      { snapshot: { status: 'error' } },
      { snapshot: { status: 'error' } },
    ]);
    vi.advanceTimersByTime(MINUTE_MS);
    expect(await toldNow()).toEqual([]);
  });
});

describe('more calls than anybody can watch', () => {
  it('leave the newest fifty to be told of', async () => {
    const ids = Array.from({ length: 60 }, () => startCall().sessionId);
    expect(actorsIn(await toldNow())).toEqual(ids.slice(-50));
  });
});

describe('a viewer that comes in the middle of things', () => {
  it('is told of each call once, its chart first', async () => {
    vi.useRealTimers(); // simulated ones do not fire in the order of Node's
    for (let i = 0; i < 3; i++) startCall();
    const { told, leaves } = watch();
    startCall();
    for (let i = 0; i < 5; i++) {
      for (const call of calls) call.send({ type: 'stt.unavailable' });
      await sleep(2);
    }
    await sleep(20);
    leaves();
    for (const { sessionId } of calls) {
      const own = told.filter(({ rootId }) => rootId === sessionId);
      expect(own[0]?.type).toBe('@xstate.actor');
      expect(actorsIn(own)).toHaveLength(1);
      expect(own.length).toBeGreaterThan(2);
    }
  });
});

describe('while nobody watches', () => {
  /** A snapshot that counts how often anybody reads what is in it. */
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

describe('a word that somebody said', () => {
  /** The event as a viewer is told of it. */
  const tell = async (event: { type: string } & Record<string, unknown>) => {
    const { told, leaves } = watch();
    startCall().send(event as never);
    await vi.advanceTimersByTimeAsync(100);
    leaves();
    return told.find((one) => one.type === '@xstate.event' && one.event.type === event.type) as {
      event: Record<string, unknown>;
    };
  };

  it('is left out of whatever field it is in, and a figure is not', async () => {
    expect(
      (
        await tell({
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
    expect((await tell({ type: 'stt.lost', error, partial: 'Yes' })).event).toEqual({
      type: 'stt.lost',
      error: { code: 'STT_LOST', retryable: true },
      partial: '…',
    });
    expect((await tell({ type: 'xstate.error.actor.stt', error: new TypeError('Yes') })).event.error).toBe(
      '…',
    );
  });

  it('is left out of a field for names when it is a sentence or a number', async () => {
    expect((await tell({ type: 'operator.hangUp', reason: 'she said so' })).event.reason).toBe('…');
    expect((await tell({ type: 'operator.hangUp', reason: '+15550001111' })).event.reason).toBe('…');
    expect((await tell({ type: 'operator.hangUp', reason: '15550001111' })).event.reason).toBe('…');
    expect((await tell({ type: 'operator.hangUp', reason: 'drained' })).event.reason).toBe('drained');
  });
});
