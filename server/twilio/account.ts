/**
 * What Twilio says of the account and the number: whether calls to it come to this server.
 *
 *   Accounts/AC….json ──> status, kind      Balance.json      IncomingPhoneNumbers.json ──> webhook      routes ──> region
 *
 * Pages of twilio.com/docs: "Account resource", "IncomingPhoneNumber resource", "Inbound Processing Region API". A number
 * has a configuration for each region, and a token is one region's own ("Inbound Call Processing").
 */
import type { Finding } from '../../readings/findings.ts';
import type { CarrierQuestion } from '../carrier.ts';
import { failure, ok, skipped, warning } from '../doctor/finding.ts';
import { connectTwilio, type TwilioClient } from './client.ts';
import { twilioKeysOf } from './twilio.env.ts';

/** How long each answer may take. */
const LIMIT_MS = 5_000;
/** Region of an account and a number for which none was chosen. */
const DEFAULT_REGION = 'us1';
/** In the account's currency: a day of calls. */
const LOW_BALANCE = 5;

/** Twilio's refusal, as its SDK throws it. */
interface Refusal extends Error {
  readonly status?: number;
  readonly code?: number;
}

export async function examineTwilio({ env, webhookUrl }: CarrierQuestion): Promise<Finding[]> {
  const keys = twilioKeysOf(env);
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_PHONE_NUMBER: number } = keys;
  if (accountSid === undefined || keys.TWILIO_AUTH_TOKEN === undefined)
    return [
      skipped('carrier.account', 'TWILIO_ACCOUNT_SID is not set: the account cannot be asked', {
        advice: 'set it, and TWILIO_PHONE_NUMBER, to have account and number checked',
      }),
    ];
  // The token also checks signatures: what is asked with it shows whether it is this account's. A key may be restricted to calls.
  const client = await connectTwilio({ ...env, TWILIO_API_KEY: undefined, TWILIO_API_SECRET: undefined });
  const [account, rest] = await Promise.all([
    accountFinding(client, accountSid),
    Promise.all([
      keys.TWILIO_API_KEY === undefined ? [] : keyFindings(env, accountSid),
      balanceFindings(client),
      number === undefined ? [noNumber] : numberFindings(client, { number, webhookUrl }),
      number === undefined ? [] : regionFindings(client, number, keys.TWILIO_REGION ?? DEFAULT_REGION),
    ]),
  ]);
  return account.outcome === 'failure' ? [account] : [account, ...rest.flat()];
}

const noNumber = skipped('carrier.number', 'TWILIO_PHONE_NUMBER is not set: no number is looked at');

