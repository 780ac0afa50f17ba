/**
 * Turns a caller, written as a list of steps, into a script for the phone.
 *
 *   steps ──> every line synthesized ahead of the call ──> CallerScript, one step after the other
 *
 * A step whose wait times out fails the script, and with it the call. The agent's words are not checked.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallerScript, PhoneCall } from '../twilio/phone.ts';
import { PhoneError } from '../twilio/phone-error.ts';
import type { FliteVoice, SpokenLine, Synthesizer } from '../voice/flite.ts';

export type CallerStep =
  /** Waits until the agent has begun to speak and then fallen silent. */
  | {
      readonly do: 'listen';
      /** Quiet after which the agent counts as finished, in ms. Default 800. */
      readonly quietMs?: number;
      /** Longest wait for the agent to begin, and again for the agent to finish, in ms. Default 30,000. */
      readonly timeoutMs?: number;
      /** The agent may end the call here; the script is then over. */
      readonly mayEndCall?: boolean;
    }
  | { readonly do: 'say'; readonly text: string }
  /** Speaks over the agent, once the agent has spoken for `afterMs`. */
  | { readonly do: 'interrupt'; readonly afterMs: number; readonly text: string }
  | { readonly do: 'press'; readonly digit: string }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'hangUp' };

const QUIET_MS = 800;
const LISTEN_LIMIT_MS = 30_000;

async function listen(call: PhoneCall, step: CallerStep & { do: 'listen' }): Promise<void> {
  const { quietMs = QUIET_MS, timeoutMs = LISTEN_LIMIT_MS, mayEndCall = false } = step;
  try {
    await call.agentStartsSpeaking({ timeoutMs });
    await call.agentStopsSpeaking(quietMs, { timeoutMs });
  } catch (error) {
    if (!(mayEndCall && error instanceof PhoneError && error.code === 'CALL_ENDED')) throw error;
  }
}

async function runStep(
  call: PhoneCall,
  step: CallerStep,
  lines: ReadonlyMap<string, SpokenLine>,
): Promise<void> {
  const say = (text: string) => call.say(lines.get(text) as SpokenLine);
  switch (step.do) {
    case 'listen':
      return listen(call, step);
    case 'say':
      return say(step.text);
    case 'interrupt':
      await call.agentHasSpokenFor(step.afterMs, { timeoutMs: LISTEN_LIMIT_MS });
      return say(step.text);
    case 'press':
      return call.press(step.digit);
    case 'wait':
      await Promise.race([sleep(step.ms, undefined, { ref: false }), call.ended]);
      return;
    case 'hangUp':
      return call.hangUp();
  }
}

/** The steps as a script. Resolves once every line has been synthesized, so that no call waits for synthesis. */
export async function createCaller(
  steps: readonly CallerStep[],
  synthesizer: Pick<Synthesizer, 'speak'>,
  voice: FliteVoice = 'rms',
): Promise<CallerScript> {
  const lines = new Map<string, SpokenLine>();
  for (const step of steps) {
    if ('text' in step) lines.set(step.text, await synthesizer.speak(step.text, voice));
  }
  return async (call) => {
    for (const step of steps) {
      if (call.isOver) return;
      await runStep(call, step, lines);
    }
  };
}
