import { describe, expect, it } from 'vitest';
import { startCall } from '../helpers/start-call.ts';

describe('barge-in', () => {
  it('is one transition that silences first and then stops all three streams', () => {
    const call = startCall();
    call.says('What time do you open?');
    call.answers();
    call.inspected.length = 0;

    const happened = call.during(() => call.speaks());

    expect(happened).toEqual(['silence', 'keepHeard', '-llm', '-tts', '-playback']);
    const microsteps = call.inspected.filter((event) => event.type === '@xstate.microstep');
    expect(microsteps).toHaveLength(1);
    const actions = call.inspected.flatMap((event) =>
      event.type === '@xstate.action' ? [event.action] : [],
    );
    expect(actions.filter(({ type }) => type === 'xstate.stopChild')).toHaveLength(3);
    expect(actions.findIndex(({ type }) => type === 'silence')).toBe(
      actions.findIndex(({ type }) => !type.startsWith('xstate.')),
    );
    expect(call.state()).toBe('listening.hearing.following');
    expect(call.running).toEqual({ stt: 1, llm: 0, tts: 0, playback: 0 });
  });
});
