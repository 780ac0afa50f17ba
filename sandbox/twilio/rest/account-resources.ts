/**
 * The account of a stand-in and its number as resources of Twilio's REST API. Pure.
 *
 *   Accounts/AC….json      Accounts/AC…/Balance.json      Accounts/AC…/IncomingPhoneNumbers.json?PhoneNumber=
 *   Accounts/AC…/OutgoingCallerIds.json?PhoneNumber=      Accounts/AC…/Applications/AP….json
 *   v2/PhoneNumbers/+1… at routes.twilio.com, here at the same address
 *
 * Fields are those of the pages "Account resource", "IncomingPhoneNumber resource", "Application resource" and "Inbound Processing
 * Region API - PhoneNumber" of twilio.com/docs.
 */
import type { Account } from './account.ts';
import { notFound, RestError } from './call-resource.ts';

/** How the account stands with Twilio. A test writes to it. */
export interface Standing {
  status: 'active' | 'suspended' | 'closed';
  type: 'Full' | 'Trial';
  /** What the API writes is text: `42.50`. */
  balance: number | string;
  /** What is asked about it is answered with 503. */
  failing: 'account' | 'numbers' | undefined;
  /** What is asked about the account is never answered. */
  isSilent: boolean;
  /** The account does not own the number. */
  lacksNumber: boolean;
  /** An API key of the account; a restricted one reads no account. */
  apiKey: { readonly sid: string; readonly secret: string; readonly isRestricted: boolean } | undefined;
  /** The number is verified as a caller ID. */
  isCallerId: boolean;
  takesCalls: boolean;
  /** What the number takes a call for. */
  voiceReceiveMode: 'voice' | 'fax';
  /** Where the number's calls are asked about; empty as on a number just bought. */
  voiceUrl: string;
  voiceMethod: string | null;
  /** A TwiML app that is asked in place of the number; empty for none. */
  voiceApplicationSid: string;
  /** Where the app's calls are asked about; undefined for an app that is gone. */
  appVoiceUrl: string | undefined;
  trunkSid: string;
  /** Where calls to the number are handled; undefined for a number that was never routed. */
  voiceRegion: string | undefined;
}

export const createStanding = (): Standing => ({
  status: 'active',
  type: 'Full',
  balance: 42.5,
  failing: undefined,
  isSilent: false,
  lacksNumber: false,
  apiKey: undefined,
  isCallerId: false,
  takesCalls: true,
  voiceReceiveMode: 'voice',
  voiceUrl: '',
  voiceMethod: 'POST',
  voiceApplicationSid: '',
  appVoiceUrl: '',
  trunkSid: '',
  voiceRegion: undefined,
});

const ROOT = '/2010-04-01/Accounts/';
const NUMBER_SID = `PN${'4'.repeat(32)}`;
const CALLER_ID_SID = `PN${'5'.repeat(32)}`;
const ROUTE_SID = `QQ${'4'.repeat(32)}`;
const CREATED = 'Mon, 02 Nov 2026 09:00:00 +0000';

const unavailable = () => new RestError(503, 20503, 'Service unavailable');

/** The answer to a GET; undefined when the path is none of these resources. Throws a RestError. */
export function accountAnswer(url: URL, account: Account, standing: Standing): object | undefined {
  const path = url.pathname;
  const own = `${ROOT}${account.accountSid}`;
  if (path.startsWith('/v2/PhoneNumbers/')) return routeOf(path, account, standing);
  if (path === `${own}.json`) {
    if (standing.failing === 'account') throw unavailable();
    return accountOf(account, standing);
  }
  if (path.startsWith(`${own}/Applications/`)) return appOf(path, account, standing);
  const asked = [`${own}/Balance.json`, `${own}/IncomingPhoneNumbers.json`, `${own}/OutgoingCallerIds.json`];
  if (!asked.includes(path)) return undefined;
  if (standing.status !== 'active') throw new RestError(401, 20005, 'Account not active');
  if (path.endsWith('/Balance.json'))
    return { account_sid: account.accountSid, balance: balanceOf(standing), currency: 'USD' };
  if (standing.failing === 'numbers') throw unavailable();
  return path.endsWith('/OutgoingCallerIds.json')
    ? callerIdsOf(url, account, standing)
    : numbersOf(url, account, standing);
}

