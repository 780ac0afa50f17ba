/** The same call with every STT and every endpointing rule, over real sockets, with synthesized speech. */
import { describe, expect, it } from 'vitest';
import { turnsOf } from '../../readings/turns/turns.ts';
import { type CallerStep, createCaller } from '../../sandbox/callers/run-caller.ts';
import { startWorldOfTest } from '../helpers/start/start-world.ts';
import { ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
const CALLER: readonly CallerStep[] = [
  { do: 'wait', ms: 2_500 },
  { do: 'say', text: 'What time do you open on Saturday?' },
  { do: 'listen' },
  { do: 'say', text: 'And do you have sourdough?' },
  { do: 'listen' },
  { do: 'hangUp' },
];

const NOVA = { model: 'nova-3' };
const ASSEMBLYAI = { provider: 'assembly-ai' };
const STRATEGIES: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['Flux', {}],
  ['Flux, on our curve', { startSpeakingPlan: { endpointing: 'probability' } }],
  ['Flux, behind the gate', { transcriber: { gate: 'vad' } }],
  ['Nova', { transcriber: NOVA }],
  ['Nova, on text rules', { transcriber: NOVA, startSpeakingPlan: { endpointing: 'text' } }],
  ['Nova, on silence', { transcriber: NOVA, startSpeakingPlan: { endpointing: 'silence' } }],
  ['AssemblyAI', { transcriber: ASSEMBLYAI }],
  [
    'AssemblyAI, on our curve',
    { transcriber: ASSEMBLYAI, startSpeakingPlan: { endpointing: 'probability' } },
  ],
];

describe('a call transcribed by', () => {
  it.each(STRATEGIES)('%s is answered, turn by turn, with every word', async (_, agent) => {
    const world = await startWorldOfTest({ hears: true, agent, reply: () => 'Yes, of course.' });
    const phone = world.placeCall({ caller: await createCaller(CALLER, world.voice) });
    const record = await until(phone.ended);
    expect(record.callerFailure).toBeUndefined();
    await until(world.server.app.calls.whenIdle());
    const [call] = world.server.app.calls.ended;
    const entries = call?.journal.entries ?? [];
    const plain = (text: string) => text.toLowerCase().replace(/[^a-z ]/g, '');
    expect(turnsOf(entries).map(({ transcript }) => plain(transcript))).toEqual([
      'what time do you open on saturday',
      'and do you have sourdough',
    ]);
    for (const { stages, speechEndedAt } of turnsOf(entries)) {
      expect(stages.firstHeardAt).toBeDefined();
      expect(speechEndedAt).toBeDefined();
    }
    const saved = entries.find((entry) => entry.name === 'stt.saved');
    if ((agent.transcriber as { gate?: string } | undefined)?.gate === 'vad')
      expect(saved?.data.savedMs).toBeGreaterThan(1_000);
    else expect(saved).toBeUndefined();
  });
});
