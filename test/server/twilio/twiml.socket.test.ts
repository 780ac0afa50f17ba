/** The TwiML that Twilio gets for a call, and which requests are refused. */
import { createHmac } from 'node:crypto';
import type { InjectOptions } from 'fastify';
import twilio from 'twilio';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallParts } from '../../../call/compose-call.ts';
import { parseTwiml } from '../../../sandbox/twilio/webhooks/twiml.ts';
import { AgentSchema } from '../../../server/agent/agent-file.ts';
import { dialRaw } from '../../helpers/raw-phone.ts';
import { startApp, type TestApp, type TestAppOptions } from '../../helpers/start/start-app.ts';
import { eventually, ownTheClock, until } from '../../helpers/time/virtual-time.ts';

ownTheClock();
const TOKEN = '12345';
const PUBLIC_URL = 'https://agent.example.com';
const FORM = { CallSid: 'CA123', From: '+15550001111', To: '+15550002222', CallStatus: 'ringing' };
const SORRY = AgentSchema.parse({ model: { messages: [{ role: 'system', content: '-' }] } }).messagePlan
  .outOfOrderMessage;

const ENGLISH = { language: 'en-US', voice: 'Google.en-US-Standard-A' };
const SAYS_SORRY = { verb: 'Say', text: SORRY, ...ENGLISH };

let server: TestApp;
const start = async (options?: TestAppOptions) => {
  server = await startApp(options);
};
afterEach(() => server.close());

const post = (path: string, form: Record<string, string | string[]> = FORM, headers = {}): InjectOptions => ({
  method: 'POST',
  url: path,
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  payload: new URLSearchParams(
    Object.entries(form).flatMap(([name, value]) =>
      [value].flat().map((one) => [name, one] as [string, string]),
    ),
  ).toString(),
});
const signed = (url: string, form: Record<string, string | string[]> = {}, token = TOKEN) => ({
  'x-twilio-signature': twilio.getExpectedTwilioSignature(token, url, form),
});
const now = () => Math.floor(Date.now() / 1_000);
const verbs = async (request: InjectOptions | string) => {
  const { statusCode, headers, body } = await server.app.inject(request);
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8']);
  return parseTwiml(body);
};

describe('the webhook of a call', () => {
  it.each(['GET', 'POST'] as const)(
    'answers %s with the media stream, and with what follows it',
    async (method) => {
      await start({ publicUrl: PUBLIC_URL });
      expect(await verbs(method === 'GET' ? '/twiml?CallSid=CA123' : post('/twiml'))).toEqual([
        { verb: 'Connect', stream: { url: 'wss://agent.example.com/ws', parameters: {} } },
        {
          verb: 'Redirect',
          url: expect.stringMatching(/^https:\/\/agent\.example\.com\/twiml\/after\?since=\d+$/),
          method: 'POST',
        },
      ]);
    },
  );

  it('names the public address, whatever Host a client claims', async () => {
    await start({ publicUrl: PUBLIC_URL });
    const { body } = await server.app.inject(
      post('/twiml', FORM, { host: 'evil.example.com', 'x-forwarded-host': 'evil.example.com' }),
    );
    expect(body).not.toContain('evil');
  });

  it('names the address it listens on when no other is configured, and still not Host', async () => {
    await start();
    const port = new URL(server.mediaUrl).port;
    const [connect] = await verbs(post('/twiml', FORM, { host: 'evil.example.com' }));
    expect(connect).toMatchObject({ stream: { url: `ws://127.0.0.1:${port}/ws` } });
  });

  it('asks the caller to call back while the server drains', async () => {
    await start();
    server.app.calls.draining = true;
    for (const request of ['/twiml', post('/twiml')]) {
      expect(await verbs(request)).toEqual([
        { verb: 'Say', text: expect.stringMatching(/call back/), ...ENGLISH },
        { verb: 'Hangup' },
      ]);
    }
  });

  it('refuses methods that Twilio does not use', async () => {
    await start();
    for (const method of ['PUT', 'DELETE'] as const) {
      expect((await server.app.inject({ method, url: '/twiml' })).statusCode).toBe(404);
    }
  });

  /** rudderlabs/rudder-server#1463: of a form that is refused only Twilio's console tells. */
  it.each([
    ['no form', { 'content-type': 'text/xml' }, '<xml/>', 415, 'to a webhook a form'],
    ['compressed', { 'content-encoding': 'gzip' }, 'x', 415, 'The body is compressed'],
    ['too long', {}, 'x'.repeat(2 ** 21), 413, 'too large'],
  ])('refuses a body that is %s, and says so in the log', async (_what, headers, payload, code, reason) => {
    await start();
    const { headers: asForm } = post('/twiml');
    const request = { method: 'POST', url: '/twiml', payload, headers: { ...asForm, ...headers } } as const;
    expect((await server.app.inject(request)).statusCode).toBe(code);
    expect(server.log.lines.filter(({ level }) => level === 40)).toMatchObject([
      { level: 40, route: '/twiml', code, reason: expect.stringContaining(reason) },
    ]);
    expect((await server.app.inject('/health')).statusCode).toBe(200);
  });
});

