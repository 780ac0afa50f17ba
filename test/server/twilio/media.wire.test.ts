/** A `start` as Twilio writes it ("WebSocket Messages"), and as those do who speak its protocol. */
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { twilioCodec } from '../../../server/twilio/media.wire.ts';

const START = {
  accountSid: 'AC1',
  streamSid: 'MZ1',
  callSid: 'CA1',
  tracks: ['inbound'],
  mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
  customParameters: { line: 'bakery' },
};
const read = (start: object, around: object = { streamSid: 'MZ1' }) =>
  twilioCodec
    .createReader({} as IncomingMessage)
    .text(JSON.stringify({ event: 'start', sequenceNumber: '1', start: { ...START, ...start }, ...around }));

describe('a start', () => {
  it.each<[what: string, start: object, around?: object]>([
    ['with the stream’s id in both places', {}],
    ['with the stream’s id in "start" alone (openai/openai-agents-js PR#1677 reads it there)', {}, {}],
    ['with the stream’s id beside "start" alone', { streamSid: undefined }],
    ['with both tracks', { tracks: ['inbound', 'outbound'] }],
    ['without tracks, format and parameters', { tracks: undefined, mediaFormat: undefined }],
    ['with no format', { mediaFormat: null }],
    // RFC 2045, 5.1: no case, and parameters, as Plivo writes them; RFC 4856; Telnyx: PCMU (openclaw PR#81024)
    ...['AUDIO/X-MULAW', 'audio/x-mulaw;rate=8000', 'audio/PCMU', 'PCMU', 'mulaw', 'ulaw', 'audio/basic'].map(
      (encoding): [string, object] => [
        `with its format as ${encoding}`,
        { mediaFormat: { ...START.mediaFormat, encoding } },
      ],
    ),
    ['with figures as text', { mediaFormat: { ...START.mediaFormat, sampleRate: '8000', channels: '1' } }],
  ])('%s begins a call', (_, start, around) => {
    expect(read(start, around)).toMatchObject({ kind: 'start', streamId: 'MZ1', carrierCallId: 'CA1' });
  });

  it.each([[[]], ['line=bakery'], [null], [7]])('with parameters that are none begins a call: %o', (none) => {
    expect(read({ customParameters: none })).toMatchObject({ kind: 'start', customParameters: {} });
  });

  it.each<[what: string, start: object, around: object | undefined, says: RegExp]>([
    ['without a call', { callSid: '' }, undefined, /start\.callSid/],
    ['without a stream', { streamSid: undefined }, {}, /names no stream/],
    ...['audio/PCMA', 'alaw', 'audio/x-mulaw;rate=16000', 'base64', ''].map(
      (encoding): [string, object, undefined, RegExp] => [
        `with its format as ${encoding || 'nothing'}`,
        { mediaFormat: { ...START.mediaFormat, encoding } },
        undefined,
        /encoding/,
      ],
    ),
    ['with another audio format', { mediaFormat: { encoding: 'audio/x-l16' } }, undefined, /encoding/],
  ])('%s cannot be used, and says why', (_, start, around, says) => {
    const message = read(start, around);
    expect(message).toMatchObject({ kind: 'unusableStart' });
    expect((message as { readonly error: Error }).error.message).toMatch(says);
  });
});

describe('the sound of a message', () => {
  const media = (payload: string) => {
    const message = { event: 'media', sequenceNumber: '2', media: { payload, timestamp: '20' } };
    return twilioCodec.createReader({} as IncomingMessage).text(JSON.stringify(message));
  };

  /** mstar-project/mstar PR#235: clients leave the padding out. */
  it.each([
    ['AQIDBA==', [1, 2, 3, 4]],
    ['AQIDBA', [1, 2, 3, 4]],
    ['AQIDBAU=', [1, 2, 3, 4, 5]],
    ['AQIDBAU', [1, 2, 3, 4, 5]],
    ['AQID', [1, 2, 3]],
  ])('%s is %j', (payload, bytes) => {
    expect(media(payload)).toEqual({ kind: 'media', audio: Buffer.from(bytes), timestampMs: 20 });
  });

  it.each(['AQIDB', 'AQIDBA=', 'AQ=D', '====', 'AQ ID', '%%%%'])('is none in %s', (payload) => {
    expect(() => media(payload)).toThrow(/not base64/);
  });
});
