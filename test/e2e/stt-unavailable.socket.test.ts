/** The STT fails for good: within ten seconds the caller hears the out-of-order message, and the call ends. */
import { describe, expect, it } from 'vitest';
import type { PhoneCall } from '../../sandbox/twilio/phone.ts';
import { holds, shippedClip } from '../helpers/heard.ts';
import { errorCodes } from '../helpers/journal-reading.ts';
import { startWorldOfTest, type World } from '../helpers/start/start-world.ts';
import { ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
const WITHIN_TEN_SECONDS = { timeoutMs: 10_000 };

const start = () => startWorldOfTest({ agent: { silenceTimeoutSeconds: 60 } });

/** The caller hears the out-of-order message in time, and the server ends the call. Returns the journal's errors. */
async function endsOutOfOrder({ server }: World, phone: PhoneCall): Promise<string[]> {
  await until(phone.agentStartsSpeaking(WITHIN_TEN_SECONDS));
  const { agent, endedBy } = await until(phone.ended);
  expect(holds(agent, shippedClip('out-of-order'))).toBe(true);
  expect(endedBy).toBe('twiml');
  const ended = server.app.calls.ended.find(({ carrierCallId }) => carrierCallId === phone.callSid);
  return ended ? errorCodes(ended.journal) : [];
}

describe('a caller hears the out-of-order message when the STT', () => {
  it('refuses for good', async () => {
    const world = await start();
    world.deepgram.faults.refuseHandshakes(401);
    expect(await endsOutOfOrder(world, world.placeCall())).toEqual(['STT_REFUSED']);
  });

  it('has no place for another session', async () => {
    const world = await start();
    world.deepgram.faults.refuseHandshakes(503);
    expect(new Set(await endsOutOfOrder(world, world.placeCall()))).toEqual(new Set(['STT_UNREACHABLE']));
  });

  it('is lost in mid-call and cannot be reopened', async () => {
    const world = await start();
    const { phone, sttSession } = await world.pickUp();
    world.deepgram.faults.refuseHandshakes(503);
    sttSession.session.drop();
    const [first, ...rest] = await endsOutOfOrder(world, phone);
    expect([first, ...new Set(rest)]).toEqual(['STT_LOST', 'STT_UNREACHABLE']);
  });

  it.each(['upgrade', 'connected'] as const)('never opens, stuck before "%s"', async (where) => {
    const world = await start();
    world.deepgram.faults.hang(where);
    expect(await endsOutOfOrder(world, world.placeCall())).toContain('STT_UNREACHABLE');
  });
});
