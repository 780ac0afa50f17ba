/** What stands between the carrier and this server, and how the doctor names it: tunnels, proxies, login pages. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Patient } from '../../../server/doctor/doctor.ts';
import { ownTheClock } from '../../helpers/time/virtual-time.ts';
import { type Habits, type ReverseProxy, startProxy } from './proxy.ts';
import { startStage } from './stage.ts';

ownTheClock();
let stage: Awaited<ReturnType<typeof startStage>>;
let proxy: ReverseProxy;
beforeAll(async () => {
  proxy = await startProxy();
  stage = await startStage({ env: { PUBLIC_URL: proxy.url } });
  proxy.target = stage.world.server.address;
});
afterEach(() => {
  proxy.habits = {};
});
afterAll(async () => {
  await proxy.close();
  await stage.world.close();
});

/** What is found of the public address. `url`: the doctor's PUBLIC_URL; default: the server's own. */
async function found(url: string | undefined = proxy.url, change: Partial<Patient> = {}) {
  const { config } = stage.patient;
  const env = { ...config.env, PUBLIC_URL: url } as Patient['config']['env'];
  const { findings } = await stage.examine({ config: { ...config, env }, isSandbox: false, ...change });
  const wrong = findings.filter(
    ({ check, outcome }) => check.startsWith('public.') && (outcome === 'failure' || outcome === 'warning'),
  );
  return {
    wrong: wrong.map(({ check, outcome }) => (outcome === 'warning' ? `! ${check}` : check)),
    says: wrong.map(({ message, advice }) => `${message}: ${advice}`).join('\n'),
  };
}

const answersWith = (
  status: number,
  headers: Record<string, string> = {},
  body = '<html></html>',
): Habits => ({
  answers: (response) => response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body),
});

