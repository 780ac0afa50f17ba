/** Sounds without words: the agent may pause for one, and then says every word of its reply. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeSample, SAMPLE_RATE_HZ } from '../../actors/audio/mulaw.ts';
import { createCaller } from '../../sandbox/callers/run-caller.ts';
import type { CallerScript } from '../../sandbox/twilio/phone.ts';
import type { SpokenLine } from '../../sandbox/voice/flite.ts';
import { wordsHeard } from '../helpers/heard.ts';
import { startWorld, type World } from '../helpers/start/start-world.ts';
import { ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
const REPLY =
  'On Saturday we open at half past seven in the morning and close at four in the afternoon, and the bread is out at eight.';

/** `ms` of what `sampleAt` gives, -1 to 1, by seconds. */
function sound(ms: number, sampleAt: (seconds: number) => number): SpokenLine {
  const audio = new Uint8Array((Math.round(ms / 20) * 20 * SAMPLE_RATE_HZ) / 1_000);
  for (let i = 0; i < audio.length; i++)
    audio[i] = encodeSample(Math.round(32_000 * sampleAt(i / SAMPLE_RATE_HZ)));
  return { text: '', audio, words: [] };
}
let seed = 7;
const noise = (): number => {
  seed = (seed * 16_807) % 2_147_483_647;
  return (2 * seed) / 2_147_483_647 - 1;
};
/** Two bursts of breath. */
const cough = sound(450, (s) => 0.6 * noise() * Math.exp(-14 * (s % 0.25)));
const tones = sound(600, (s) => 0.3 * (Math.sin(2 * Math.PI * 770 * s) + Math.sin(2 * Math.PI * 1_336 * s)));
const hiss = sound(1_500, () => 0.08 * noise());

let world: World;
beforeAll(async () => {
  world = await startWorld({ hears: true, reply: () => REPLY });
});
afterAll(() => world.close());

describe('while the agent speaks, the agent says every word and answers nothing but the question, though there is', () => {
  it.each([
    ['a cough', (call) => call.say(cough)],
    ['the tones of a key', (call) => call.say(tones)],
    ['a key pressed', async (call) => call.press('5')],
    ['a hiss', (call) => call.say(hiss)],
  ] as readonly (readonly [string, CallerScript])[])('%s', { timeout: 30_000 }, async (_, disturbs) => {
    const asks = await createCaller([{ do: 'say', text: 'What time do you open on Saturday?' }], world.voice);
    const ended = world.server.app.calls.ended.length;
    const said = world.spoken.length;
    const phone = world.placeCall({
      caller: async (call) => {
        await asks(call);
        await call.agentHasSpokenFor(900);
        await disturbs(call);
        await call.agentStopsSpeaking(2_600);
        call.hangUp();
      },
    });
    const record = await until(phone.ended);
    expect(record.callerFailure).toBeUndefined();
    await until(world.server.app.calls.whenIdle());
    const call = world.server.app.calls.ended[ended];
    const summary = call?.journal.entries.filter((entry) => entry.name === 'history.caller');
    expect(summary?.map(({ data }) => data.text)).toEqual(['What time do you open on Saturday?']);
    const heard = wordsHeard(record, world.spoken.slice(said)).join(' ');
    expect(heard.endsWith('the bread is out at eight.')).toBe(true);
    expect(call?.journal.entries.filter(({ name }) => name === 'caller.startOfTurn')).toHaveLength(1);
  });
});
