/**
 * Counts and limits that documents state are those of the source (docs/decisions/0031).
 *
 *   figures of the source ──> sentences as the document must have them ──> those that it lacks, quoted
 */
import { describe, expect, it } from 'vitest';
import { WINDOW_MS } from '../../../actors/providers/silero/stream.ts';
import { callMachine } from '../../../machines/call.machine.ts';
import { INVARIANTS } from '../../../readings/invariants.ts';
import { BAND_LIMITS } from '../../../readings/turns/waits.ts';
import { chartModel } from '../../../scripts/chart/chart-model.ts';
import { AgentSchema } from '../../../server/agent/agent-file.ts';
import { callSettingsOf } from '../../../server/agent/call-settings-of.ts';
import { EnvSchema } from '../../../server/config/config.ts';
import { FAULT_NAMES } from '../../../simulation/scenarios/faults.ts';
import { TRUTHS } from '../../../simulation/truth.ts';
import { MUTANTS } from '../../mutants/mutants.ts';
import { read } from '../repository.ts';
import { rowsIn } from './documents.ts';
import { rowsOf } from './races-page.ts';
import { capitalized, figureIn, inSeconds, inWords, times, withCommas } from './source-figures.ts';

const agentOf = (messagePlan: object) =>
  AgentSchema.parse({ model: { messages: [{ role: 'system', content: 'Be brief.' }] }, messagePlan });
/** Limits of an agent file with nothing but a prompt; `goodbyeMs` is that of one with short goodbyes. */
const settings = callSettingsOf(agentOf({}), true);
const { limits } = settings.input;
const { goodbyeMs } = callSettingsOf(
  agentOf({ silenceTimeoutMessage: 'Bye.', maxDurationMessage: 'Bye.', outOfOrderMessage: 'Sorry.' }),
  true,
).input.limits;
const chart = chartModel(callMachine);
const guarded = chart.transitions.filter(({ guard }) => guard !== undefined);
const combined = guarded.filter(({ guard = '' }) => /[!&|]/.test(guard));
const [invariants, truths] = [Object.keys(INVARIANTS).length, Object.keys(TRUTHS).length];
const races = rowsOf(read('docs/races.md')).length;

const { firstTokenTimeoutMs: firstTokenMs, interTokenTimeoutMs: nextTokenMs } = settings.model;
const { stallTimeoutMs: stallMs } = settings.tts;
const absenceMs = figureIn('call', 'LINE_ABSENCE_MS');
const unusable = figureIn('call', 'MOST_UNUSABLE');
const ringMs = figureIn('actors/audio', 'RING_MS');
const batchMs = figureIn('actors/stt', 'USUAL_BATCH_MS');
const leadMs = figureIn('actors/playback', 'leadMs');
const sessionHours = figureIn('server/plugins', 'SESSION_MS') / 3_600_000;
const { connectTimeoutMs: connectMs } = settings.stt;
const { echoMs, falseInterruptionMs, fillerMs, finalTextMs, reopenMs, replyMs, silenceMs, turnMs } = limits;