// 18F/identity-idp PR#952: a translated text is read in English unless <Say> names the language.
describe('what Twilio says in another language', () => {
  it.each([
    ['es', 'es-ES', /actualizando/, /problema técnico/],
    ['ja', 'ja-JP', /更新/, /問題/],
    ['pt-PT', 'pt-PT', /atualizando/, /problema técnico/],
  ])('%s is in a voice of %s', async (language, spoken, draining, sorry) => {
    await start({ agent: { language } });
    const voice = { language: spoken, voice: `Google.${spoken}-Standard-A` };
    expect(await verbs(`/twiml/after?since=${now() - 1}`)).toMatchObject([
      { verb: 'Say', text: expect.stringMatching(sorry), ...voice },
      { verb: 'Hangup' },
    ]);
    server.app.calls.draining = true;
    expect(await verbs('/twiml')).toMatchObject([
      { verb: 'Say', text: expect.stringMatching(draining), ...voice },
      { verb: 'Hangup' },
    ]);
  });
});

describe('a request that is unusual', () => {
  it.each<[what: string, source: string, form: Record<string, string>]>([
    ['a number that is hidden', 'Twilio: anonymous callers', { From: 'anonymous' }],
    ['a SIP address', 'Twilio: SIP domains', { From: 'sip:alice@example.com' }],
    ['no numbers', 'our own', { From: '', To: '' }],
    ['no status', 'our own', { CallStatus: '' }],
    ['a status that nobody knows', 'our own', { CallStatus: 'levitating' }],
    [
      'the fields of a fallback',
      'Twilio: VoiceFallbackUrl',
      { ErrorCode: '11200', ErrorUrl: 'https://x/twiml' },
    ],
    ['a field that is new', 'Twilio: parameters may be added', { Novelty: 'yes' }],
  ])('is answered with the media stream when it has %s (%s)', async (_what, _source, form) => {
    await start();
    expect((await verbs(post('/twiml', { ...FORM, ...form })))[0]?.verb).toBe('Connect');
  });

  it('is answered alike when it comes twice, and when its path ends with a slash', async () => {
    await start();
    const first = await verbs(post('/twiml'));
    expect(await verbs(post('/twiml'))).toEqual(first);
    expect((await verbs(post('/twiml/')))[0]).toEqual(first[0]);
  });

  // twilio/twilio-agent-connect-typescript PR#21: a base URL with a slash at its end, and a path
  it('is answered when its path begins with two slashes, over which it is signed', async () => {
    await start({ publicUrl: PUBLIC_URL, signingKeys: [TOKEN] });
    const headers = signed(`${PUBLIC_URL}//twiml`, FORM);
    expect((await verbs(post('//twiml', FORM, headers)))[0]?.verb).toBe('Connect');
    expect((await server.app.inject(post('//twiml', FORM))).statusCode).toBe(403);
  });

  it.each(['completed', 'canceled', 'busy', 'no-answer', 'failed'])(
    'is answered with a hang-up when the call is %s already (stackoverflow 78683402)',
    async (CallStatus) => {
      await start();
      expect(await verbs(post('/twiml', { ...FORM, CallStatus }))).toEqual([{ verb: 'Hangup' }]);
    },
  );
});

