/**
 * TwiML as a list of verbs. Known verbs come typed; any other is kept by name so that a record can show it. Pure.
 */
import { readXml, type XmlElement, XmlError } from './xml.ts';

export interface StreamNoun {
  /** The URL as written in the document; the signature covers exactly this text. */
  readonly url: string;
  /** `<Parameter>` children; names and values are strings. */
  readonly parameters: Readonly<Record<string, string>>;
}

export type TwimlVerb =
  | { readonly verb: 'Connect'; readonly action?: string; readonly stream: StreamNoun }
  | { readonly verb: 'Say'; readonly text: string; readonly language?: string; readonly voice?: string }
  | { readonly verb: 'Pause'; readonly seconds: number }
  | { readonly verb: 'Redirect'; readonly url: string; readonly method: 'GET' | 'POST' }
  | { readonly verb: 'Hangup' }
  /** A verb this stand-in does not run, e.g. Dial. */
  | { readonly verb: 'Unsupported'; readonly name: string };

/** Name and value of one parameter together must be shorter, or Twilio refuses the parameter. */
const PARAMETER_LIMIT_CHARS = 500;

function readStream(element: XmlElement): StreamNoun {
  const { url } = element.attributes;
  if (url === undefined || url === '') throw new XmlError('<Stream> needs a url');
  const parameters: Record<string, string> = {};
  for (const child of element.children) {
    const { name: key, value = '' } = child.attributes;
    if (child.name !== 'Parameter' || key === undefined) {
      throw new XmlError(`<Stream> takes <Parameter name value>, not <${child.name}>`);
    }
    if (key.length + value.length >= PARAMETER_LIMIT_CHARS) {
      throw new XmlError(`parameter "${key}" is ${key.length + value.length} characters; 499 is the most`);
    }
    parameters[key] = value;
  }
  return { url, parameters };
}

function readConnect(element: XmlElement): TwimlVerb {
  const [noun, ...others] = element.children;
  if (noun === undefined || others.length > 0) throw new XmlError('<Connect> takes exactly one noun');
  if (noun.name !== 'Stream') return { verb: 'Unsupported', name: `Connect/${noun.name}` };
  const { action } = element.attributes;
  return { verb: 'Connect', stream: readStream(noun), ...(action === undefined ? {} : { action }) };
}

function readSay({ attributes: { language, voice }, text }: XmlElement): TwimlVerb {
  return {
    verb: 'Say',
    text: text.trim(),
    ...(language !== undefined && { language }),
    ...(voice !== undefined && { voice }),
  };
}

/** Whole seconds, 1 when none are given. */
function readSeconds(written = '1'): number {
  if (!/^\d+$/.test(written)) throw new XmlError(`length="${written}" is not a number of seconds`);
  return Number(written);
}

function readVerb(element: XmlElement): TwimlVerb {
  const { name, attributes, text } = element;
  switch (name) {
    case 'Connect':
      return readConnect(element);
    case 'Say':
      return readSay(element);
    case 'Pause':
      return { verb: 'Pause', seconds: readSeconds(attributes.length) };
    case 'Redirect':
      return {
        verb: 'Redirect',
        url: text.trim(),
        method: attributes.method?.toUpperCase() === 'GET' ? 'GET' : 'POST',
      };
    case 'Hangup':
      return { verb: 'Hangup' };
    default:
      return { verb: 'Unsupported', name };
  }
}

/** The document's verbs in order. Throws an `XmlError` when it is not a TwiML `<Response>`. */
export function parseTwiml(source: string): TwimlVerb[] {
  const root = readXml(source);
  if (root.name !== 'Response') throw new XmlError(`the root of TwiML is <Response>, not <${root.name}>`);
  return root.children.map(readVerb);
}
