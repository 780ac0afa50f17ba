/**
 * Requests as proxies pass them on. A path in PUBLIC_URL comes with it or without: adnanh/webhook#204, matrix-org/matrix-hookshot#1118,
 * kieraneglin/pinchflat PR#413, sqlite-web#48. A whole address in place of a path, which HTTP allows: honojs/node-server#228,
 * cloudfoundry/gorouter#106, xrootd/xrootd#1675.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routePath } from '../../server/request-paths.ts';
import { dialRaw } from '../helpers/raw-phone.ts';
import { startApp, type TestApp } from '../helpers/start/start-app.ts';
import { until } from '../helpers/time/virtual-time.ts';

describe('a path', () => {
  it.each([
    ['/twiml', '', '/twiml'],
    ['/twiml/', '', '/twiml'],
    ['//twiml?a=/', '', '/twiml?a=/'],
    ['/console/assets/', '', '/console/assets/'],
    ['/parley/twiml', '/parley', '/twiml'],
    ['/parley//twiml/?a=1', '/parley', '/twiml?a=1'],
    ['/parley', '/parley', '/'],
    ['/parley/', '/parley', '/'],
    ['/parley?a=1', '/parley', '/?a=1'],
    ['/parley/console/', '/parley', '/console/'],
    ['/parleyed/twiml', '/parley', '/parleyed/twiml'],
    ['/twiml', '/parley', '/twiml'],
    // What the proxy has cut off is not cut off twice.
    ['/v1/calls', '/v1', '/v1/calls'],
    ['http://agent.example/twiml?a=1', '', '/twiml?a=1'],
    ['HTTPS://agent.example:8443/parley/twiml', '/parley', '/twiml'],
    ['http://agent.example', '', '/'],
    ['http://agent.example?a=1', '', '/?a=1'],
    ['*', '', '/*'],
  ])('%s behind "%s" is %s', (written, base, path) => {
    expect(routePath(base, written)).toBe(path);
  });
});

describe('a server whose PUBLIC_URL has a path', () => {
  const PUBLIC_URL = 'https://agent.example/parley';
  const TOKEN = 'the-token';
  let server: TestApp;
  beforeAll(async () => {
    server = await startApp({ publicUrl: PUBLIC_URL, signingKeys: [TOKEN] });
  });
  afterAll(() => server.close());
  const signed = (url: string, form = {}) => ({
    'x-twilio-signature': twilio.getExpectedTwilioSignature(TOKEN, url, form),
  });

  it.each(['/twiml', '/parley/twiml', '/parley/twiml/', 'http://127.0.0.1/parley/twiml'])(
    'takes a signed webhook at %s',
    async (target) => {
      const slash = target.endsWith('/') ? '/' : '';
      const head = [
        `GET ${target} HTTP/1.1`,
        'Host: inner',
        `X-Twilio-Signature: ${signed(`${PUBLIC_URL}/twiml${slash}`)['x-twilio-signature']}`,
        'Connection: close',
      ];
      const socket = connect(Number(new URL(server.mediaUrl).port), '127.0.0.1').setEncoding('utf8');
      let text = '';
      socket.on('data', (chunk: string) => {
        text += chunk;
      });
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      await until(once(socket, 'end'));
      expect(text).toMatch(/^HTTP\/1\.1 200 [\s\S]*<Stream/);
    },
  );

  it.each(['/ws', '/parley/ws'])('takes a signed media socket at %s', async (path) => {
    const url = server.mediaUrl.replace('/ws', path);
    const phone = await dialRaw(url, { headers: signed('wss://agent.example/parley/ws') });
    phone.hangsUp();
    await phone.closed;
  });

  // CoreBunch/Instatic#306: down, said its monitor for days
  it('leads a monitor that asks for the head of the console there, too', async () => {
    const { statusCode, headers } = await server.app.inject({ method: 'HEAD', url: '/console' });
    expect([statusCode, headers.location]).toEqual([302, '/parley/console/']);
  });

  it.each(['/', '/parley/', '/console', '/parley/console'])(
    'leads a browser from %s to the console',
    async (url) => {
      const { statusCode, headers } = await server.app.inject({ url, headers: { accept: 'text/html' } });
      expect([statusCode, headers.location]).toEqual([302, '/parley/console/']);
    },
  );
});

/**
 * Who keeps a connection longer than the server asks on one that is being closed, and answers 502: caddyserver/caddy#6452,
 * traefik/traefik#10932, theopenco/llmgateway PR#1539, taskcluster/taskcluster PR#6692.
 */
describe('an unused connection stays open longer than', () => {
  it.each([
    ['nginx', 60],
    ["AWS's ALB", 60],
    ['Traefik', 90],
    ['cloudflared', 90],
    ['Caddy', 120],
    ["Google's load balancer", 600],
  ])('%s keeps it', async (_, seconds) => {
    const server = await startApp();
    expect(server.app.server.keepAliveTimeout).toBeGreaterThan(seconds * 1_000);
    await server.close();
  });
});
