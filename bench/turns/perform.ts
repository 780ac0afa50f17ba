/**
 * Acts out a scripted caller on the phone, in real time, one step after the other.
 *
 *   steps ──> say, press, wait for the agent ──> phone
 *
 * A caller who waits in vain hangs up; judge.ts decides whether that is a fault.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallerScript, PhoneCall } from '../../sandbox/twilio/phone.ts';
import { PhoneError } from '../../sandbox/twilio/phone-error.ts';
import type { Step } from './caller.ts';
import type { PreparedCaller } from './lines.ts';

/** Longer than a pause between two sentences of the agent. */
const QUIET_MS = 600;
/** The longest that a caller waits for an answer. */
const ANSWER_LIMIT_MS = 7_000;
/** Enough of an answer to know that it is one. */
const ANSWER_MS = 400;
/** A held agent goes on after `falseInterruptionSeconds`, 2 by default. */
const AFTER_SOUND_MS = 2_800;
const GOODBYE_LIMIT_MS = 30_000;

async function runStep(call: PhoneCall, step: Step, number: number, cast: PreparedCaller): Promise<void> {
  const say = (): Promise<void> => {
    const saying = cast.sayings.get(number);
    return saying ? call.say(saying.line) : Promise.resolve();
  };
  /** Resolves once the agent has been audible for so long. */
  const agentSpeaks = async (ms: number): Promise<void> => {
    await call.agentStartsSpeaking({ timeoutMs: ANSWER_LIMIT_MS });
    await sleep(ms);
  };
  switch (step.do) {
    case 'listen':
      await agentSpeaks(0);
      return call.agentStopsSpeaking(QUIET_MS);
    case 'wait':
      await sleep(step.ms);
      return;
    case 'turn':
      await say();
      return agentSpeaks(ANSWER_MS);
    case 'interrupt':
      if (step.afterMs !== undefined) await agentSpeaks(step.afterMs);
      await say();
      return agentSpeaks(ANSWER_MS);
    case 'backgroundSpeech':
      await agentSpeaks(step.afterMs);
      await say();
      await sleep(AFTER_SOUND_MS);
      return;
    case 'disturb':
      await say();
      await sleep(AFTER_SOUND_MS);
      return;
    case 'press':
      if (step.afterMs !== undefined) await agentSpeaks(step.afterMs);
      call.press(step.digit);
      await sleep(AFTER_SOUND_MS);
      return;
    case 'ramble':
      return say();
    case 'keepSilent':
      await Promise.race([call.ended, sleep(GOODBYE_LIMIT_MS, undefined, { ref: false })]);
  }
}

/** Plays the background noise piece by piece while the caller says nothing. */
async function makeAmbience(call: PhoneCall, { ambience }: PreparedCaller): Promise<void> {
  for (let piece = 0; !call.isOver; piece++) {
    const next = ambience[piece % ambience.length];
    if (!next) return;
    await call.say(next);
  }
}

export const perform =
  (cast: PreparedCaller): CallerScript =>
  async (call) => {
    makeAmbience(call, cast).catch(() => {});
    try {
      for (const [number, step] of cast.caller.steps.entries()) {
        if (call.isOver) return;
        await runStep(call, step, number, cast);
      }
    } catch (error) {
      if (!(error instanceof PhoneError)) throw error;
    }
    call.hangUp();
  };