describe('a report of how far a call has got', () => {
  const report = async (form: Record<string, string>, method: 'POST' | 'GET' = 'POST') => {
    const answer = await server.app.inject(
      method === 'POST' ? post('/twiml/status', form) : `/twiml/status?${new URLSearchParams(form)}`,
    );
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
  };
  const progress = () => server.app.calls.progressOf('CA1');
  const ENDS = ['completed', 'busy', 'no-answer', 'failed', 'canceled'];

  it.each<[what: string, source: string, statuses: string[], status: string | undefined]>([
    ['in order', 'Twilio: call resource', ['initiated', 'ringing', 'in-progress', 'completed'], 'completed'],
    ['no answer', 'somleng-switch #7, verboice#938', ['initiated', 'ringing', 'no-answer'], 'no-answer'],
    ['ringing before initiated', 'twilio-java #207', ['ringing', 'initiated'], 'ringing'],
    [
      'the end first',
      'twilio-firebase-extensions PR#21',
      ['completed', 'in-progress', 'ringing'],
      'completed',
    ],
    ['each twice', 'Twilio: webhook retries', ['ringing', 'ringing', 'busy', 'busy'], 'busy'],
    ['busy, then completed', 'Nexmo/nexmo-developer PR#1653', ['busy', 'completed'], 'busy'],
    ['completed, then failed', 'our own', ['completed', 'failed'], 'completed'],
    ['in progress, then rejected', 'taourl 2646607', ['in-progress', 'failed'], 'failed'],
    ['only the end', 'Twilio: the default event', ['canceled'], 'canceled'],
    ['a word that is new', 'our own', ['ringing', 'levitating'], 'ringing'],
    ['nothing but a new word', 'our own', ['levitating'], undefined],
    ...ENDS.flatMap((end) =>
      ['queued', 'ringing', 'in-progress', ...ENDS].map((later): [string, string, string[], string] => [
        `${end}, then ${later}`,
        'our own',
        [end, later],
        end,
      ]),
    ),
  ])('is kept so that a call only goes forward: %s (%s)', async (_what, _source, statuses, status) => {
    await start();
    for (const CallStatus of statuses) await report({ CallSid: 'CA1', CallStatus });
    expect(progress()).toBe(status);
  });

  it('may come by GET, or without anything that we know', async () => {
    await start();
    await report({ CallSid: 'CA1', CallStatus: 'ringing' }, 'GET');
    expect(progress()).toBe('ringing');
    await report({});
    await report({ CallSid: '', CallStatus: 'busy' });
    await report({ CallSid: 'CA1', CallStatus: 'x'.repeat(10_000), AnsweredBy: 'y'.repeat(10_000) });
    expect(progress()).toBe('ringing');
    expect(server.app.calls.atCarrier.find('CA1')?.answeredBy).toBeUndefined();
  });

  it('says who answered', async () => {
    await start();
    await report({ CallSid: 'CA1', CallStatus: 'in-progress', AnsweredBy: 'machine_start' });
    await report({ CallSid: 'CA1', CallStatus: 'completed' });
    expect(server.app.calls.atCarrier.find('CA1')).toMatchObject({
      status: 'completed',
      answeredBy: 'machine_start',
    });
  });

  it('is taken from Twilio only', async () => {
    await start({ signingKeys: [TOKEN], publicUrl: PUBLIC_URL });
    const form = { CallSid: 'CA1', CallStatus: 'ringing' };
    expect((await server.app.inject(post('/twiml/status', form))).statusCode).toBe(403);
    expect(progress()).toBeUndefined();
    const headers = signed(`${PUBLIC_URL}/twiml/status`, form);
    expect((await server.app.inject(post('/twiml/status', form, headers))).statusCode).toBe(204);
    expect(progress()).toBe('ringing');
  });

  it('of so many calls is remembered for a thousand, of those that are over first forgotten', async () => {
    await start();
    const { atCarrier } = server.app.calls;
    atCarrier.learn('CA1', { status: 'ringing' });
    for (let n = 0; n < 3_000; n++) atCarrier.learn(`CB${n}`, { status: 'completed' });
    expect(progress()).toBe('ringing');
    expect(atCarrier.find('CB2000')).toBeUndefined();
    expect(atCarrier.find('CB2999')).toBeDefined();
    for (let n = 0; n < 3_000; n++) atCarrier.learn(`CC${n}`, { status: 'ringing' });
    expect(progress()).toBeUndefined();
  });
});

