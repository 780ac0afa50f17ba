/**
 * Texts that Twilio itself says, in a voice of their language. Pure.
 *
 * A voice of another language reads a text as gibberish or fails (Twilio, TwiML <Say>: "invalid combination of voice and
 * language"), and without attributes the voice is American. The list is that of Twilio's SDK 6 (`SayLanguage`, `SayVoice`):
 * languages that have a voice `Google.<language>-Standard-A`, which is the cheapest kind beside the two basic English ones.
 */
import type VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { languageIn } from '../../actors/providers/languages.ts';

/** Of a language with several regions, the first is for a region that is not here. */
const LANGUAGES = [
  ...[
    'en-US',
    'en-GB',
    'en-AU',
    'en-IN',
    'es-US',
    'es-ES',
    'fr-FR',
    'fr-CA',
    'pt-BR',
    'pt-PT',
    'nl-NL',
    'nl-BE',
  ],
  ...[
    'cmn-CN',
    'cmn-TW',
    'yue-HK',
    'ar-XA',
    'af-ZA',
    'am-ET',
    'bg-BG',
    'bn-IN',
    'ca-ES',
    'cs-CZ',
    'da-DK',
    'de-DE',
  ],
  ...[
    'el-GR',
    'fi-FI',
    'fil-PH',
    'gu-IN',
    'he-IL',
    'hi-IN',
    'hu-HU',
    'id-ID',
    'is-IS',
    'it-IT',
    'ja-JP',
    'kn-IN',
  ],
  ...[
    'ko-KR',
    'lv-LV',
    'ml-IN',
    'mr-IN',
    'ms-MY',
    'nb-NO',
    'pa-IN',
    'pl-PL',
    'ro-RO',
    'ru-RU',
    'sk-SK',
    'sr-RS',
  ],
  ...['sv-SE', 'ta-IN', 'te-IN', 'th-TH', 'tr-TR', 'uk-UA', 'vi-VN'],
] as const;

type Say = Pick<VoiceResponse.SayAttributes, 'language' | 'voice'>;

/** What is spoken in Hong Kong; as a tag, `zh-HK` could be Mandarin too. */
const CANTONESE = 'zh-HK';

/** The attributes of <Say> for a language; undefined when Twilio has no voice for it. */
export function sayIn(tag: string): Say | undefined {
  const language = languageIn(LANGUAGES, tag === CANTONESE ? 'yue-HK' : tag);
  if (language === undefined) return undefined;
  return { language, voice: `Google.${language}-Standard-A` } as Say;
}
