/** Ears that fail for good: within ten seconds the caller is told so, and the call ends. */
import { describe, expect, it } from 'vitest';
import type { PhoneCall } from '../../sandbox/twilio/phone.ts';
import { holds, shippedClip } from '../helpers/heard.ts';
import { errorCodes } from '../helpers/journal-reading.ts';
import { startWorldOfTest, type World } from '../helpers/start/start-world.ts';
import { ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
const WITHIN_TEN_SECONDS = { timeoutMs: 10_000 };

const start = () => startWorldOfTest({ agent: { silenceTimeoutSeconds: 60 } });

/** The caller hears that we are out of order, in time, and then the line is closed. Returns the journal's errors. */
async function isToldAndLetGo({ server }: World, phone: PhoneCall): Promise<string[]> {
  await until(phone.agentStartsSpeaking(WITHIN_TEN_SECONDS));
  const { agent, endedBy } = await until(phone.ended);
  expect(holds(agent, shippedClip('out-of-order'))).toBe(true);
  expect(endedBy).toBe('twiml');
  const ended = server.app.calls.ended.find(({ carrierCallId }) => carrierCallId === phone.callSid);
  return ended ? errorCodes(ended.journal) : [];
}

describe('a caller whose words nobody hears is told so when our ears', () => {
  it('are refused for good', async () => {
    const world = await start();
    world.deepgram.faults.refuseHandshakes(401);
    expect(await isToldAndLetGo(world, world.placeCall())).toEqual(['STT_REFUSED']);
  });

  it('find no place', async () => {
    const world = await start();
    world.deepgram.faults.refuseHandshakes(503);
    expect(new Set(await isToldAndLetGo(world, world.placeCall()))).toEqual(new Set(['STT_UNREACHABLE']));
  });

  it('are lost in mid-call and cannot be replaced', async () => {
    const world = await start();
    const { phone, sttSession } = await world.pickUp();
    world.deepgram.faults.refuseHandshakes(503);
    sttSession.session.drop();
    const [first, ...rest] = await isToldAndLetGo(world, phone);
    expect([first, ...new Set(rest)]).toEqual(['STT_LOST', 'STT_UNREACHABLE']);
  });

  it.each(['upgrade', 'connected'] as const)('never open, stuck before "%s"', async (where) => {
    const world = await start();
    world.deepgram.faults.hang(where);
    expect(await isToldAndLetGo(world, world.placeCall())).toContain('STT_UNREACHABLE');
  });
});
