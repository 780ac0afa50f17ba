/** The commands and streams that a journal knows are those of the chart. */
import { describe, expect, it } from 'vitest';
import { callMachine } from '../../../machines/call.machine.ts';
import { ports } from '../../../machines/ports.ts';
import { CHILDREN, COMMANDS } from '../../../readings/record/known-facts.ts';
import { isStream } from '../../../readings/turns/broken-stream.ts';

/** Actions that XState does not carry out itself: functions without a type of XState's. */
const effects = Object.entries(callMachine.implementations.actions).flatMap(([name, action]) =>
  typeof action === 'function' && !('type' in action) ? [name] : [],
);
/** Messages to streams have a subject: `llm.say`. */
const isMessage = (name: string): boolean => name.includes('.');

describe('the commands of a journal', () => {
  it('are the effects of the chart and the messages to its streams', () => {
    const commands = Object.keys(COMMANDS);
    expect(commands.filter((name) => !isMessage(name)).toSorted()).toEqual(effects.toSorted());
    expect(commands.filter(isMessage)).toEqual(['stt.endTurn', 'llm.say', 'playback.open']);
    expect(effects).toContain('silence');
  });
});

describe('the streams of a journal', () => {
  it('are the ports of the chart, and tools, which no chart has yet', () => {
    expect(Object.keys(CHILDREN).toSorted()).toEqual([...Object.keys(ports), 'tool'].toSorted());
    expect(Object.keys(CHILDREN).filter((name) => !isStream(name))).toEqual(['tool']);
  });
});
