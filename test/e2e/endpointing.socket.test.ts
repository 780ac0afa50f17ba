/** The same call with every STT and every endpointing rule, over real sockets, with synthesized speech. */
import { describe, expect, it } from 'vitest';
import type { AnyEntry } from '../../readings/journal-entry.ts';
import { turnsOf } from '../../readings/turns/turns.ts';
import { type CallerStep, createCaller } from '../../sandbox/callers/run-caller.ts';
import type { DeepgramHabits } from '../../sandbox/deepgram/habits.ts';
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
type Strategy = [name: string, agent: Readonly<Record<string, unknown>>, habits?: Partial<DeepgramHabits>];

const STRATEGIES: Strategy[] = [
  ['Flux', {}],
  ['Flux, whose ends have no words (cloudflare/agents#1454)', {}, { bareEnds: true }],
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

const plain = (text: string) => text.toLowerCase().replace(/[^a-z ]/g, '');
const endsOf = (entries: readonly AnyEntry[]) =>
  entries.flatMap((entry) =>
    entry.kind === 'event' && entry.name === 'caller.endOfTurn' ? [entry.data] : [],
  );

describe('a call transcribed by', () => {
  it.each<Strategy>(STRATEGIES)(
    '%s is answered, turn by turn, with every word',
    async (_, agent, deepgram = {}) => {
      const habits = { deepgram };
      const world = await startWorldOfTest({ hears: true, agent, habits, reply: () => 'Yes, of course.' });
      const phone = world.placeCall({ caller: await createCaller(CALLER, world.voice) });
      const record = await until(phone.ended);
      expect(record.callerFailure).toBeUndefined();
      await until(world.server.app.calls.whenIdle());
      const [call] = world.server.app.calls.ended;
      const entries = call?.journal.entries ?? [];
      expect(endsOf(entries).map(({ trigger }) => trigger)).not.toContain('lastResort');
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
    },
  );
});

const WITHOUT_VAD = { vad: { enabled: false } };
const NEVER = Number.POSITIVE_INFINITY;

type Case = [vendor: string, agent: Readonly<Record<string, unknown>>, endsLateByMs: number, waitMs: number];

describe('a caller whose vendor sends words, and ends turns late or never,', () => {
  it.each<Case>([
    ['Flux, never', {}, NEVER, 3_000],
    ['Flux, late', {}, 7_000, 3_000],
    ['Flux, never, without eager ends of turn', { transcriber: { eagerEotThreshold: null } }, NEVER, 3_000],
    ['Flux, never, without a detector', WITHOUT_VAD, NEVER, 3_000],
    ['Nova, never', { transcriber: NOVA }, NEVER, 1_200],
    ['Nova, late', { transcriber: NOVA }, 6_000, 1_200],
    ['Nova, never, without a detector', { transcriber: NOVA, ...WITHOUT_VAD }, NEVER, 1_200],
    ['AssemblyAI, never', { transcriber: ASSEMBLYAI }, NEVER, 1_280],
    ['AssemblyAI, only when forced', { transcriber: ASSEMBLYAI }, 6_000, 1_280],
    ['AssemblyAI, never, without a detector', { transcriber: ASSEMBLYAI, ...WITHOUT_VAD }, NEVER, 1_280],
  ])('is answered 3 s after the longest silence of %s', async (_, agent, endsLateByMs, waitMs) => {
    const world = await startWorldOfTest({
      hears: true,
      agent,
      habits: { assemblyAi: { endsLateByMs }, deepgram: { endsLateByMs } },
      reply: () => 'Yes, of course.',
    });
    const phone = world.placeCall({ caller: await createCaller(CALLER, world.voice) });
    const record = await until(phone.ended, { limitMs: 60_000 });
    expect(record.callerFailure).toBeUndefined();
    await until(world.server.app.calls.whenIdle());
    const [call] = world.server.app.calls.ended;
    const entries = call?.journal.entries ?? [];
    expect(endsOf(entries).map(({ trigger }) => trigger)).toEqual(['lastResort', 'lastResort']);
    expect(turnsOf(entries).map(({ transcript }) => plain(transcript))).toEqual([
      'what time do you open on saturday',
      'and do you have sourdough',
    ]);
    for (const { stages, endOfTurnAt, speechEndedAt = 0 } of turnsOf(entries)) {
      expect(stages.firstHeardAt).toBeDefined();
      expect(endOfTurnAt - speechEndedAt).toBeGreaterThanOrEqual(waitMs + 2_900);
      expect(endOfTurnAt - speechEndedAt).toBeLessThan(waitMs + 4_500);
    }
  });
});
