/** Calls that share a server share nothing else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textsSaid } from '../helpers/journal-reading.ts';
import { type AnsweredCall, startWorld, type World } from '../helpers/start-world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ reply: (messages) => `You said: ${messages.at(-1)?.content}` });
});
afterAll(() => world.close());

const historyOf = ({ call }: AnsweredCall) => call.scope.conversation.messages.map(({ content }) => content);

describe('two calls at once', () => {
  it('hear their own answers, keep their own histories, and end on their own', async () => {
    const first = await world.pickUp();
    const second = await world.pickUp();
    first.ears.says('I am the first.');
    second.ears.says('I am the second.');
    await Promise.all([first, second].map(({ phone }) => phone.agentHasSpokenFor(500)));

    first.ears.starts('Wait');
    await expect.poll(() => first.phone.isAgentAudible).toBe(false);
    expect(second.phone.isAgentAudible).toBe(true);
    first.ears.stops('Wait a moment.');
    await second.phone.agentStopsSpeaking(600);
    first.phone.hangUp();
    await first.call.ended;
    second.ears.says('Still there?');
    await expect.poll(() => textsSaid(second.call.journal).length).toBe(2);
    await second.phone.agentStartsSpeaking();
    second.phone.hangUp();

    expect(await first.call.ended).toMatchObject({ turns: 2, bargeIns: 1 });
    expect(await second.call.ended).toMatchObject({ turns: 2, bargeIns: 0 });
    expect(historyOf(first).join(' ')).toMatch(/^I am the first\..*Wait a moment\./);
    expect(historyOf(first).join(' ')).not.toMatch(/second|Still/);
    expect(historyOf(second).slice(0, 3)).toEqual([
      'I am the second.',
      'You said: I am the second.',
      'Still there?',
    ]);
    const [one, two] = [await first.phone.ended, await second.phone.ended];
    expect(one.events.some(({ type }) => type === 'clear.received')).toBe(true);
    expect(two.events.some(({ type }) => type === 'clear.received')).toBe(false);
    await expect.poll(world.held, { timeout: 2_000 }).toEqual({});
  });
});
