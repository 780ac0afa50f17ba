/** A call whose agent speaks through Cartesia, chosen in the agent file and nowhere else. */
import { describe, expect, it } from 'vitest';
import { startWorldOfTest } from '../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();

const REPLY = 'On Saturday we open at half past seven in the morning and close at four in the afternoon.';

describe('an agent with voice.provider "cartesia"', () => {
  it('answers, falls silent when it is interrupted, and remembers what was heard', async () => {
    const world = await startWorldOfTest({ agent: { voice: { provider: 'cartesia' } }, reply: () => REPLY });
    const { phone, sttSession, call } = await world.pickUp();
    sttSession.says('When do you open on Saturday?');
    await until(phone.agentHasSpokenFor(1_500));
    sttSession.starts('Wait');
    await eventually(() => expect(phone.isAgentAudible).toBe(false));
    sttSession.stops('Wait a moment.');
    await until(phone.agentStartsSpeaking());
    phone.hangUp();

    expect(await until(call.ended)).toMatchObject({ turns: 2, bargeIns: 1, failures: 0 });
    expect(call.journal.entries.find(({ name }) => name === 'tts.connected')?.data).toMatchObject({
      provider: 'cartesia',
    });
    const heard = call.history[1]?.content ?? '';
    expect(heard).not.toBe('');
    expect(REPLY.startsWith(heard)).toBe(true);
    expect(heard.length).toBeLessThan(REPLY.length);
  });
});
