/**
 * Runs a call's TwiML, verb by verb, until the verbs end or the call interrupts them.
 *
 *   fetch ──> parse ──> Connect: a stream until it ends ──> the next verb … Redirect: fetch again
 *
 * For a document that cannot be fetched or parsed the runner does what Twilio does: an apology, and the call ends.
 */
import { networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallRecorder } from '../record/call-recorder.ts';
import { warningOn } from './say.ts';
import { parseTwiml, type StreamNoun, type TwimlVerb } from './twiml.ts';
import { WebhookError } from './webhooks.ts';
import { XmlError } from './xml.ts';

/** The source of TwiML: an address, or the document itself. */
export type TwimlSource =
  | { readonly url: string; readonly method: 'GET' | 'POST' }
  | { readonly twiml: string };

/** The parts of a call that a running document uses. */
export interface TwimlStage {
  readonly recorder: CallRecorder;
  fetchTwiml(url: string, method: 'GET' | 'POST', signal: AbortSignal): Promise<string>;
  /** Resolves when the stream has ended, also when `signal` ended it. */
  runStream(url: string, noun: StreamNoun, signal: AbortSignal): Promise<void>;
}

/** Documents of one call beyond which redirects count as a loop. */
const REDIRECT_LIMIT = 50;
const APOLOGY = 'We are sorry, an application error has occurred. Goodbye.';
/** Whether a host is this machine, which Twilio's wss has no certificate for. */
function isOwn(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || host.startsWith('127.') || ownAddresses().has(host);
}

const ownAddresses = (): Set<string> =>
  new Set(Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address)));

/** The stream's URL, resolved against the document's, without the query, which Media Streams does not carry; undefined when unusable. */
function streamUrl(written: string, documentUrl: string | undefined): string | undefined {
  if (!URL.canParse(written, documentUrl)) return undefined;
  const isRelative = !URL.canParse(written);
  const url = new URL(written, documentUrl);
  if (url.hash !== '') return undefined;
  if (isRelative) url.protocol = url.protocol.replace('http', 'ws');
  if (url.protocol !== 'wss:' && !(url.protocol === 'ws:' && isOwn(url.hostname))) return undefined;
  const whole = isRelative ? url.href : written;
  return whole.split('?')[0];
}

type Next = { readonly redirect: TwimlSource } | 'hangUp' | 'nextVerb';

export async function runTwiml(first: TwimlSource, stage: TwimlStage, signal: AbortSignal): Promise<void> {
  const { recorder } = stage;

  async function runVerb(verb: TwimlVerb, documentUrl: string | undefined): Promise<Next> {
    recorder.addVerb(verb);
    switch (verb.verb) {
      case 'Connect': {
        const url = streamUrl(verb.stream.url, documentUrl);
        if (url === undefined) recorder.warn(31910, `${verb.stream.url} is not a wss address`);
        else await stage.runStream(url, verb.stream, signal);
        return 'nextVerb';
      }
      case 'Pause':
        await sleep(verb.seconds * 1_000, undefined, { signal });
        return 'nextVerb';
      case 'Redirect':
        if (URL.canParse(verb.url, documentUrl)) {
          return { redirect: { url: new URL(verb.url, documentUrl).href, method: verb.method } };
        }
        recorder.warn(11100, `"${verb.url}" is not an address to redirect to`);
        return 'hangUp';
      case 'Unsupported':
        recorder.warn(12200, `<${verb.name}> is not run by the sandbox`);
        return 'nextVerb';
      case 'Say': {
        const warning = warningOn(verb);
        if (warning) recorder.warn(...warning);
        return 'nextVerb';
      }
      case 'Hangup':
        return 'hangUp';
    }
  }

  async function runDocument(source: TwimlSource): Promise<TwimlSource | undefined> {
    const url = 'url' in source ? source.url : undefined;
    const text = 'url' in source ? await stage.fetchTwiml(source.url, source.method, signal) : source.twiml;
    for (const verb of parseTwiml(text)) {
      const next = await runVerb(verb, url);
      if (signal.aborted || next === 'hangUp') return undefined;
      if (next !== 'nextVerb') return next.redirect;
    }
    return undefined;
  }

  try {
    let source: TwimlSource | undefined = first;
    for (let documents = 0; source !== undefined; documents++) {
      if (documents === REDIRECT_LIMIT)
        throw new WebhookError(11200, `${REDIRECT_LIMIT} redirects in one call`);
      source = await runDocument(source);
    }
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof WebhookError || error instanceof XmlError)) throw error;
    recorder.warn(error instanceof XmlError ? 12100 : error.code, error.message);
    recorder.addVerb({ verb: 'Say', text: APOLOGY });
  }
}
