/** Every fault really happens, and no call breaks over it. */
import { describe, expect, it } from 'vitest';
import { errorIn } from '../../../readings/journal-entry.ts';
import { runCall } from '../../../simulation/run-call.ts';
import { FAULT_NAMES, type FaultName } from '../../../simulation/scenarios/faults.ts';
import { type SimulatedCall, simulateCall } from '../../../simulation/simulate-call.ts';
import { knownIds } from '../found.ts';
import { conversation, questions } from '../scenarios.ts';

/** Faults come at 9 s, in the middle of the conversation; `line.neverStarts` comes at its beginning. */
const withFault = (name: FaultName): SimulatedCall =>
  simulateCall(conversation([{ name, atMs: name === 'line.neverStarts' ? 0 : 9_000, forMs: 1_500 }]));

const injected = ({ world }: SimulatedCall): string[] => world.faults.injected.map(({ fault }) => fault.name);
const errorsIn = ({ call }: SimulatedCall): unknown[] =>
  call.journal.entries.filter(({ kind }) => kind === 'event').flatMap((event) => errorIn(event)?.code ?? []);
const unknown = ({ broken }: SimulatedCall) => broken.filter(({ id }) => !knownIds.has(id));

describe('faults', () => {
  it.each(FAULT_NAMES)('%s happens, and the call survives it or ends', (name) => {
    const simulated = withFault(name);
    expect(injected(simulated)).toEqual([name]);
    expect(simulated.call.actor.getSnapshot().status).toBe('done');
    expect(unknown(simulated)).toEqual([]);
  });

  it.each([
    ['stt.drop', 'STT_LOST'],
    ['stt.refused', 'STT_REFUSED'],
    ['stt.halfOpen', 'STT_MUTE'],
    ['llm.rateLimited', 'LLM_RATE_LIMITED'],
    ['llm.silent', 'LLM_STALLED'],
    ['llm.stalls', 'LLM_STALLED'],
    ['llm.empty', 'LLM_EMPTY'],
    ['tts.refused', 'TTS_REFUSED'],
    ['tts.stalls', 'TTS_STALLED'],
    ['tts.silent', 'TTS_SILENT'],
    ['tts.garbage', 'TTS_PROTOCOL'],
  ] as const)('%s is reported to the call as %s', (name, code) => {
    const simulated = simulateCall(questions([{ name, atMs: 5_000, forMs: 1_500 }]));
    expect(errorsIn(simulated)).toContain(code);
  });

  it('line.halfOpen is reported to the call as MEDIA_ABSENT, unless its agent gives the caller up before', () => {
    const halfOpen = questions([{ name: 'line.halfOpen', atMs: 5_000, forMs: 1_500 }]);
    const patient = { ...halfOpen, agent: { ...halfOpen.agent, silenceSeconds: 60 } };
    expect(errorsIn(simulateCall(patient))).toContain('MEDIA_ABSENT');
    const { call } = simulateCall(halfOpen);
    expect(call.actor.getSnapshot().output).toMatchObject({ reason: 'silence' });
  });

  it('leaves a call without faults without errors', () => {
    const simulated = simulateCall(conversation());
    expect(errorsIn(simulated)).toEqual([]);
    expect(simulated.broken).toEqual([]);
    expect(simulated.call.actor.getSnapshot().output).toMatchObject({ reason: 'callerHungUp', turns: 7 });
  });

  it('breaks nothing unknown in sixty calls with all of them', () => {
    const options = { seed: 7, calls: 60, seconds: 60, faults: FAULT_NAMES };
    const reports = Array.from({ length: options.calls }, (_, call) => runCall(options, call));
    const broken = reports.flatMap((report) => report.broken.map((one) => ({ call: report.call, ...one })));
    expect(broken.filter(({ id }) => !knownIds.has(id))).toEqual([]);
    expect(new Set(reports.flatMap(({ faults }) => faults)).size).toBeGreaterThan(20);
  });
});