describe('the webhook with an auth token configured', () => {
  const url = `${PUBLIC_URL}/twiml`;

  it.each([
    ['is unsigned', {}],
    ['is signed with another token', signed(url, FORM, 'other')],
    ['is signed for http', signed('http://agent.example.com/twiml', FORM)],
    ['is signed for wss', signed('wss://agent.example.com/twiml', FORM)],
    [
      'is signed for the Host it names',
      { ...signed('https://evil.example.com/twiml', FORM), host: 'evil.example.com' },
    ],
    ['is signed over some of the parameters', signed(url, { CallSid: FORM.CallSid })],
    ['is signed over other values', signed(url, { ...FORM, From: '+15559999999' })],
    ['is signed over no parameters', signed(url)],
    ['is signed for another path', signed(`${PUBLIC_URL}/twiml/after`, FORM)],
  ])('answers 403 when the request %s', async (_what, headers) => {
    await start({ signingKeys: [TOKEN], publicUrl: PUBLIC_URL });
    const { statusCode, body } = await server.app.inject(post('/twiml', FORM, headers));
    expect(statusCode).toBe(403);
    expect(body).not.toContain('Response');
    const [line, ...rest] = server.log.lines.filter(({ level }) => level >= 40);
    expect(line).toMatchObject({ code: 'MEDIA_UNSIGNED', url: '/twiml' });
    expect(rest).toEqual([]);
  });

  /** Which of token, URL and proxy is wrong: whoever runs the server has only this line. */
  it.each<[what: string, request: InjectOptions, says: RegExp, source: string]>([
    ['no signature', post('/twiml'), /is missing: .*proxy/, 'langwatch/scenario#983'],
    ['an empty one', post('/twiml', FORM, { 'x-twilio-signature': '' }), /is missing: .*proxy/, 'our own'],
    [
      "a subaccount's",
      post('/twiml', { ...FORM, AccountSid: `AC${'0'.repeat(28)}beef` }, signed(url, FORM, 'other')),
      /TWILIO_AUTH_TOKEN must be that of the account AC…beef, .*PUBLIC_URL/,
      'twilio-php#436, ZeframLou/call-me#15',
    ],
    [
      "a subaccount's, by GET",
      { url: `/twiml?AccountSid=AC${'0'.repeat(28)}beef`, headers: signed(url) },
      /of the account AC…beef/,
      'twilio-php#436',
    ],
    [
      'one beside something else than an account',
      post('/twiml', { ...FORM, AccountSid: '+15550001111' }, signed(url, FORM, 'other')),
      /TWILIO_AUTH_TOKEN must be that, and PUBLIC_URL/,
      'our own',
    ],
  ])('says what may be wrong with %s (%#)', async (_what, request, says) => {
    await start({ signingKeys: [TOKEN], publicUrl: PUBLIC_URL });
    expect((await server.app.inject(request)).statusCode).toBe(403);
    const [line] = server.log.lines.filter(({ level }) => level === 40);
    expect(line?.msg).toMatch(says);
    expect(server.log.text()).not.toMatch(/5550001111|0{20}/);
  });

  // twilio-node, examples/WebhookSignatureValidation.md; "Sign webhooks with shared keys", 2026
  it('names a Webhook Rule, with which Twilio signs by another key', async () => {
    await start({ signingKeys: [TOKEN], publicUrl: PUBLIC_URL });
    const settings = { 'x-twilio-webhooks-signature-settings': 'key=SK1,algorithm=HMAC_SHA256' };
    const headers = { ...signed(url, FORM, 'a-shared-key'), ...settings };
    const { statusCode, body } = await server.app.inject(post('/twiml', FORM, headers));
    expect([statusCode, body]).toEqual([403, expect.stringMatching(/shared key.*Webhook Rule/)]);
    expect(server.log.lines.some(({ msg }) => /Webhook Rule/.test(String(msg)))).toBe(true);
  });

  it('answers a request that Twilio signed', async () => {
    await start({ signingKeys: [TOKEN], publicUrl: PUBLIC_URL });
    const [connect] = await verbs(post('/twiml', FORM, signed(url, FORM)));
    expect(connect?.verb).toBe('Connect');
  });

  it.each([
    ['the first token', TOKEN],
    ['the second token', 'the-next-token'],
  ])(
    'answers a request that is signed with %s while they change (goalert PR#2588, vita-min PR#5318)',
    async (_what, token) => {
      await start({ signingKeys: [TOKEN, 'the-next-token'], publicUrl: PUBLIC_URL });
      expect((await verbs(post('/twiml', FORM, signed(url, FORM, token))))[0]?.verb).toBe('Connect');
      const { statusCode } = await server.app.inject(post('/twiml', FORM, signed(url, FORM, 'a-third')));
      expect(statusCode).toBe(403);
    },
  );

  it('answers a request whose signature a proxy has doubled', async () => {
    await start({ signingKeys: [TOKEN], publicUrl: PUBLIC_URL });
    const signature = signed(url, FORM)['x-twilio-signature'];
    const headers = { 'x-twilio-signature': `${signature}, ${signature}` };
    expect((await verbs(post('/twiml', FORM, headers)))[0]?.verb).toBe('Connect');
  });

  /** fastify PR#6414: the doubled type of a webhook, joined by a proxy. jshttp/content-type#29: so does Cloudflare. */
  it.each([
    'application/x-www-form-urlencoded,application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded; charset=UTF-8, application/x-www-form-urlencoded',
    'Application/X-WWW-Form-Urlencoded, application/x-www-form-urlencoded;charset=utf-8',
  ])('reads a form whose type a proxy has doubled: %s', async (type) => {
    await start({ signingKeys: [TOKEN], publicUrl: PUBLIC_URL });
    const request = post('/twiml', FORM, { ...signed(url, FORM), 'content-type': type });
    expect((await verbs(request))[0]?.verb).toBe('Connect');
  });

  it('takes Twilio’s own test vector', async () => {
    await start({ signingKeys: [TOKEN], publicUrl: 'https://example.com' });
    const form = { CallSid: 'CA123', From: '+15550001111', To: '+15550002222' };
    const headers = { 'x-twilio-signature': 'e56k1DnPhLyb123or9W6ArRjm6c=' };
    expect((await verbs(post('/twiml?a=1', form, headers)))[0]?.verb).toBe('Connect');
  });

  it('checks every parameter, also new ones, empty ones and those that come twice', async () => {
    await start({ signingKeys: [TOKEN], publicUrl: PUBLIC_URL });
    const form = { ...FORM, Novelty: 'yes & no = ü', FromCity: '', Tag: ['b', 'a'] };
    expect((await verbs(post('/twiml', form, signed(url, form))))[0]?.verb).toBe('Connect');
  });

  it('takes a GET signed with its query', async () => {
    await start({ signingKeys: [TOKEN], publicUrl: PUBLIC_URL });
    const path = '/twiml?CallSid=CA123&From=%2B15550001111';
    const request = { url: path, headers: signed(PUBLIC_URL + path) };
    expect((await verbs(request))[0]?.verb).toBe('Connect');
    const changed = await server.app.inject({ ...request, url: '/twiml?CallSid=CA999&From=%2B15550001111' });
    expect(changed.statusCode).toBe(403);
  });

  /** Over the bytes of the URL, as Twilio signs; its SDK's helper takes the URL apart and writes it anew. */
  const signedOver = (address: string) => createHmac('sha1', TOKEN).update(address).digest('base64');

  it.each([
    ['an apostrophe', "FromCity=COEUR+D'ALENE", "FromCity=COEUR+D'ALENE", 'twilio-ruby#528'],
    [
      'an apostrophe that a proxy escapes',
      'FromCity=COEUR+D%27ALENE',
      "FromCity=COEUR+D'ALENE",
      'twilio-node#1059',
    ],
    ['an escaped apostrophe', 'FromCity=COEUR+D%27ALENE', 'FromCity=COEUR+D%27ALENE', 'yap PR#1629'],
    ['its order, and blanks as they are', 'z=1&a=b+c&From=%2B1555', 'z=1&a=b+c&From=%2B1555', 'yap PR#1629'],
    ['a SIP header', 'SipHeader_X-Id=a%2Cb&x[]=1', 'SipHeader_X-Id=a%2Cb&x[]=1', 'Twilio: SIP interface'],
    ['names without a value', 'ForwardedFrom=&a', 'ForwardedFrom=&a', 'our own'],
  ])('takes a GET whose query has %s', async (_what, sent, over, _source) => {
    await start({ signingKeys: [TOKEN], publicUrl: PUBLIC_URL });
    const headers = { 'x-twilio-signature': signedOver(`${PUBLIC_URL}/twiml?CallSid=CA123&${over}`) };
    expect((await verbs({ url: `/twiml?CallSid=CA123&${sent}`, headers }))[0]?.verb).toBe('Connect');
    const changed = await server.app.inject({ url: `/twiml?CallSid=CA999&${sent}`, headers });
    expect(changed.statusCode).toBe(403);
  });

  it.each([
    ['a value that is JSON (twilio-php#458)', { AddOns: '{"status":"successful","message":null}' }],
    [
      'a caller without a number (somleng#1820)',
      { From: 'Anonymous', Caller: '+266696687', FromCountry: '' },
    ],
    ['an apostrophe, blanks and ends of line', { FromCity: "COEUR D'ALENE", CallerName: 'A+B\r\nC %20' }],
    ['a long passport', { StirPassportToken: 'x'.repeat(3_000), StirVerstat: 'TN-Validation-Passed-A' }],
  ])('takes a POST with %s', async (_what, more) => {
    await start({ signingKeys: [TOKEN], publicUrl: PUBLIC_URL });
    const form = { ...FORM, ...more };
    expect((await verbs(post('/twiml', form, signed(url, form))))[0]?.verb).toBe('Connect');
  });

  it('guards what follows the stream too, and leaves health open', async () => {
    await start({ signingKeys: [TOKEN], publicUrl: PUBLIC_URL });
    expect((await server.app.inject(post('/twiml/after'))).statusCode).toBe(403);
    expect((await server.app.inject('/health')).statusCode).toBe(200);
  });

  it('never logs the caller’s number', async () => {
    await start({ signingKeys: [TOKEN], publicUrl: PUBLIC_URL });
    await server.app.inject(post('/twiml'));
    await server.app.inject('/twiml?From=%2B15550001111');
    await server.app.inject(post('/twiml', FORM, signed(url, FORM)));
    expect(server.log.text()).not.toMatch(/5550001111|5550002222/);
  });
});

