/**
 * The form fields Twilio sends with every voice request and status callback. Pure.
 */
import type { CallStatus } from '../record/call-record.ts';

export interface CallParties {
  readonly callSid: string;
  readonly accountSid: string;
  readonly from: string;
  readonly to: string;
  readonly direction: 'inbound' | 'outbound-api';
}

const place = (who: string) => ({
  [`${who}City`]: '',
  [`${who}State`]: '',
  [`${who}Zip`]: '',
  [`${who}Country`]: 'US',
});

export const voiceFields = (
  { callSid, accountSid, from, to, direction }: CallParties,
  status: CallStatus | 'initiated',
): Record<string, string> => ({
  CallSid: callSid,
  AccountSid: accountSid,
  From: from,
  To: to,
  Caller: from,
  Called: to,
  CallStatus: status,
  ApiVersion: '2010-04-01',
  Direction: direction,
  ...place('From'),
  ...place('To'),
  ...place('Caller'),
  ...place('Called'),
  ...(direction === 'inbound' ? { StirVerstat: 'TN-Validation-Passed-A' } : {}),
});
