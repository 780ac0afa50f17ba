/**
 * What Twilio says to a `<Say>`: nothing, or the warning of its debugger with which the verb fails. Pure.
 *
 * Languages are those of Twilio's SDK 6. A voice of Google or Polly must be of the language; without one, Twilio takes the
 * account's, which is American English.
 */
import type { TwimlVerb } from './twiml.ts';

type Say = Extract<TwimlVerb, { verb: 'Say' }>;

const LANGUAGES = new Set(
  'af-ZA am-ET ar-AE ar-XA arb bg-BG bn-IN ca-ES cmn-CN cmn-TW cs-CZ cy-GB da-DK de-AT de-DE el-GR en-AU en-CA en-GB en-GB-WLS en-IE en-IN en-NZ en-US en-ZA es-ES es-MX es-US fi-FI fil-PH fr-CA fr-FR fr-BE gu-IN he-IL hi-IN hu-HU id-ID is-IS it-IT ja-JP kn-IN ko-KR lv-LV ml-IN mr-IN ms-MY nb-NO nl-BE nl-NL pa-IN pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sr-RS sv-SE ta-IN te-IN th-TH tr-TR uk-UA vi-VN yue-HK zh-CN zh-HK zh-TW'.split(
    ' ',
  ),
);
const VOICE =
  /^(?:man|woman|alice|Polly\.[A-Z]\p{L}+(?:-Neural|-Generative)?|Google\.([a-z]{2,3}-[A-Z]{2})-[A-Za-z0-9-]+)$/u;
/** Scripts that a voice of English cannot read. */
const FOREIGN = /[^\p{Script=Latin}\P{L}]/u;

/** The code and text of the warning; undefined when the verb is said. */
export function warningOn({
  text,
  language = 'en-US',
  voice = 'man',
}: Say): [code: number, message: string] | undefined {
  if (text === '') return [13520, 'the text of <Say> is empty'];
  if (!LANGUAGES.has(language)) return [13512, `<Say> takes no language="${language}"`];
  const [known, ofGoogle] = VOICE.exec(voice) ?? [];
  if (known === undefined) return [13511, `<Say> has no voice="${voice}"`];
  if (ofGoogle !== undefined && ofGoogle !== language) return [13511, `${voice} does not speak ${language}`];
  if (language.startsWith('en-') && FOREIGN.test(text))
    return [13520, `a voice of ${language} cannot read the text`];
  return undefined;
}