describe('what follows the stream', () => {
  const afterStream = (callSid: string) => verbs(post('/twiml/after', { ...FORM, CallSid: callSid }));
  const call = async () => {
    const phone = await dialRaw(server.mediaUrl);
    phone.connects();
    phone.starts();
    const live = () =>
      [...server.app.calls.live].find(({ journal }) => journal.carrierCallId === phone.callSid);
    await eventually(() => expect(live()).toBeDefined());
    return phone;
  };

  it('is silence after a call that ended as calls do', async () => {
    await start();
    const phone = await call();
    server.app.calls.hangUpAll('test');
    await until(phone.closed);
    expect(await afterStream(phone.callSid)).toEqual([{ verb: 'Hangup' }]);
  });

  it('is an apology after a call whose chart broke', async () => {
    const inspect: CallParts['inspect'] = (inspected) => {
      if (inspected.type === '@xstate.event' && inspected.event.type === 'transport.started')
        throw new Error('a bug of ours');
    };
    await start({ parts: { inspect } });
    const phone = await dialRaw(server.mediaUrl);
    phone.connects();
    phone.starts();
    const { code } = await until(phone.closed);
    expect(code).toBe(1011);
    expect(await afterStream(phone.callSid)).toEqual([SAYS_SORRY, { verb: 'Hangup' }]);
  });

  /** n8n PR#38338. */
  it('is a plain hang-up for a call of another replica, however it is asked for', async () => {
    await start();
    const hangsUp = [{ verb: 'Hangup' }];
    expect(await afterStream('CA-unknown')).toEqual(hangsUp);
    for (const path of [
      '?CallSid=CA-unknown',
      '?since=x',
      '?since=',
      `?since=${now() - 60}`,
      `?since=${now() + 60}`,
    ])
      expect(await verbs(`/twiml/after${path}`)).toEqual(hangsUp);
  });

  it('is an apology when the stream never came to be: a caller hears something', async () => {
    await start();
    const path = `/twiml/after?since=${now() - 1}`;
    expect(await verbs(post(path))).toEqual([SAYS_SORRY, { verb: 'Hangup' }]);
    // openclaw PR#125468, openclaw#19834, #4820, speech-assistant-openai-realtime-api-node#35: nobody else says so
    expect(server.log.lines.filter(({ level }) => level === 40)).toMatchObject([
      { carrierCallId: 'CA123', msg: expect.stringMatching(/had no media.*public\.media/) },
    ]);
  });

  it('is silence after a call that ended well, however short it was', async () => {
    await start();
    const phone = await call();
    server.app.calls.hangUpAll('test');
    await until(phone.closed);
    const path = `/twiml/after?since=${now() - 1}`;
    expect(await verbs(post(path, { ...FORM, CallSid: phone.callSid }))).toEqual([{ verb: 'Hangup' }]);
  });

  it('is an apology without the marks of the agent file', async () => {
    await start({ agent: { messagePlan: { outOfOrderMessage: '😬 **Sorry**, please call _later_.' } } });
    expect(await verbs(`/twiml/after?since=${now() - 1}`)).toMatchObject([
      { verb: 'Say', text: 'Sorry, please call later.' },
      { verb: 'Hangup' },
    ]);
  });

  it('is an apology after a stream that had to be refused in mid-call', async () => {
    await start();
    const phone = await call();
    for (let n = 0; n < 50; n++) phone.sendsText('oops');
    await until(phone.closed);
    expect(await afterStream(phone.callSid)).toEqual([SAYS_SORRY, { verb: 'Hangup' }]);
  });
});
