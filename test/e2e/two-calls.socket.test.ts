/** Calls that share a server share nothing else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textsSaid } from '../helpers/journal-reading.ts';
import { type AnsweredCall, startWorld, type World } from '../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
let world: World;
beforeAll(async () => {
  world = await startWorld({ reply: (messages) => `You said: ${messages.at(-1)?.content}` });
});
afterAll(() => world.close());

const historyOf = ({ call }: AnsweredCall) => call.history.map(({ content }) => content);

describe('two calls at once', () => {
  it('hear their own answers, keep their own histories, and end on their own', async () => {
    const first = await world.pickUp();
    const second = await world.pickUp();
    first.sttSession.says('I am the first.');
    second.sttSession.says('I am the second.');
    await Promise.all([first, second].map(({ phone }) => until(phone.agentHasSpokenFor(500))));

    first.sttSession.starts('Wait');
    await eventually(() => expect(first.phone.isAgentAudible).toBe(false));
    expect(second.phone.isAgentAudible).toBe(true);
    first.sttSession.stops('Wait a moment.');
    await until(second.phone.agentStopsSpeaking(600));
    first.phone.hangUp();
    await until(first.call.ended);
    second.sttSession.says('Still there?');
    await eventually(() => expect(textsSaid(second.call.journal).length).toBe(2));
    await until(second.phone.agentStartsSpeaking());
    second.phone.hangUp();

    expect(await until(first.call.ended)).toMatchObject({ turns: 2, bargeIns: 1 });
    expect(await until(second.call.ended)).toMatchObject({ turns: 2, bargeIns: 0 });
    expect(historyOf(first).join(' ')).toMatch(/^I am the first\..*Wait a moment\./);
    expect(historyOf(first).join(' ')).not.toMatch(/second|Still/);
    expect(historyOf(second).slice(0, 3)).toEqual([
      'I am the second.',
      'You said: I am the second.',
      'Still there?',
    ]);
    const [one, two] = [await until(first.phone.ended), await until(second.phone.ended)];
    expect(one.events.some(({ type }) => type === 'clear.received')).toBe(true);
    expect(two.events.some(({ type }) => type === 'clear.received')).toBe(false);
    await eventually(() => expect(world.held()).toEqual({}), { limitMs: 2_000 });
  });
});