const balanceOf = ({ balance }: Standing): string =>
  typeof balance === 'number' ? balance.toFixed(2) : balance;

const accountOf = ({ accountSid }: Account, { status, type }: Standing) => ({
  sid: accountSid,
  owner_account_sid: accountSid,
  friendly_name: 'sandbox',
  status,
  type,
  date_created: CREATED,
  date_updated: CREATED,
  uri: `${ROOT}${accountSid}.json`,
  subresource_uris: {},
});

const isAskedFor = (url: URL, phoneNumber: string): boolean =>
  [null, phoneNumber].includes(url.searchParams.get('PhoneNumber'));

function numbersOf(url: URL, { accountSid, phoneNumber }: Account, standing: Standing): object {
  const isFound = !standing.lacksNumber && isAskedFor(url, phoneNumber);
  return {
    incoming_phone_numbers: isFound ? [numberOf(accountSid, phoneNumber, standing)] : [],
    ...pageOf(url),
  };
}

function callerIdsOf(url: URL, { accountSid, phoneNumber }: Account, { isCallerId }: Standing): object {
  const callerId = { sid: CALLER_ID_SID, account_sid: accountSid, phone_number: phoneNumber };
  return {
    outgoing_caller_ids: isCallerId && isAskedFor(url, phoneNumber) ? [callerId] : [],
    ...pageOf(url),
  };
}

function pageOf(url: URL): object {
  const page = `${url.pathname}${url.search}`;
  return {
    page: 0,
    page_size: 50,
    start: 0,
    end: 0,
    uri: page,
    first_page_uri: page,
    next_page_uri: null,
    previous_page_uri: null,
  };
}

const numberOf = (accountSid: string, phoneNumber: string, standing: Standing) => ({
  sid: NUMBER_SID,
  account_sid: accountSid,
  phone_number: phoneNumber,
  friendly_name: phoneNumber,
  capabilities: { voice: standing.takesCalls, sms: true, mms: false, fax: false },
  voice_receive_mode: standing.voiceReceiveMode,
  voice_url: standing.voiceUrl,
  voice_method: standing.voiceMethod,
  voice_application_sid: standing.voiceApplicationSid,
  trunk_sid: standing.trunkSid || null,
  status_callback: '',
  status_callback_method: 'POST',
  status: 'in-use',
  origin: 'twilio',
  beta: false,
  date_created: CREATED,
  date_updated: CREATED,
  uri: `${ROOT}${accountSid}/IncomingPhoneNumbers/${NUMBER_SID}.json`,
});

function appOf(
  path: string,
  { accountSid }: Account,
  { voiceApplicationSid: sid, appVoiceUrl }: Standing,
): object {
  if (appVoiceUrl === undefined || !path.endsWith(`/${sid}.json`)) throw notFound(path);
  return {
    sid,
    account_sid: accountSid,
    friendly_name: 'sandbox',
    voice_url: appVoiceUrl,
    voice_method: 'POST',
    voice_fallback_url: '',
    voice_fallback_method: 'POST',
    status_callback: '',
    status_callback_method: 'POST',
    date_created: CREATED,
    date_updated: CREATED,
    uri: path,
  };
}

function routeOf(path: string, { accountSid, phoneNumber }: Account, { voiceRegion }: Standing): object {
  const number = decodeURIComponent(path.slice('/v2/PhoneNumbers/'.length));
  if (number !== phoneNumber || voiceRegion === undefined) throw notFound(path);
  return {
    phone_number: number,
    sid: ROUTE_SID,
    account_sid: accountSid,
    friendly_name: 'sandbox',
    voice_region: voiceRegion,
    date_created: '2026-11-02T09:00:00Z',
    date_updated: '2026-11-02T09:00:00Z',
    url: `https://routes.twilio.com${path}`,
  };
}
