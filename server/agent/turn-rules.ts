/**
 * An agent file's plans as rules for the STT: how much silence ends a turn, and after which words to wait longer.
 */
import {
  asLastResort,
  byProbability,
  bySilence,
  byText,
  type Endpointing,
  type NeededSilence,
  withRules,
} from '../../actors/stt/endpointing.ts';
import type { Agent } from './agent-file.ts';
import { productOf } from './transcriber.ts';
import { patternOf, type StartSpeaking } from './turn-taking.ts';

export function endpointingOf({ startSpeakingPlan, transcriber }: Agent): Endpointing {
  const rules = startSpeakingPlan.rules.map(({ type, regex, timeoutSeconds }) => ({
    of: type,
    pattern: patternOf(regex),
    timeoutMs: timeoutSeconds * 1_000,
  }));
  const needed = neededBy(startSpeakingPlan);
  const product = productOf(transcriber);
  return {
    ...(needed
      ? { needed: withRules(rules, needed) }
      : { lastResort: asLastResort(rules, product.longestSilenceMs(transcriber)) }),
    rules,
    usual: product.patience(transcriber),
    gate: transcriber.gate,
  };
}

/** The longest silence that a setting allows within a turn, in ms. */
export function longestPatienceMs({ startSpeakingPlan: plan, transcriber }: Agent): number {
  const seconds = [
    ...plan.rules.map(({ timeoutSeconds }) => timeoutSeconds),
    ...(plan.endpointing === 'probability' ? plan.waitFunction.map(([, wait]) => wait) : []),
    ...(plan.endpointing === 'silence' ? [plan.silenceSeconds] : []),
  ];
  return Math.max(
    productOf(transcriber).longestSilenceMs(transcriber),
    ...seconds.map((each) => each * 1_000),
  );
}

function neededBy(plan: StartSpeaking): NeededSilence | undefined {
  switch (plan.endpointing) {
    case 'native':
      return undefined;
    case 'probability':
      return byProbability(plan.waitFunction.map(([probability, seconds]) => [probability, seconds * 1_000]));
    case 'text':
      return byText({
        onPunctuationMs: plan.onPunctuationSeconds * 1_000,
        onNoPunctuationMs: plan.onNoPunctuationSeconds * 1_000,
        onNumberMs: plan.onNumberSeconds * 1_000,
      });
    case 'silence':
      return bySilence(plan.silenceSeconds * 1_000);
  }
}
