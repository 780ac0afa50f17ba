/**
 * An agent file as what the chart is given: what is said without the model, how long each state may last, what stops the
 * agent.
 */
import { isSyllable } from '../../actors/letters.ts';
import { LAST_RESORT_MS } from '../../actors/stt/endpointing.ts';
import type { CallInput, Limits, Script } from '../../machines/call.input.ts';
import type { StopSpeaking } from '../../machines/interruption.ts';
import type { Agent } from './agent-file.ts';
import { longestPatienceMs } from './turn-rules.ts';

export const callInputOf = (agent: Agent, hasVad: boolean): CallInput => ({
  script: scriptOf(agent),
  limits: limitsOf(agent),
  uninterruptible: uninterruptibleIn(agent),
  hasVad,
});

export const scriptOf = ({ firstMessage, messagePlan }: Agent): Script => ({
  greeting: firstMessage,
  nudge: messagePlan.idleMessage,
  filler: messagePlan.fillerMessage,
  cutIn: messagePlan.cutInMessage,
  apology: messagePlan.apologyMessage,
  goodbye: messagePlan.silenceTimeoutMessage,
  timeUp: messagePlan.maxDurationMessage,
  outOfOrder: messagePlan.outOfOrderMessage,
});

/** The rules by which the STT's words count as an interruption. */
export const stopSpeakingOf = ({ stopSpeakingPlan }: Agent): StopSpeaking => ({
  numWords: stopSpeakingPlan.numWords,
  acknowledgements: stopSpeakingPlan.acknowledgementPhrases,
  interruptions: stopSpeakingPlan.interruptionPhrases,
});

function uninterruptibleIn({
  stopSpeakingPlan,
  firstMessageInterruptionsEnabled,
}: Agent): CallInput['uninterruptible'] {
  if (!stopSpeakingPlan.enabled) return ['reply', 'resume', 'greeting', 'nudge', 'apology'];
  return firstMessageInterruptionsEnabled ? [] : ['greeting'];
}

/** Slow speech takes about 90 ms a character, and twice as long for one that is a syllable. */
const slowlySpokenMs = (text: string): number =>
  [...text].reduce((sum, char) => sum + (isSyllable(char) ? 180 : 90), 0);

function goodbyeLimitMs({ messagePlan }: Agent): number {
  const { silenceTimeoutMessage, maxDurationMessage, outOfOrderMessage } = messagePlan;
  const longestMs = Math.max(
    ...[silenceTimeoutMessage, maxDurationMessage, outOfOrderMessage].map(slowlySpokenMs),
  );
  return Math.max(8_000, 4_000 + longestMs);
}

/** The chart's limits: those of the agent file, and constants that no agent file sets. */
export const limitsOf = (agent: Agent): Limits => ({
  connectMs: 10_000,
  maxDurationMs: agent.maxDurationSeconds * 1_000,
  silenceMs: agent.silenceTimeoutSeconds * 1_000,
  maxNudges: agent.messagePlan.idleMessageMaxSpokenCount,
  turnMs: agent.maxTurnSeconds * 1_000,
  overdueMs: 1_000,
  strandedMs: 4_000,
  // Longer than any turn-taking rule, the last resort too, may wait for the end of a turn.
  speculationMs: longestPatienceMs(agent) + LAST_RESORT_MS + 1_500,
  maxSpeculations: 3,
  fillerMs: agent.messagePlan.fillerDelaySeconds * 1_000,
  replyMs: 7_000,
  speechMs: 120_000,
  echoMs: agent.stopSpeakingPlan.echoSeconds * 1_000,
  falseInterruptionMs: agent.stopSpeakingPlan.falseInterruptionSeconds * 1_000,
  maxDoubts: 2,
  maxFalseInRow: 3,
  backoffMs: agent.stopSpeakingPlan.backoffSeconds * 1_000,
  waitMs: agent.startSpeakingPlan.waitSeconds * 1_000,
  goodbyeMs: goodbyeLimitMs(agent),
  finalTextMs: 1_800,
  lastTextMs: 200,
  reopenMs: [250, 750, 1_500],
  steadyMs: 5_000,
  maxFailures: 3,
});
