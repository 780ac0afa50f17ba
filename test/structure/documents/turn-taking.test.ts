/**
 * docs/turn-taking.md: its profiles are those of agents/profiles.json, its strategies those that the scoreboard compares, and its keys and
 * waits those of the source.
 */
import { describe, expect, it } from 'vitest';
import { assemblyAi } from '../../../actors/providers/assemblyai/assemblyai.vendor.ts';
import { flux } from '../../../actors/providers/deepgram/flux.product.ts';
import { nova } from '../../../actors/providers/deepgram/nova.product.ts';
import { PROFILE_NAMES, type ProfileName, type SttProduct } from '../../../actors/providers/stt-product.ts';
import profiles from '../../../agents/profiles.json' with { type: 'json' };
import { corpus } from '../../../bench/turns/corpus.ts';
import { LATE_MS } from '../../../bench/turns/judge.ts';
import { MAX_TURN_SECONDS, PROFILES, STRATEGIES, STRATEGY_NAMES } from '../../../bench/turns/strategies.ts';
import { AgentSchema } from '../../../server/agent/agent-file.ts';
import { StartSpeakingSchema, StopSpeakingSchema } from '../../../server/agent/turn-taking.ts';
import { read } from '../repository.ts';
import { codeIn, rowsIn, sectionOf } from './documents.ts';
import { figureIn, inSeconds, withCommas } from './source-figures.ts';

const page = read('docs/turn-taking.md');
const flowing = page.replace(/\s+/g, ' ');
const model = { messages: [{ role: 'system', content: 'Be brief.' }] };

describe('the table of profiles', () => {
  type Profile = (typeof profiles)['patient'];
  const list = (...figures: readonly number[]): string =>
    figures.map((figure) => (figure < 1_000 ? String(figure) : withCommas(figure))).join(', ');
  /** Figures of a product's own keys where the agent file has none. */
  const ownOf = (
    product: SttProduct | undefined,
    name: ProfileName,
    ...keys: readonly string[]
  ): number[] => {
    const settings = product?.complete({}, name) ?? {};
    return keys.map((key) => Number(settings[key]));
  };
  const [universal] = assemblyAi.stt ?? [];
  /** Each row as its profile has it. */
  const ROWS: Readonly<Record<string, (profile: Profile, name: ProfileName) => string>> = {
    'Flux: threshold, silence that ends it': (_, name) => {
      const [threshold, silenceMs = 0] = ownOf(flux, name, 'eotThreshold', 'eotTimeoutMs');
      return `${threshold}, ${inSeconds(silenceMs)}`;
    },
    'Nova: `endpointing`, `utteranceEndMs`': (_, name) =>
      list(...ownOf(nova, name, 'endpointing', 'utteranceEndMs')),
    'AssemblyAI: threshold, least and most silence': (_, name) =>
      list(...ownOf(universal, name, 'endOfTurnConfidenceThreshold', 'minTurnSilence', 'maxTurnSilence')),
    'text: punctuation, none, number': ({ transcriptionEndpointingPlan: plan }) =>
      `${list(plan.onPunctuationSeconds, plan.onNoPunctuationSeconds, plan.onNumberSeconds)} s`,
    silence: ({ silenceSeconds }) => `${silenceSeconds} s`,
    dictation: ({ dictationSeconds }) => `${dictationSeconds} s`,
    'an unfinished sentence, Flux': ({ unfinishedSeconds }) =>
      unfinishedSeconds === 0 ? '–' : `${unfinishedSeconds} s`,
    '`maxTurnSeconds`': ({ maxTurnSeconds }) => String(maxTurnSeconds),
  };

  it('has every figure of every profile', () => {
    const expected = Object.entries(ROWS).map(([what, figureOf]) => [
      what,
      ...PROFILE_NAMES.map((name) => figureOf(profiles[name] as Profile, name)),
    ]);
    expect(rowsIn(sectionOf(page, 'Profiles'))).toEqual(expected);
    expect(sectionOf(page, 'Profiles')).toContain(`| | ${PROFILE_NAMES.join(' | ')} |`);
  });
});

