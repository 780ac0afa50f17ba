/** A TTS connection that is lost or refused: opened anew where possible, replaced by a recording where not. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { holds, shippedClip } from '../helpers/heard.ts';
import { errorCodes } from '../helpers/journal-reading.ts';
import { startWorld, startWorldOfTest, type World } from '../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
const WITHIN_TEN_SECONDS = { timeoutMs: 10_000 };

let world: World;
beforeAll(async () => {
  world = await startWorld({ agent: { silenceTimeoutSeconds: 60 } });
});
afterEach(() => world.elevenLabs.faults.recover());
afterAll(() => world.close());

describe('a TTS whose socket', () => {
  it('is lost while neither side speaks is opened again for the next answer', async () => {
    const { phone, call, sttSession } = await world.pickUp();
    await eventually(() => expect(world.elevenLabs.stats.openSockets).toBe(1));
    world.elevenLabs.faults.dropSockets(1_000);
    await eventually(() => expect(world.elevenLabs.stats.openSockets).toBe(0));
    sttSession.says('What time do you open?');
    await until(phone.agentHasSpokenFor(300));
    phone.hangUp();
    await until(call.ended);
    expect(errorCodes(call.journal)).toEqual([]);
  });

  it.each([
    [401, 'TTS_REFUSED'],
    [503, 'TTS_UNREACHABLE'],
  ])('is refused with %i from the start is replaced by a recording that says why', async (status, code) => {
    world.elevenLabs.faults.refuseHandshakes(status);
    const { phone, call, sttSession } = await world.pickUp();
    sttSession.says('What time do you open?');
    await until(phone.agentHasSpokenFor(400, WITHIN_TEN_SECONDS));
    phone.hangUp();
    expect(holds((await until(phone.ended)).agent, shippedClip('apology'))).toBe(true);
    expect(errorCodes(call.journal)).toContain(code);
  });
});

describe('when the TTS is gone for good', () => {
  it('the call ends with a recording that says so', async () => {
    world.elevenLabs.faults.refuseHandshakes(401);
    const { phone, call, sttSession } = await world.pickUp();
    for (const [failures, question] of ['One?', 'Two?', 'Three?'].entries()) {
      sttSession.says(question);
      await eventually(() => expect(errorCodes(call.journal).length).toBe(failures + 1));
      await until(phone.agentHasSpokenFor(200, WITHIN_TEN_SECONDS));
    }
    const { agent } = await until(phone.ended);
    expect(holds(agent, shippedClip('out-of-order'))).toBe(true);
    expect(await until(call.ended)).toMatchObject({ reason: 'outOfOrder' });
  });

  it('the goodbye to a silent caller is not silence either', async () => {
    const quiet = await startWorldOfTest({
      agent: { silenceTimeoutSeconds: 1, messagePlan: { fillerMessage: '', idleMessageMaxSpokenCount: 0 } },
    });
    quiet.elevenLabs.faults.refuseHandshakes(401);
    const { phone, call } = await quiet.pickUp();
    const { agent, verbsAfterStream } = await until(phone.ended);
    expect(await until(call.ended)).toMatchObject({ reason: 'silence' });
    const isToldByRecording =
      holds(agent, shippedClip('out-of-order')) || holds(agent, shippedClip('apology'));
    const isToldByTwilio = verbsAfterStream.some(({ verb }) => verb === 'Say');
    expect(isToldByRecording || isToldByTwilio).toBe(true);
  });
});
