/** The voice in which Twilio says a text of each language. Names are those of Twilio's SDK. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { MESSAGE_LANGUAGES } from '../../../server/agent/messages.ts';
import { sayIn } from '../../../server/twilio/say.ts';

const types = readFileSync(
  createRequire(import.meta.url)
    .resolve('twilio/lib/twiml/VoiceResponse.js')
    .replace(/js$/, 'd.ts'),
  'utf8',
);
const namesIn = (type: string) =>
  new RegExp(`type ${type} = ([^;]+);`).exec(types)?.[1]?.match(/[^" |]+/g) ?? [];

describe('a text for Twilio to say', () => {
  it.each([
    ['en', 'en-US'],
    ['en-GB', 'en-GB'],
    ['en-IE', 'en-US'],
    ['es', 'es-ES'],
    ['es-MX', 'es-US'],
    ['pt', 'pt-BR'],
    ['pt-PT', 'pt-PT'],
    ['de-CH', 'de-DE'],
    ['zh', 'cmn-CN'],
    ['zh-TW', 'cmn-TW'],
    ['zh-HK', 'yue-HK'],
    ['yue', 'yue-HK'],
    ['ar', 'ar-XA'],
    ['nb', 'nb-NO'],
    ['no', 'nb-NO'],
    ['ja', 'ja-JP'],
  ])('of %s is said in %s', (tag, language) => {
    expect(sayIn(tag)).toEqual({ language, voice: `Google.${language}-Standard-A` });
  });

  it('of a language without a voice is not said', () => {
    expect(sayIn('fa')).toBeUndefined();
  });

  it('has a voice and a language that Twilio knows, in every language that has texts of ours', () => {
    const languages = new Set(namesIn('SayLanguage'));
    const voices = new Set(namesIn('SayVoice'));
    expect(voices.size).toBeGreaterThan(100);
    for (const tag of [...MESSAGE_LANGUAGES, 'sv', 'th', 'uk', 'vi', 'he', 'da']) {
      const { language = '', voice = '' } = sayIn(tag) ?? {};
      expect([tag, languages.has(language), voices.has(voice)]).toEqual([tag, true, true]);
    }
  });
});