/** Rejects with Twilio's refusal, or when the answer takes too long. */
async function answered<T>(asking: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer for ${LIMIT_MS} ms`)), LIMIT_MS);
  });
  return Promise.race([asking, late]).finally(() => clearTimeout(timer));
}

const reasonOf = ({ status, code, message }: Refusal): string =>
  status === undefined ? message : `HTTP ${status}${code === undefined ? '' : `, error ${code}`}`;

async function accountFinding(client: TwilioClient, accountSid: string): Promise<Finding> {
  const check = 'carrier.account';
  try {
    const { status, type } = await answered(client.api.v2010.accounts(accountSid).fetch());
    if (status !== 'active')
      return failure(check, `the Twilio account is ${status}`, {
        advice: 'add funds or ask Twilio: it takes no calls (error 10001)',
        isFinal: true,
      });
    if (type === 'Trial')
      return warning(check, 'the Twilio account is a trial', {
        advice: 'callers hear a notice first, and it calls verified numbers only; upgrade it',
      });
    return ok(check, 'the Twilio account is active');
  } catch (thrown) {
    return accountRefused(check, thrown as Refusal);
  }
}

function accountRefused(check: string, refusal: Refusal): Finding {
  const { status } = refusal;
  if (status === 401 || status === 403)
    return failure(check, `Twilio does not accept SID and token (${reasonOf(refusal)})`, {
      advice:
        'check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: a region has a token of its own, and test credentials see no account',
      isFinal: true,
    });
  return failure(check, `Twilio does not answer for the account (${reasonOf(refusal)})`, {
    advice: 'check TWILIO_ACCOUNT_SID, TWILIO_EDGE and TWILIO_REGION, and status.twilio.com',
  });
}

/** 70051: a restricted key without the permission to read accounts, which placing calls does not need. */
const NOT_PERMITTED = 70_051;

async function keyFindings(env: CarrierQuestion['env'], accountSid: string): Promise<Finding[]> {
  const check = 'carrier.key';
  try {
    await answered((await connectTwilio(env)).api.v2010.accounts(accountSid).fetch());
    return [ok(check, 'Twilio knows TWILIO_API_KEY')];
  } catch (thrown) {
    const refusal = thrown as Refusal;
    if (refusal.status === 401 && refusal.code !== NOT_PERMITTED)
      return [
        failure(check, `Twilio does not accept TWILIO_API_KEY (${reasonOf(refusal)})`, {
          advice: 'check it and TWILIO_API_SECRET: a key is of one account and of one region',
        }),
      ];
    return [
      skipped(check, `Twilio does not say what TWILIO_API_KEY may do (${reasonOf(refusal)})`, {
        advice: 'a restricted key needs the permission to create and change calls',
      }),
    ];
  }
}

async function balanceFindings(client: TwilioClient): Promise<Finding[]> {
  const check = 'carrier.balance';
  try {
    const { balance, currency } = await answered(client.balance.fetch());
    const left = Number.parseFloat(balance);
    if (Number.isNaN(left)) return [skipped(check, 'Twilio does not say what is left')];
    const said = `${left.toFixed(2)} ${currency} are left`;
    const figures = { balance: left };
    return left < LOW_BALANCE
      ? [warning(check, said, { advice: 'add funds: at zero Twilio suspends the account', figures })]
      : [ok(check, said, { figures })];
  } catch (thrown) {
    // A subaccount's balance is that of its parent.
    return [skipped(check, `Twilio does not say what is left (${reasonOf(thrown as Refusal)})`)];
  }
}

async function numberFindings(
  client: TwilioClient,
  { number, webhookUrl }: { readonly number: string; readonly webhookUrl: string | undefined },
): Promise<Finding[]> {
  const check = 'carrier.number';
  try {
    const [found] = await answered(client.incomingPhoneNumbers.list({ phoneNumber: number, limit: 1 }));
    if (!found) return [await foreignNumberFinding(client, number)];
    const { voiceReceiveMode } = found;
    // The REST API writes `voice`; older answers have `Voice`.
    const capabilities: Partial<Record<string, boolean>> = { ...found.capabilities };
    const takesCalls = capabilities.voice ?? capabilities.Voice;
    if (takesCalls === false || voiceReceiveMode === 'fax')
      return [
        failure(check, 'the number takes no calls', { advice: 'choose one with the capability Voice' }),
      ];
    const owned = ok(check, 'the account owns the number, and it takes calls');
    return [owned, await webhookFinding(client, found, webhookUrl)];
  } catch (thrown) {
    return [
      failure(check, `Twilio does not say whose the number is (${reasonOf(thrown as Refusal)})`, {
        advice: 'its webhook is not looked at before it does; see status.twilio.com and ask again',
      }),
    ];
  }
}

/** A number that the account does not own may be verified as a caller ID: calls out can be made with it (error 21210). */
async function foreignNumberFinding(client: TwilioClient, number: string): Promise<Finding> {
  const check = 'carrier.number';
  const asked = client.outgoingCallerIds.list({ phoneNumber: number, limit: 1 });
  const [callerId] = await answered(asked).catch(() => []);
  if (callerId)
    return warning(check, 'TWILIO_PHONE_NUMBER is a verified caller ID, and no number of the account', {
      advice: 'it calls out; for calls that come in, buy a number and point its webhook here',
    });
  return failure(check, 'the account does not own TWILIO_PHONE_NUMBER', {
    advice: 'buy it, or set one of the account; a number of another subaccount or region is not seen',
  });
}

/** What answers leave out is null. */
interface Asked {
  readonly voiceUrl: string | null;
  readonly voiceMethod: string | null;
}
interface Pointed extends Asked {
  readonly voiceApplicationSid: string | null;
  readonly trunkSid: string | null;
}

/**
 * Where calls to the number are asked about: at a TwiML app's URL in place of its own, when it has one ("IncomingPhoneNumber resource",
 * VoiceApplicationSid; "Application resource").
 */
async function webhookFinding(
  client: TwilioClient,
  number: Pointed,
  webhookUrl: string | undefined,
): Promise<Finding> {
  const check = 'carrier.webhook';
  if (webhookUrl === undefined) return skipped(check, 'see public.health');
  const { trunkSid, voiceApplicationSid: appSid } = number;
  const atNumber = `set "A call comes in" of the number to Webhook, ${webhookUrl}, HTTP POST`;
  if (trunkSid)
    return failure(check, 'the number belongs to a SIP trunk, and its own webhook is not asked', {
      advice: atNumber,
    });
  if (!appSid) return ledFinding(check, { owner: 'the number', asked: number, webhookUrl, advice: atNumber });
  const advice = `set the Request URL of its Voice configuration to ${webhookUrl}, HTTP POST`;
  try {
    const asked = await answered(client.applications(appSid).fetch());
    return ledFinding(check, { owner: 'the TwiML app of the number', asked, webhookUrl, advice });
  } catch (thrown) {
    const reason = reasonOf(thrown as Refusal);
    return skipped(check, `Twilio does not say where the TwiML app of the number leads (${reason})`, {
      advice,
    });
  }
}

interface Led {
  readonly owner: string;
  readonly asked: Asked;
  readonly webhookUrl: string;
  readonly advice: string;
}

/** Whether what is asked about the number's calls is this server. */
function ledFinding(check: string, { owner, asked, webhookUrl, advice }: Led): Finding {
  const { voiceUrl, voiceMethod } = asked;
  if (!voiceUrl) return failure(check, `${owner} has no webhook for calls`, { advice });
  if (!leadsTo(voiceUrl, webhookUrl))
    return failure(check, `the webhook of ${owner} is on ${hostOf(voiceUrl)}, at another URL`, { advice });
  if (voiceMethod && !['POST', 'GET'].includes(voiceMethod.toUpperCase()))
    return failure(check, `the webhook of ${owner} is asked with ${voiceMethod}`, { advice });
  return ok(check, `the webhook of ${owner} is this server’s`);
}

/**
 * Whether requests for a number's URL come to our webhook. A query and slashes too many are signed as they are and change nothing;
 * the fragment is for Twilio itself: timeouts and retries ("Webhook connection overrides").
 */
function leadsTo(voiceUrl: string, webhookUrl: string): boolean {
  if (!URL.canParse(voiceUrl)) return false;
  const [theirs, ours] = [new URL(voiceUrl), new URL(webhookUrl)];
  const pathOf = ({ pathname }: URL): string => pathname.replace(/^\/+/, '/').replace(/\/+$/, '');
  return theirs.origin === ours.origin && theirs.username === '' && pathOf(theirs) === pathOf(ours);
}
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'no host');

async function regionFindings(client: TwilioClient, number: string, region: string): Promise<Finding[]> {
  const check = 'carrier.region';
  let routed = DEFAULT_REGION;
  try {
    const { voiceRegion } = await answered(client.routes.v2.phoneNumbers(number).fetch());
    routed = voiceRegion || DEFAULT_REGION;
  } catch (thrown) {
    // A number that was never routed has no record.
    if ((thrown as Refusal).status !== 404)
      return [skipped(check, `Twilio does not say where calls are handled (${reasonOf(thrown as Refusal)})`)];
  }
  if (routed === region) return [ok(check, `calls to the number are handled in ${routed}`)];
  return [
    warning(check, `calls to the number are handled in ${routed}, and TWILIO_REGION is ${region}`, {
      advice: `they cannot be ended from here; route the number to ${region}, or set TWILIO_REGION=${routed}`,
    }),
  ];
}
