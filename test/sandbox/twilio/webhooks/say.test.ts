/** What the stand-in's debugger says to a `<Say>`. */
import { expect, it } from 'vitest';
import { warningOn } from '../../../../sandbox/twilio/webhooks/say.ts';

const say = (text: string, language?: string, voice?: string) =>
  warningOn({
    verb: 'Say',
    text,
    ...(language !== undefined && { language }),
    ...(voice !== undefined && { voice }),
  })?.[0];

it.each([
  ['Hello', undefined, undefined, undefined],
  ['Grüße', undefined, undefined, undefined],
  ['Hello', 'en-GB', 'Polly.Amy', undefined],
  ['Hola', 'es-ES', 'Google.es-ES-Standard-A', undefined],
  ['你好', 'cmn-CN', 'Google.cmn-CN-Standard-A', undefined],
  ['', 'en-US', undefined, 13520],
  ['Hello', 'en_US', undefined, 13512],
  ['Hello', 'es', undefined, 13512],
  ['Hola', 'es-ES', 'Rachel', 13511],
  ['Hola', 'es-ES', 'Google.en-US-Standard-A', 13511],
  ['你好', undefined, undefined, 13520],
])('%j in %s by %s gets %s', (text, language, voice, code) => {
  expect(say(text, language, voice)).toBe(code);
});
