/**
 * Reports the progress of a call to the product, by one signed request after the other: in order, or as a habit has it.
 */
import type { Call } from '../call.ts';
import type { TwilioHabits } from '../habits.ts';
import type { CallStatus } from '../record/call-record.ts';
import { voiceFields } from '../rest/voice-fields.ts';
import type { Webhooks } from './webhooks.ts';

export type ProgressEvent = 'initiated' | 'ringing' | 'answered' | 'completed';

interface StatusCallbackOptions {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  /** Events to send; Twilio's default is `completed` alone. */
  readonly events: readonly ProgressEvent[];
  readonly habits: TwilioHabits;
  readonly authToken: string | undefined;
  readonly webhooks: Webhooks;
  readonly signal: AbortSignal;
}

const EVENT_OF: Readonly<Record<CallStatus, ProgressEvent>> = {
  queued: 'initiated',
  ringing: 'ringing',
  'in-progress': 'answered',
  completed: 'completed',
  busy: 'completed',
  'no-answer': 'completed',
  canceled: 'completed',
  failed: 'completed',
};

/** Whole seconds, at least one, as Twilio bills. */
export const durationS = ({ answeredAt, endedAt }: Call): number =>
  answeredAt === undefined || endedAt === undefined
    ? 0
    : Math.max(1, Math.round((endedAt.getTime() - answeredAt.getTime()) / 1_000));

/** The returned function reports the call's present status. */
export function createStatusCallbacks(options: StatusCallbackOptions): (call: Call) => void {
  let sequence = 0;
  let last: Promise<void> = Promise.resolve();
  const held: Record<string, string>[] = [];

  async function send(call: Call, fields: Record<string, string>): Promise<void> {
    const { url, method, authToken, webhooks, signal } = options;
    try {
      await webhooks.send({ url, method, fields, authToken, signal });
    } catch (error) {
      if (!signal.aborted) call.recorder.warn(11200, (error as Error).message);
    }
  }

  return (call) => {
    const { status } = call;
    const event = EVENT_OF[status];
    if (!options.events.includes(event)) return;
    const seconds = durationS(call);
    const fields: Record<string, string> = {
      ...call.answeredByField,
      ...voiceFields(call.parties, status === 'queued' ? 'initiated' : status),
      Timestamp: new Date().toUTCString(),
      CallbackSource: 'call-progress-events',
      SequenceNumber: String(sequence),
      ...(event === 'completed'
        ? { CallDuration: String(seconds), Duration: String(Math.ceil(seconds / 60)) }
        : {}),
    };
    sequence += 1;
    for (const due of dueOf(options.habits, held, fields, event === 'completed'))
      last = last.then(() => send(call, due));
  };
}

/** The callbacks that are sent now. `held` has those that wait for the end of the call. */
function dueOf(
  { statusCallbacks }: TwilioHabits,
  held: Record<string, string>[],
  fields: Record<string, string>,
  isLast: boolean,
): Record<string, string>[] {
  if (statusCallbacks === 'never') return [];
  if (statusCallbacks === 'twice') return [fields, fields];
  if (statusCallbacks === 'inOrder') return [fields];
  held.unshift(fields);
  return isLast ? held.splice(0) : [];
}
