/** TwiML documents: which are refused, and how the others are read. */
import { describe, expect, it } from 'vitest';
import { parseTwiml } from '../../../../sandbox/twilio/webhooks/twiml.ts';

describe('TwiML', () => {
  it.each([
    ['<Response><Say>a & b</Say></Response>', /ampersand/],
    ['<Response><Say>&nbsp;</Say></Response>', /unknown/],
    ['<Response><Say></Response>', /closes <Say>/],
    ['<Response a="1" a="2"/>', /given twice/],
    ['<Response/><Response/>', /exactly one root/],
    ['<Response><Connect/></Response>', /exactly one noun/],
    ['<Response><Connect><Stream/></Connect></Response>', /needs a url/],
    ['<Response><Say a=b/></Response>', /cannot read the document from character 10/],
  ])('that is wrong is refused: %s', (source, reason) => {
    expect(() => parseTwiml(source)).toThrow(reason);
  });

  it('keeps verbs it does not run, and reads CDATA', () => {
    expect(parseTwiml('<Response><Dial>+1555</Dial><Say><![CDATA[<hi>]]></Say><Pause/></Response>')).toEqual([
      { verb: 'Unsupported', name: 'Dial' },
      { verb: 'Say', text: '<hi>' },
      { verb: 'Pause', seconds: 1 },
    ]);
  });
});
