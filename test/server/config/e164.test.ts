/** Telephone numbers as people write them, and what is wrong with each. */
import { describe, expect, it } from 'vitest';
import { e164Problem } from '../../../server/config/e164.ts';

describe('a number that can be called', () => {
  it.each(['+15551234567', '+447740125622', '+4930901820', '+390612345678', '+22507123456', '+353861234567'])(
    '%s',
    (number) => {
      expect(e164Problem(number)).toBeUndefined();
    },
  );
});

describe('a number that cannot', () => {
  it.each([
    ['', 'it is empty'],
    ['tel:+15551234567', 'it is an address'],
    ['whatsapp:+15551234567', 'it is an address'],
    ['\uff0b15551234567', 'it has characters that are not ASCII'],
    ['+\u0661\u0665\u0665\u0665', 'it has characters that are not ASCII'],
    ['+1XXXXXXXXXX', 'it has letters'],
    // helm/helm#6431, webrecorder/browsertrix#3145: a number without quotation marks in a file of YAML
    ['1.5551234567e+10', 'a program took it for a figure: write quotation marks around it there'],
    // dograh-hq/dograh PR#757
    ['+44 (0) 20 7946 0958', 'it has blanks or punctuation'],
    ['0015551234567', 'it begins with 00'],
    // logto-io/logto PR#8377
    ['4512345678', 'it has no + and no country code'],
    ['+1555+1234567', 'it has a + inside'],
    // floere/phony PR#180
    ['+00000000000', 'a country code does not begin with 0'],
    ['+1555765432112345', 'it has more than 15 digits'],
    ['+15', 'it has fewer than 7 digits'],
    ['+1234567890', 'behind +1 there are ten digits'],
    // arkime/arkime#2162: the North American prefix of calls abroad
    ['+011447740125622', 'a country code does not begin with 0'],
    ['+10115551234', 'behind +1 there are ten digits'],
    // colinhacks/zod#5563, chobbledotcom/tickets PR#637
    ['+49030901820', 'the 0 behind the country code'],
    ['+4401611234567', 'the 0 behind the country code'],
  ])('%j: %s', (written, problem) => {
    expect(e164Problem(written)).toContain(`a number in E.164, such as +15551234567: ${problem}`);
  });
});
