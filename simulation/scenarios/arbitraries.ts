/**
 * Random scenarios: usual conversations, at latencies seen in the field, with some of the allowed faults.
 *
 *   call seed ──> usualScenario ──> Scenario                  broken Scenario ──> anyScenario, shrunk by fast-check
 *
 * `usualScenario` draws what is usual, `anyScenario` all that is possible: a shrunk scenario may have any length.
 */
import fc from 'fast-check';
import { FAULT_NAMES, type Fault, type FaultName } from './faults.ts';
import type { Scenario, Step } from './scenario.ts';

interface ScenarioOptions {
  /** Average length of calls, in seconds. */
  readonly seconds: number;
  readonly faults: readonly FaultName[];
}

/** Average length of one exchange, in seconds; measured. */
const ROUND_SECONDS = 9;

const whole = (min: number, max: number) => fc.integer({ min, max });
const speaks = (min: number, max: number) =>
  fc.record({ does: fc.constant('speaks' as const), words: whole(min, max), wordMs: wordMs() });
const wordMs = () => fc.constantFrom(200, 240, 300, 400);
const pauses = (min: number, max: number) =>
  fc.record({ does: fc.constant('pauses' as const), ms: whole(min, max) });
const listens = (min: number, max: number) =>
  fc.record({ does: fc.constant('listens' as const), ms: whole(min, max) });
const letsSpeak = (max: number) => fc.record({ does: fc.constant('letsSpeak' as const), ms: whole(0, max) });
const coughs = () => fc.record({ does: fc.constant('coughs' as const), ms: whole(60, 600) });
const pressesKey = () => fc.record({ does: fc.constant('pressesKey' as const) });
const hangsUp = () => fc.record({ does: fc.constant('hangsUp' as const) });
const dropsOff = () => fc.record({ does: fc.constant('dropsOff' as const) });

/** One exchange, as the caller's steps. */
const round = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(speaks(1, 9), listens(200, 1_800)) },
  { weight: 4, arbitrary: fc.tuple(speaks(1, 6), pauses(150, 1_200), speaks(1, 6), listens(200, 1_800)) },
  // The caller interrupts the agent.
  { weight: 4, arbitrary: fc.tuple(speaks(1, 6), letsSpeak(3_000), speaks(2, 6), listens(200, 1_500)) },
  // The caller says "uh-huh" over the agent.
  { weight: 3, arbitrary: fc.tuple(speaks(2, 6), letsSpeak(2_500), speaks(1, 1), listens(200, 1_500)) },
  { weight: 2, arbitrary: fc.tuple(speaks(2, 6), letsSpeak(2_500), coughs(), listens(200, 1_500)) },
  // The caller does not wait for an answer.
  { weight: 2, arbitrary: fc.tuple(speaks(1, 5), pauses(600, 3_000), speaks(1, 5), listens(200, 1_500)) },
  { weight: 1, arbitrary: fc.tuple(coughs(), pauses(100, 2_000)) },
  { weight: 1, arbitrary: fc.tuple(pauses(6_000, 26_000)) },
  { weight: 1, arbitrary: fc.tuple(pressesKey(), listens(200, 1_500)) },
);
const monologue = fc.tuple(speaks(150, 260), listens(200, 1_500));

const ending = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(hangsUp()) },
  { weight: 2, arbitrary: fc.tuple(dropsOff()) },
  { weight: 2, arbitrary: fc.tuple(speaks(1, 4), pauses(0, 1_500), hangsUp()) },
  // The caller stays on the line and says nothing.
  { weight: 2, arbitrary: fc.constant([] as Step[]) },
);

const pace = fc.record({
  stt: mostly('usual' as const, 'slow' as const),
  llm: mostly('usual' as const, 'slow' as const),
  tts: mostly('usual' as const, 'slow' as const),
  line: mostly('near' as const, 'far' as const),
});

function mostly<A, B>(usual: A, rare: B): fc.Arbitrary<A | B> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(rare) });
}

const agent = fc.record({
  greets: mostly(true, false),
  fills: mostly(true, false),
  speculates: mostly(true, false),
  silenceSeconds: mostly(10, 4),
  maxDurationSeconds: fc.oneof(
    { weight: 15, arbitrary: fc.constant(600) },
    { weight: 1, arbitrary: whole(10, 60) },
  ),
  eotTimeoutMs: fc.constantFrom(3_000, 3_000, 1_500, 8_000),
});

