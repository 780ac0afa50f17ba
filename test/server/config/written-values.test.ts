/** A value as its writer meant it, whoever handed it on; and names that nearly are ours. */
import { describe, expect, it } from 'vitest';
import { faultOf, nearest, withBareWords, writtenValue } from '../../../server/config/written-values.ts';

const COMMENT =
  'it has a comment in it, which docker and systemd hand on: write comments on lines of their own';

const ENCRYPTED =
  'it must be the value itself, and this is encrypted: start Parley with the program that decrypts it';
const IN_JSON =
  'it must be the value alone, and this is JSON with values in it: name the one that is meant where the secret is given';
const NOTHING = 'it must be a value, and this is what a program writes that has none: leave it out';
const ON_ONE_LINE =
  'it must be on one line: within double quotation marks, \\n stands for a line break, and within single ones for itself';

describe('a value of the environment', () => {
  it.each([
    ['quotation marks that docker --env-file hands on (cognee#1721, letta#1946, moby#46773)', '"v"'],
    ['single ones', "'v'"],
    ['those of a word processor', '\u201cv\u201d'],
    ['in German', '\u201ev\u201c'],
    ['a carriage return, from a file of Windows through docker', 'v\r'],
    ['both', '"v"\r'],
    ['a no-break space', '\u00a0v\u00a0'],
    ['a tab', '\tv\t'],
    ['zero-width characters, copied from a page', '\u200bv\u200d\ufeff'],
    ['the isolates around a copied telephone number (signalapp/Signal-Android#11630)', '\u2068v\u2069'],
    ['a variation selector of a PDF (woocommerce/woocommerce#58000)', 'v\ufe0d'],
    ['a Hangul filler, a tag, an Arabic letter mark (woocommerce PR#68164)', '\u3164v\u{e0020}\u061c'],
    ['blanks within the quotation marks', '" v "'],
  ])('loses %s', (_, raw) => {
    expect(writtenValue(raw)).toBe('v');
  });

  it.each([
    ['"', '"'],
    ['""', ''],
    ['"a', '"a'],
    [`"a'`, `"a'`],
    [`it's`, `it's`],
    ['a "b" c', 'a "b" c'],
  ])('%j is %j', (raw, value) => {
    expect(writtenValue(raw)).toBe(value);
  });

  it.each([
    ['GROQ_API_KEY=gsk_1', 'it must be the value alone, without "GROQ_API_KEY=" in front'],
    ['"gsk_1', 'it has a quotation mark without its partner'],
    ['gsk_1\u201d', 'it has a quotation mark without its partner'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in an .env
    ['${GROQ_KEY}', 'it must be the value itself: variables are not filled in here'],
    ['$GROQ_KEY', 'it must be the value itself: variables are not filled in here'],
    ['$(cat key)', 'it must be the value itself: variables are not filled in here'],
    ['{{ secrets.GROQ }}', 'it must be the value itself: variables are not filled in here'],
    ['%GROQ_KEY%', 'it must be the value itself: variables are not filled in here'],
    ['$HOME/journals', 'it must be the value itself: variables are not filled in here'],
    ['%USERPROFILE%\\journals', 'it must be the value itself: variables are not filled in here'],
    // docker/compose#9025, readysettech/readyset#1645
    ['8080 # inline comment', COMMENT],
    // pincerhq/pincer#147, calesthio/Crucix PR#6
    ['# Public HTTPS URL for Twilio webhooks', COMMENT],
    ['#', COMMENT],
    // dotenvx/dotenvx#464, #210: a start without the private key
    ['encrypted:BDqDBibm4wsYqMpCjTQ6BsDHmMadg9K3dAt+Z9HPMfLEIRVz50hmLXPXRuDBXaJi', ENCRYPTED],
    // fluxcd/website PR#2072, nao1215/atago PR#143: a file of sops that was not decrypted
    ['ENC[AES256_GCM,data:CwE4O1s=,iv:2k=,tag:6A==,type:str]', ENCRYPTED],
    // aws/containers-roadmap#385, #510, kubernetes-sigs/secrets-store-csi-driver#747
    ['{"GROQ_API_KEY":"gsk_1","other":"x"}', IN_JSON],
    ['{ "username": "user" }', IN_JSON],
    // dbos-inc/dbos-transact-ts#549, anmonteiro/now-static-bin PR#9, saghul/txiki.js#220
    ['undefined', NOTHING],
    ['<no value>', NOTHING],
    ['[object Object]', NOTHING],
    // theskumar/python-dotenv#429, dotenvx/dotenvx#596: "C:\new" within double quotation marks
    ['C:\new', ON_ONE_LINE],
    ['gsk_1,', 'it has a , too many, from another kind of file'],
    ['gsk_1;', 'it has a ; too many, from another kind of file'],
    ['=gsk_1', 'it has a = too many, from another kind of file'],
    // dotenvx/dotenv-expand#101, nullbio in dotenvx/dotenvx#240
    ['ab$defgh@jk', undefined],
    ['this$is$a$test', undefined],
    ['gsk#1', undefined],
    ['Z3NrXzE=', undefined],
    ['gsk_1$2', undefined],
  ])('%s: %s', (value, fault) => {
    expect(faultOf('GROQ_API_KEY', value)).toBe(fault);
  });
});

describe('a name that nearly is one of ours', () => {
  const NAMES = ['DEEPGRAM_API_KEY', 'DEEPGRAM_BASE_URL', 'OPENAI_BASE_URL', 'PUBLIC_URL', 'PORT', 'HOST'];
  it.each([
    ['deepgram_api_key', 'DEEPGRAM_API_KEY'],
    ['DEEPGRAM_APIKEY', 'DEEPGRAM_API_KEY'],
    ['DeepgramApiKey', 'DEEPGRAM_API_KEY'],
    ['DEEPGRAM-API-KEY', 'DEEPGRAM_API_KEY'],
    ['DEEPGRAM_API_KEYS', 'DEEPGRAM_API_KEY'],
    ['DEPGRAM_API_KEY', 'DEEPGRAM_API_KEY'],
    ['DEEGPRAM_API_KEY', 'DEEPGRAM_API_KEY'],
    ['PUBLIC_URI', 'PUBLIC_URL'],
    ['port', 'PORT'],
  ])('%s is taken for %s', (written, meant) => {
    expect(nearest(written, NAMES)).toBe(meant);
  });

  it.each(['HOSTNAME', 'PATH', 'HOME', 'OPENAI_ORGANIZATION', 'DEEPGRAM_PROJECT', 'PWD', 'POST'])(
    '%s is another program’s',
    (name) => {
      expect(nearest(name, NAMES)).toBeUndefined();
    },
  );
});

describe('a value of an agent file', () => {
  it.each([
    [' nova-3 ', 'nova-3'],
    ['eleven_multilingual_v2\u00a0', 'eleven_multilingual_v2'],
    ['\ufeff11labs\u200b', '11labs'],
    ['', ''],
    [' ', ' '],
    [' Good morning. ', ' Good morning. '],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['👩\u200d🍳', '👩\u200d🍳'],
  ])('%j is meant as %j', (written, value) => {
    expect(withBareWords(written)).toBe(value);
    expect(withBareWords({ a: [{ b: written }], n: 1, nothing: null })).toEqual({
      a: [{ b: value }],
      n: 1,
      nothing: null,
    });
  });

  it('a pattern keeps its blanks', () => {
    expect(withBareWords({ regex: 'number ' })).toEqual({ regex: 'number ' });
  });
});