describe('the strategies', () => {
  it('are those that are compared, with a transcriber and an endpointing that go together', () => {
    const rows = rowsIn(sectionOf(page, 'Who ends a turn'));
    expect(rows.map(([name]) => name)).toEqual(STRATEGY_NAMES);
    const wrong = rows.filter(([name, , endpointing]) => {
      const { endpointing: own } = STRATEGIES[name as keyof typeof STRATEGIES];
      return endpointing !== `\`${own}\``;
    });
    expect(wrong).toEqual([]);
    for (const { transcriber, endpointing } of Object.values(STRATEGIES))
      expect(AgentSchema.safeParse({ model, transcriber, startSpeakingPlan: { endpointing } }).success).toBe(
        true,
      );
  });

  it('each have a row of the scoreboard for every profile', () => {
    const scored = rowsIn(sectionOf(page, 'Measured')).map(([name]) => name);
    const expected = STRATEGY_NAMES.flatMap((name) => PROFILES.map((profile) => `${name}, ${profile}`));
    expect(scored.slice(0, expected.length)).toEqual(expected);
  });
});

describe('the keys of both plans', () => {
  const named = new Set(codeIn(page).flatMap((code) => code.match(/\w+/g) ?? []));

  it.each([
    ['startSpeakingPlan', StartSpeakingSchema.shape],
    ['stopSpeakingPlan', StopSpeakingSchema.shape],
  ])('of %s are all named', (_plan, shape) => {
    expect(Object.keys(shape).filter((key) => !named.has(key))).toEqual([]);
  });

  it('have the defaults that the table says', () => {
    const { firstMessageInterruptionsEnabled, stopSpeakingPlan } = AgentSchema.parse({ model });
    const defaults: Readonly<Record<string, unknown>> = {
      ...stopSpeakingPlan,
      firstMessageInterruptionsEnabled,
    };
    const rows = rowsIn(sectionOf(page, 'What stops the agent'));
    expect(rows.length).toBeGreaterThan(5);
    for (const [keys = '', shown = ''] of rows) {
      for (const key of codeIn(keys)) {
        const value = defaults[key];
        if (Array.isArray(value))
          expect(value).toEqual(expect.arrayContaining([/"([^"]+)"/.exec(shown)?.[1]]));
        else expect([key, shown]).toEqual([key, String(value)]);
      }
    }
  });
});

describe('the waits in its sentences', () => {
  const gate = (name: string) => figureIn('actors/stt', name);
  const detectorMs = figureIn('actors/vad', 'minSpeechMs');
  const STATED = [
    `the vendor receives the first ${gate('FIRST_MS')} ms of a call, then what our own VAD takes for speech, ${gate('PRE_ROLL_MS')} ms before it and ${inSeconds(gate('HANGOVER_MS'))} after it`,
    `its next one is waited for, ${inSeconds(gate('LAG_LIMIT_MS'))} at most`,
    `as a last resort, ${inSeconds(gate('LAST_RESORT_MS'))} after the longest silence`,
    `beyond the VAD's ${detectorMs} ms`,
    `Speech that has lasted ${detectorMs} ms`,
    `${corpus.length} scripted callers`,
    `but \`maxTurnSeconds\` ${MAX_TURN_SECONDS}.`,
    `more than ${withCommas(LATE_MS.balanced)} ms after the last word, patient ${withCommas(LATE_MS.patient)}`,
    `**never**: not within ${inSeconds(figureIn('bench/turns', 'ANSWER_LIMIT_MS'))}`,
    `**missed**: ${figureIn('bench/turns', 'STOP_LIMIT_MS')} ms after`,
  ];

  it('are those of the source', () => {
    expect(STATED.filter((sentence) => !flowing.includes(sentence))).toEqual([]);
  });
});
