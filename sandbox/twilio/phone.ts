/**
 * The caller's phone: the actions and the waits of a script or a test on one call.
 *
 *   say, press, hang up ──> call        agent audible ──> agentStartsSpeaking, agentStopsSpeaking, …
 *
 * A phone knows only what a caller hears; the record has the rest once the call is over.
 */
import type { SpokenLine } from '../voice/flite.ts';
import type { Call } from './call.ts';
import type { CallRecord } from './record/call-record.ts';

/** Drives a call from pick-up on. When the script throws, the call is hung up and the record has the error. */
export type CallerScript = (call: PhoneCall) => Promise<void>;

interface WaitOptions {
  /** Default 15,000. */
  readonly timeoutMs?: number;
}

export interface PhoneCall {
  readonly callSid: string;
  /** Whether the agent is in a stretch of speech; pauses under half a second are part of the stretch. */
  readonly isAgentAudible: boolean;
  readonly isOver: boolean;
  /** Resolves when the last frame was sent. A second line waits for the first. */
  say(line: SpokenLine): Promise<void>;
  press(digit: string): void;
  hangUp(): void;
  /** The network is lost: the socket is destroyed, no `stop` is sent. */
  dropLine(): void;
  /** Resolves when the agent is audible. Speech of the agent before the caller's last line ended does not count. */
  agentStartsSpeaking(options?: WaitOptions): Promise<void>;
  /** Resolves when the agent has been quiet for `quietMs`, quiet that has already passed included. */
  agentStopsSpeaking(quietMs: number, options?: WaitOptions): Promise<void>;
  /** Resolves when one stretch of the agent's speech has lasted `ms`. */
  agentHasSpokenFor(ms: number, options?: WaitOptions): Promise<void>;
  /** The call is over and its sockets are gone. Never rejects. */
  readonly ended: Promise<CallRecord>;
}

const WAIT_LIMIT_MS = 15_000;

const createPhone = (call: Call, ended: Promise<CallRecord>): PhoneCall => ({
  callSid: call.parties.callSid,
  get isAgentAudible() {
    return call.ear.isAgentAudible;
  },
  get isOver() {
    return call.isOver;
  },
  say: (line) => call.speech.say(line),
  press: (digit) => call.press(digit),
  hangUp: () => call.hangUp('caller'),
  dropLine: () => call.drop(),
  agentStartsSpeaking: ({ timeoutMs = WAIT_LIMIT_MS } = {}) =>
    call.ear.wait('the agent to start speaking', () => call.ear.isAgentAudible, timeoutMs),
  agentStopsSpeaking: (quietMs, { timeoutMs = WAIT_LIMIT_MS } = {}) =>
    call.ear.wait(`the agent to be quiet for ${quietMs} ms`, () => call.ear.quietMs >= quietMs, timeoutMs),
  agentHasSpokenFor: (ms, { timeoutMs = WAIT_LIMIT_MS } = {}) =>
    call.ear.wait(`the agent to speak for ${ms} ms`, () => call.ear.spokenMs >= ms, timeoutMs),
  ended,
});

/** The phone of a call. `script`, when given, runs on the phone from this moment. */
export function createPhoneCall(call: Call, script?: CallerScript): PhoneCall {
  const phone = createPhone(call, call.ended);
  if (script === undefined) return phone;
  const failure = script(phone).then(
    () => undefined,
    (thrown: unknown) => {
      call.hangUp('caller');
      return thrown instanceof Error ? thrown : new Error(String(thrown));
    },
  );
  const withFailure = async () => ({ ...(await call.ended), callerFailure: await failure });
  return createPhone(call, withFailure());
}
