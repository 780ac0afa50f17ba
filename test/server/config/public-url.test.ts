/** The address at which a carrier reaches this server: how it may be written, and whether it can be reached. */
import { describe, expect, it } from 'vitest';
import { isLocalUrl, publicUrl } from '../../../server/config/public-url.ts';

const ONE_URL = 'one URL without blanks, with a host and, if need be, a port up to 65535';
const OF_EXAMPLE = 'your own, not what an example has in its place';

const schema = publicUrl(['/answer', '/ws']);

describe('PUBLIC_URL', () => {
  it.each([
    ['https://agent.example.com', 'https://agent.example.com'],
    ['https://agent.example.com///', 'https://agent.example.com'],
    ['HTTPS://agent.example.com:8443', 'https://agent.example.com:8443'],
    ['https://example.com/parley/', 'https://example.com/parley'],
    ['https://Agent.Example.com', 'https://Agent.Example.com'],
    ['https://xn--bcher-kva.example', 'https://xn--bcher-kva.example'],
    ['http://[::1]:3040', 'http://[::1]:3040'],
    ['https://example.com/answers', 'https://example.com/answers'],
    ['https://example.com/%C3%BC', 'https://example.com/%C3%BC'],
    ['https://my-agent.ngrok.app', 'https://my-agent.ngrok.app'],
    ['https://my_agent.example.com', 'https://my_agent.example.com'],
    ['https://youragency.example', 'https://youragency.example'],
  ])('%s is %s', (written, url) => {
    expect(schema.parse(written)).toBe(url);
  });

  it.each([
    ['agent.example.com', 'a URL that begins with https:// or http://'],
    ['https:/agent.example.com', 'a URL that begins with https:// or http://'],
    ['agent.example.com:8443', 'a URL that begins with https:// or http://'],
    ['wss://agent.example.com/ws', 'a URL that begins with https:// or http://'],
    ['https://', 'a URL that begins with https:// or http://'],
    // twilio/twilio-agent-connect-typescript PR#87
    ['http://https://x.com', 'a URL with one https:// in front'],
    ['tcp://5.tcp.ngrok.io:20334', 'a URL that begins with https:// or http://'],
    ['https://agent.example.com, https://b.example', ONE_URL],
    ['https://agent example.com', ONE_URL],
    ['https://agent.example.com:99999', ONE_URL],
    ['https://*.ngrok.app', ONE_URL],
    ['https://agent.example.com/my path', ONE_URL],
    ['https://agent.example.com/\u00fc', 'written with the path as /%C3%BC'],
    ['https://agent.example.com/a/../b', 'written with the path as /b'],
    ['https://your-domain.ngrok.io', OF_EXAMPLE],
    ['https://YOUR_SUBDOMAIN.ngrok-free.app', OF_EXAMPLE],
    ['https://xxxxxxxx.ngrok.io', OF_EXAMPLE],
    ['https://agent.example.com?a=b', 'a URL without a query'],
    ['https://agent.example.com#a', 'a URL without a fragment'],
    ['https://user:hidden@agent.example.com', 'a URL without a user name and a password'],
    ['https://https://agent.example.com', 'a URL with one https:// in front'],
    ['https://bücher.example', 'written with the host as xn--bcher-kva.example'],
    // 0perationPrivacy/VoIP#153: a base URL and a path put together wrongly
    ['https://agent.example.com/answer', 'the base URL, without /answer at its end'],
    ['https://agent.example.com/ws/', 'the base URL, without /ws at its end'],
  ])('may not be %s: %s', (written, rule) => {
    expect(schema.safeParse(written).error?.issues[0]?.message).toBe(rule);
  });
});

describe('a URL that no carrier reaches', () => {
  // nash-md/twilio-contact-center#6 and #17
  it.each([
    'http://localhost:3040',
    'https://127.0.0.1',
    'https://10.1.2.3',
    'https://172.20.0.2',
    'https://192.168.1.10:3040',
    'https://169.254.1.1',
    'https://100.64.0.1',
    'https://0.0.0.0:3040',
    'https://[::1]',
    'https://[fd00::1]',
    'https://[fe80::1]',
    'https://parley',
    'https://box.local',
    'https://vm.internal',
    // JSONbored/metagraphed PR#6563: a dot at the end hides what the name is
    'https://localhost.',
    'https://box.local.',
    // fabric8-launcher/launchpad-missioncontrol#141, rancher/rancher#22638: services of a cluster
    'http://parley.default.svc',
    'http://parley.default.svc.cluster.local:3040',
    // RFC 6762, appendix G; paperclipai/paperclip PR#13684: private domains
    'https://box.localdomain',
    'https://agent.corp',
    'https://agent.intranet',
    'https://nas.home',
  ])('is %s', (url) => {
    expect(isLocalUrl(url)).toBe(true);
  });

  it.each(['https://agent.example.com', 'https://8.8.8.8', 'https://172.32.0.1', 'https://[2001:db8::1]'])(
    'is not %s',
    (url) => {
      expect(isLocalUrl(url)).toBe(false);
    },
  );
});