const BEFORE: readonly (readonly [what: string, habits: Habits, check: string, says: RegExp])[] = [
  [
    'a tunnel that is not connected',
    answersWith(404, { 'ngrok-error-code': 'ERR_NGROK_3200' }),
    'public.health',
    /ERR_NGROK_3200: start the tunnel/,
  ],
  // dongido001/flask_chatbot#3, abhishekkrthakur/colabcode#25, Shopify/shopify-cli#1819, ngrok/ngrok-docs#1920: the tunnel runs
  ...['ERR_NGROK_702', 'ERR_NGROK_725', 'ERR_NGROK_727'].map((code): (typeof BEFORE)[number] => [
    `a tunnel whose plan is used up: ${code}`,
    answersWith(code === 'ERR_NGROK_702' ? 429 : 402, { 'ngrok-error-code': code }),
    'public.health',
    /ERR_NGROK_7\d\d: a limit of its plan is reached/,
  ]),
  [
    'a tunnel to another port',
    answersWith(502, { 'ngrok-error-code': 'ERR_NGROK_8012' }),
    'public.health',
    /ERR_NGROK_8012: the tunnel runs, and nothing answers/,
  ],
  [
    'a tunnel that shows a page first',
    answersWith(200, {}, '<html>… ERR_NGROK_6024 …'),
    'public.health',
    /ERR_NGROK_6024/,
  ],
  [
    'a proxy with no server behind it',
    answersWith(502),
    'public.health',
    // haposan06 in GoogleCloudPlatform/cloud-run-samples#223, ahmetb/cloud-run-faq#93, extenda/actions PR#161: HTTP/2 to the server.
    // ietf-tools/mailarchive PR#4016, google/CodeCity#416, graphite-project/docker-graphite-statsd#87, cloudflare/cloudflared#742: ::1
    /reaches no server behind it \(502\).*plain HTTP\/1\.1.*127\.0\.0\.1: localhost may be ::1/,
  ],
  // vitobotta/hetzner-k3s#87, #292, canonical/lxd#5598: "a 400 response without further information"
  [
    'a load balancer with the PROXY protocol',
    answersWith(400, {}, ''),
    'public.health',
    /cannot read.*the PROXY protocol/,
  ],
  // upstash/qstash-js#238, maziggy/bambuddy#1534, MarkMpn/AutotuneWeb#47; "Detect a Challenge Page response" of Cloudflare's documentation
  [
    'a check for robots',
    answersWith(403, { 'cf-mitigated': 'challenge' }),
    'public.health',
    /a check for robots answers.*Bot Fight Mode/,
  ],
  ['a login page', answersWith(403), 'public.health', /login or an access rule/],
  ['a page that asks for a password (localtunnel#640)', answersWith(511), 'public.health', /login or an/],
  [
    'a redirect',
    answersWith(301, { location: 'https://agent.example/health' }),
    'public.health',
    /redirects to https:\/\/agent\.example \(301\)/,
  ],
  // skypilot-org/skypilot PR#9485, stefanko-ch/Nexus-Stack#893, kaishi00/hermes-conduit#37: "reads like a URL problem"
  ...[
    'https://team.cloudflareaccess.com/cdn-cgi/access/login/agent.example?kid=1',
    'https://github.dev/pf-signin?id=1',
    'https://accounts.google.com/o/oauth2/v2/auth?client_id=1',
    'https://login.microsoftonline.com/common',
    'https://tunnels-prod-rel-tm.global.rel.tunnels.api.visualstudio.com/auth/microsoft?to=1',
    '/oauth2/start?rd=%2Fhealth',
    '/login',
  ].map((location): (typeof BEFORE)[number] => [
    `a login at ${location}`,
    answersWith(302, { location }),
    'public.health',
    /a login stands before PUBLIC_URL.*let the carrier through/,
  ]),
  [
    'a redirect to a host that only sounds like a login',
    answersWith(308, { location: 'https://authors.example/loginess/health' }),
    'public.health',
    /redirects to https:\/\/authors\.example \(308\)/,
  ],
  ['another web server', answersWith(200), 'public.health', /is not Parley \(200\)/],
  ['a proxy that adds a path', { path: (path) => `/api${path}` }, 'public.health', /no \/health \(404\)/],
  [
    'a proxy that changes the path of webhooks',
    { path: (path) => path.replace('/twiml', '/twiml2') },
    'public.webhook',
    /answered with 4\d\d/,
  ],
  // reapit/foundations#11020, API Gateway of AWS: a refusal in JSON that is none of ours
  [
    'a gateway that refuses webhooks in JSON',
    { refuses: { path: '/twiml', status: 403, body: '{"message":"Forbidden"}' } },
    'public.webhook',
    /answered with 403.*check a proxy/,
  ],
  [
    'a proxy that drops WebSockets',
    { upgrades: 'refused' },
    'public.media',
    /refused with 400.*pass WebSockets on/,
  ],
  // onyx-dot-app/onyx PR#9558, gnuns/omigo#10
  [
    'a proxy that makes requests of WebSockets',
    { upgrades: 'asRequests' },
    'public.media',
    /refused with 426.*pass WebSockets on/,
  ],
  [
    'a proxy that waits with WebSockets for ever',
    { upgrades: 'unanswered' },
    'public.media',
    /does not open.*pass WebSockets on/,
  ],
  [
    'a proxy that breaks WebSockets off',
    { upgrades: 'cut' },
    'public.media',
    /fails \(ECONNRESET\).*pass WebSockets on/,
  ],
];

describe('PUBLIC_URL', () => {
  it('that leads here through a proxy is well', async () => {
    expect(await found()).toEqual({ wrong: [], says: '' });
  });

  it.each(BEFORE)('that leads to %s is named', async (_, habits, check, says) => {
    proxy.habits = habits;
    const { wrong, says: said } = await found();
    expect(wrong).toEqual([check]);
    expect(said).toMatch(says);
  });

  it('at which nothing listens is named', async () => {
    const { wrong, says } = await found('http://127.0.0.1:9');
    expect(wrong).toEqual(['public.health']);
    // chainpoint/chainpoint-gateway#25, louislam/uptime-kuma#3125, rackerlabs/spot#285: well for everybody else
    expect(says).toMatch(/ECONNREFUSED.*tunnel.*ask from elsewhere/);
  });

  it('of another name than the running server was told is a signature that does not match', async () => {
    const { wrong, says } = await found(proxy.url.replace('127.0.0.1', 'localhost'));
    expect(wrong).toEqual(['public.webhook']);
    expect(says).toMatch(/refuses our signature.*another PUBLIC_URL/);
  });

  it('that leads to another server of Parley is a warning', async () => {
    const { wrong } = await found(proxy.url, { server: { address: proxy.target, instance: 'another' } });
    expect(wrong).toEqual(['! public.health']);
  });

  it('of a server that is stopping is a warning', async () => {
    stage.world.server.app.calls.draining = true;
    const { wrong, says } = await found();
    stage.world.server.app.calls.draining = false;
    expect(wrong).toEqual(['! public.health', '! public.webhook']);
    expect(says).toMatch(/connects no call at the moment: the server may be stopping/);
  });
});
