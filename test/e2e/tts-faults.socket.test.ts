/** A TTS that fails: the caller hears a recording of ours within ten seconds, and the journal says why. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ElevenLabsStandIn } from '../../sandbox/elevenlabs/elevenlabs.ts';
import { holds, shippedClip } from '../helpers/heard.ts';
import { errorCodes, namesIn, textsSaid } from '../helpers/journal-reading.ts';
import { startWorld, type World } from '../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
const ANSWER = 'At nine.';
const LONG_ANSWER =
  'On Saturday we open at half past seven in the morning and close at four in the afternoon. ' +
  'The sourdough comes out of the oven at about eight, so that is the best time to come by.';
const WITHIN_TEN_SECONDS = { timeoutMs: 10_000 };

let world: World;
beforeAll(async () => {
  world = await startWorld({
    reply: (messages) => (messages.at(-1)?.content.includes('Saturday') ? LONG_ANSWER : ANSWER),
    delays: { elevenLabs: { realtimeFactor: 2 } },
    agent: { silenceTimeoutSeconds: 60 },
  });
});
afterEach(() => world.elevenLabs.faults.recover());
afterAll(() => world.close());

type Fault = [what: string, fault: (faults: ElevenLabsStandIn['faults']) => void, code: string];
const dropped = (code?: number) => (faults: ElevenLabsStandIn['faults']) => faults.dropSockets(code);

describe('a TTS that, asked to speak,', () => {
  const FAULTS: Fault[] = [
    ['sends no audio', (faults) => faults.stall(), 'TTS_STALLED'],
    // Its end is asked for when it speaks (decision 0036), so that a silent voice is one that stalls.
    ['finishes without audio', (faults) => faults.zeroAudio(), 'TTS_STALLED'],
    ['sends garbage', (faults) => faults.garbage(), 'TTS_PROTOCOL'],
    ['has no credit left', (faults) => faults.quota(), 'TTS_REFUSED'],
  ];

  it.each(FAULTS)(
    '%s lets a recording apologise, and speaks again when it is well',
    async (_what, fault, code) => {
      const { phone, call, sttSession } = await world.pickUp();
      fault(world.elevenLabs.faults);
      sttSession.says('What time do you open?');
      await until(phone.agentHasSpokenFor(400, WITHIN_TEN_SECONDS));
      world.elevenLabs.faults.recover();
      sttSession.says('Once more, please.');
      await eventually(() => expect(textsSaid(call.journal).at(-1)).toBe(ANSWER), { limitMs: 5_000 });
      phone.hangUp();
      expect(holds((await until(phone.ended)).agent, shippedClip('apology'))).toBe(true);
      expect(errorCodes(call.journal)).toEqual([code]);
      expect(await until(call.ended)).toMatchObject({ failures: 1, turns: 2 });
    },
  );
});

describe('a TTS that, in mid-sentence,', () => {
  const FAULTS: Fault[] = [
    ['loses its socket', dropped(), 'TTS_LOST'],
    ['closes its socket', dropped(1_011), 'TTS_LOST'],
    ['falls silent', (faults) => faults.stall(), 'TTS_STALLED'],
    ['sends garbage', (faults) => faults.garbage(), 'TTS_PROTOCOL'],
    ['runs out of credit', (faults) => faults.quota(), 'TTS_REFUSED'],
  ];

  it.each(FAULTS)(
    '%s is followed by a recorded apology; the history keeps what was heard',
    async (_what, fault, code) => {
      const { phone, call, sttSession } = await world.pickUp();
      sttSession.says('What time do you open on Saturday?');
      await until(phone.agentHasSpokenFor(700));
      fault(world.elevenLabs.faults);
      await eventually(() => expect(errorCodes(call.journal)).toEqual([code]), { limitMs: 8_000 });
      await eventually(() => expect(textsSaid(call.journal).at(-1)).toMatch(/sorry/), { limitMs: 2_000 });
      await eventually(
        () => expect(namesIn(call.journal).filter((name) => name === 'playback.heard').length).toBe(2),
        { limitMs: 5_000 },
      );
      await until(phone.agentHasSpokenFor(400, WITHIN_TEN_SECONDS));
      phone.hangUp();
      expect(holds((await until(phone.ended)).agent, shippedClip('apology'))).toBe(true);
      const [, answer] = call.history;
      expect(answer?.content).toMatch(/^On/);
      expect(await until(call.ended)).toMatchObject({ failures: 1 });
    },
  );
});