/** Faults that end a call early, and are therefore drawn less often. */
const FATAL: ReadonlySet<FaultName> = new Set([
  'stt.refused',
  'line.halfOpen',
  'line.neverStarts',
  'operator.hangsUp',
]);
const LASTING: Readonly<Partial<Record<FaultName, readonly [min: number, max: number]>>> = {
  'stt.unreachable': [500, 9_000],
  'llm.rateLimited': [0, 12_000],
  'llm.unavailable': [0, 12_000],
  'tts.unreachable': [0, 12_000],
  'tts.refused': [0, 12_000],
  'line.lostMarks': [100, 4_000],
  'line.lateMarks': [50, 1_500],
  'line.stall': [50, 2_000],
  'line.gap': [20, 3_000],
  'line.reorder': [20, 2_000],
  'clock.jump': [5, 3_000],
};

function faultOf(name: FaultName, withinMs: number): fc.Arbitrary<Fault> {
  const sometime = fc.oneof(
    { weight: 7, arbitrary: whole(0, withinMs) },
    { weight: 1, arbitrary: fc.constant(0) },
  );
  const atMs = name === 'line.neverStarts' ? fc.constant(0) : sometime;
  const lasts = LASTING[name];
  return lasts
    ? fc.record({ name: fc.constant(name), atMs, forMs: whole(...lasts) })
    : fc.record({ name: fc.constant(name), atMs });
}

/** Scenarios of usual calls. */
export function usualScenario({ seconds, faults }: ScenarioOptions): fc.Arbitrary<Scenario> {
  const rounds = seconds / ROUND_SECONDS;
  const conversation = fc
    .tuple(
      fc.array(fc.oneof({ weight: 60, arbitrary: round }, { weight: 1, arbitrary: monologue }), {
        minLength: Math.max(1, Math.floor(rounds * 0.7)),
        maxLength: Math.max(1, Math.ceil(rounds * 1.3)),
        size: 'max',
      }),
      ending,
    )
    .map(([exchanges, end]): Step[] => [...exchanges.flat(), ...end]);
  const one = faults.map((name) => ({
    weight: FATAL.has(name) ? 1 : 8,
    arbitrary: faultOf(name, seconds * 1_000),
  }));
  return fc.record({
    seed: whole(0, 0xffffffff),
    agent,
    voice: fc.record({ aligned: mostly(true, false), clips: mostly(true, false) }),
    pace,
    caller: conversation,
    faults: one.length === 0 ? fc.constant([]) : fc.array(fc.oneof(...one), { maxLength: 5, size: 'max' }),
  });
}

/** Every possible scenario, simplest first; a broken scenario is shrunk among these. */
export const anyScenario: fc.Arbitrary<Scenario> = fc.record({
  // fast-check simplifies the fields in this order.
  faults: fc.array(fc.oneof(...FAULT_NAMES.map((name) => anyFault(name))), { maxLength: 100 }),
  caller: fc.array(
    fc.oneof(
      hangsUp(),
      dropsOff(),
      pressesKey(),
      pauses(0, 120_000),
      coughsFor(10_000),
      listens(0, 60_000),
      letsSpeak(60_000),
      speaks(1, 400),
    ),
    { maxLength: 1_000 },
  ),
  pace: fc.record({
    stt: fc.constantFrom('usual' as const, 'slow' as const),
    llm: fc.constantFrom('usual' as const, 'slow' as const),
    tts: fc.constantFrom('usual' as const, 'slow' as const),
    line: fc.constantFrom('near' as const, 'far' as const),
  }),
  voice: fc.record({ aligned: fc.constantFrom(true, false), clips: fc.constantFrom(true, false) }),
  agent: fc.record({
    greets: fc.constantFrom(false, true),
    fills: fc.constantFrom(false, true),
    speculates: fc.constantFrom(false, true),
    silenceSeconds: fc.constantFrom(10, ...Array.from({ length: 60 }, (_, i) => i + 1)),
    maxDurationSeconds: fc.constantFrom(600, ...Array.from({ length: 3_591 }, (_, i) => i + 10)),
    eotTimeoutMs: fc.constantFrom(3_000, ...Array.from({ length: 120 }, (_, i) => 500 * (i + 1))),
  }),
  seed: whole(0, 0xffffffff),
});

function coughsFor(max: number) {
  return fc.record({ does: fc.constant('coughs' as const), ms: whole(0, max) });
}

function anyFault(name: FaultName): fc.Arbitrary<Fault> {
  const atMs = whole(0, 3_600_000);
  return LASTING[name]
    ? fc.record({ name: fc.constant(name), atMs, forMs: whole(0, 60_000) })
    : fc.record({ name: fc.constant(name), atMs });
}