const STATED: Readonly<Record<string, readonly string[]>> = {
  'README.md': [
    `${FAULT_NAMES.length} named faults`,
    `**${capitalized(inWords(invariants))} invariants**`,
    `${capitalized(inWords(MUTANTS.length))} faults are made in copies`,
    `[${capitalized(inWords(races))} things that can happen at once]`,
    `http://127.0.0.1:${EnvSchema.shape.PORT?.parse(undefined)}/console`,
  ],
  'SECURITY.md': [`for ${inWords(sessionHours)} hours`],
  'docs/README.md': [`${inWords(races)} things that can happen at once`],
  'docs/races.md': [`The ${inWords(races)} places`],
  'docs/glossary.md': [`I1 to I${invariants}; truths, T1 to T${truths}`],
  'docs/mutants.md': [`(I1 to I${invariants} and T1 to T${truths})`],
  'docs/architecture.md': [
    `${chart.states.length} states and ${chart.transitions.length} transitions`,
    `inbound ring (${inSeconds(ringMs)}, gaps filled)`,
    `${batchMs} ms batches ─► STT socket`,
    `${WINDOW_MS} ms windows`,
    `no \`start\` in ${inSeconds(limits.connectMs)}: ended`,
    `${inSeconds(silenceMs)} of silence: a nudge, ${times(limits.maxNudges)}, then goodbye`,
    `overdue after ${inSeconds(turnMs)}`,
    `filler after ${inSeconds(fillerMs)}, apology after ${inSeconds(replyMs)}`,
    `goodbye after ${inWords(limits.maxFailures)} in a row`,
    `heard to its end (${inSeconds(goodbyeMs)}, more for a long one)`,
    `${inSeconds(finalTextMs)} for the last words`,
    `reopening (${reopenMs.map(withCommas).join(', ')} ms)`,
    `or ${inWords(falseInterruptionMs / 1_000)} seconds without a word`,
    `sends ${figureIn('actors/audio', 'FRAME_MS')} ms frames, at most ${leadMs} ms ahead of the ear, with a mark before the first frame, every ${figureIn('actors/playback', 'markEveryMs')} ms`,
    `${inWords(invariants)} rules say what may not be`,
    `looked at every ${figureIn('server/console/call-hub.ts', 'LOOK_MS')} ms`,
    `| filler | ${inSeconds(fillerMs)} after the end of turn |`,
    `| apology | ${inSeconds(replyMs)} |`,
    `| model, first token / next token | ${inSeconds(firstTokenMs)} / ${inSeconds(nextTokenMs)} |`,
    `| TTS, no audio for waiting text | ${inSeconds(stallMs)} |`,
    `to be connected | ${inSeconds(connectMs)}, ${times(1 + reopenMs.length)} |`,
    `| speculations per turn | ${limits.maxSpeculations} |`,
    `without words | ${inSeconds(falseInterruptionMs)}, ${times(limits.maxDoubts)} a speech, ${times(limits.maxFalseInRow)} in a row |`,
    `| echo window | ${echoMs} ms |`,
    `| one turn of the caller | ${inSeconds(turnMs)}, by profile |`,
    `| outbox lead | ${leadMs} ms |`,
    `| STT audio | ${batchMs} ms batches |`,
  ],
  'docs/console.md': [
    `on the page for ${inWords(sessionHours)} hours`,
    `${inWords(1_000 / figureIn('server/console/calls-board.ts', 'LOOK_MS'))} times a second`,
    `waited more than ${withCommas(BAND_LIMITS.slow)} ms`,
    `up to ${BAND_LIMITS.good} ms is how people answer each other, ${BAND_LIMITS.fair} a pause, at ${withCommas(BAND_LIMITS.slow)} a caller begins to doubt`,
  ],
  'docs/errors.md': [
    `after ${reopenMs.slice(0, -1).join(' ms, ')} ms and ${inSeconds(reopenMs.at(-1) ?? 0)}, with the last ${inWords(ringMs / 1_000)} seconds of audio replayed`,
    `come back for ${inWords(figureIn('actors/providers/deepgram/flux.ts', 'MUTE_LIMIT_MS') / 1_000)} seconds (Flux), ${inWords(figureIn('actors/providers/deepgram/nova.ts', 'MUTE_LIMIT_MS') / 1_000)} (Nova)`,
    `after ${inWords(limits.maxFailures)} failures in a row the call ends`,
    `No first word within ${inSeconds(firstTokenMs)}, or no further word within ${inSeconds(nextTokenMs)}.`,
    `sent no audio for ${inWords(stallMs / 1_000)} seconds`,
    `nothing came on it for ${absenceMs / 1_000} seconds`,
    `outnumber the others by ${unusable}`,
  ],
  'docs/stately.md': [
    `inspect) ${JSON.parse(read('node_modules/@statelyai/inspect/package.json')).version}.`,
    `the depth is ${figureIn('server/stately', 'DEPTH')} here`,
    `${combined.length} of the ${guarded.length} transitions with a guard`,
    `the newest ${inWords(figureIn('server/stately', 'MOST_CALLS'))}`,
    `At most ${inWords(figureIn('server/stately', 'MOST_VIEWERS'))} may watch`,
    `${figureIn('server/console', 'STALLED_BYTES') / 1_024} KB of unread bytes`,
  ],
};

/** The text on one line, so that line breaks within a sentence make no difference. */
const flowing = (text: string): string => text.replace(/\s+/g, ' ');

describe('documents state what the source has', () => {
  it.each(Object.entries(STATED))('%s', (path, sentences) => {
    const page = flowing(read(path));
    expect(sentences.filter((sentence) => !page.includes(flowing(sentence)))).toEqual([]);
  });

  it('the calls that the console remembers are a hundred', () => {
    expect(figureIn('server/plugins', 'REMEMBERED')).toBe(100);
    expect(flowing(read('docs/console.md'))).toContain('the last hundred that ended');
  });
});

describe('docs/mutants.md', () => {
  it('has a row for every fault, and no other', () => {
    const faults = rowsIn(read('docs/mutants.md')).map(([fault]) => fault);
    expect(faults).toEqual(MUTANTS.map(({ name }) => name));
  });
});

describe('figures of the source', () => {
  it('are written as documents write them', () => {
    expect([inWords(4), inWords(12), inWords(35), inWords(90)]).toEqual([
      'four',
      'twelve',
      'thirty-five',
      'ninety',
    ]);
    expect([times(2), times(4), inSeconds(1_200), withCommas(1_500)]).toEqual([
      'twice',
      'four times',
      '1.2 s',
      '1,500',
    ]);
    expect(() => inWords(100)).toThrow('100 is no whole number below 100');
  });

  it('are refused when a name has none, or two', () => {
    expect(() => figureIn('actors/playback', 'noSuchName')).toThrow(
      'No figure is named noSuchName below actors/playback',
    );
    expect(() => figureIn('actors/providers/deepgram', 'MUTE_LIMIT_MS')).toThrow('several values');
  });
});
