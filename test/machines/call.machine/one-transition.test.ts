/**
 * A barge-in is one transition out of the reply, and its first action silences the line.
 */
import { describe, expect, it } from 'vitest';
import { startCall } from '../../helpers/start/start-call.ts';

type Call = ReturnType<typeof startCall>;

/** XState's own report while `act` runs, in order: our actions by name, stopped children as `stop llm`. */
function inspect(call: Call, act: () => void) {
  call.inspected.length = 0;
  act();
  const microsteps = call.inspected.filter(({ type }) => type === '@xstate.microstep').length;
  const order = call.inspected.flatMap((event) => {
    if (event.type === '@xstate.action')
      return event.action.type.startsWith('xstate.') ? [] : [event.action.type];
    if (event.type !== '@xstate.snapshot' || event.event.type !== 'xstate.stop') return [];
    return [`stop ${'id' in event.actorRef ? event.actorRef.id : ''}`];
  });
  return { microsteps, order };
}

const speaking = (): Call => {
  const call = startCall();
  call.says('What time do you open?');
  call.answers();
  return call;
};

const REPLIES: readonly (readonly [string, () => Call])[] = [
  [
    'generated',
    () => {
      const call = startCall();
      call.says('What time do you open?');
      return call;
    },
  ],
  [
    'synthesized',
    () => {
      const call = startCall();
      call.says('What time do you open?');
      call.thinks();
      return call;
    },
  ],
  ['heard', speaking],
];

describe('a barge-in', () => {
  it.each(REPLIES)('into a reply being %s is one microstep', (_, reply) => {
    const call = reply();
    call.begins();
    const { microsteps } = inspect(call, () => call.goesOn('Well'));
    expect(microsteps).toBe(1);
    expect(call.state()).toBe('listening.hearing.following');
  });

  it.each(REPLIES)('into a reply being %s silences the line, then stops its three streams', (_, reply) => {
    const call = reply();
    const { order } = inspect(call, () => call.speaks());
    expect(order).toEqual(['silence', 'keepHeard', 'backOff', 'stop llm', 'stop tts', 'stop playback']);
  });

  it.each(REPLIES)('into a reply being %s leaves the STT connection alone', (_, reply) => {
    const call = reply();
    call.speaks();
    expect(call.running).toEqual({ stt: 1, llm: 0, tts: 0, playback: 0 });
    expect(call.log).not.toContain('-stt');
  });

  it('is complete when the event has been taken: nothing is left for later', () => {
    const call = speaking();
    expect(call.during(() => call.speaks())).toEqual(['silence', 'keepHeard', '-llm', '-tts', '-playback']);
    expect(call.during(() => call.waits(100))).toEqual([]);
  });
});
