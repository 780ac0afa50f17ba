import { describe, expect, it } from 'vitest';
import { credentialsIn, proxyFor } from '../../../../actors/providers/proxy/proxy-settings.ts';

const PROXY = 'http://proxy.example:3128';
const HTTPS = 'https://api.vendor.example/v1';
const WSS = 'wss://eu.vendor.example/v1/listen';

/** deepgram-js-sdk#493: HTTPS_PROXY was ignored. */
describe('the proxy of a request', () => {
  it.each<[string, string, Record<string, string>, string | undefined]>([
    ['none', HTTPS, {}, undefined],
    ['https', HTTPS, { HTTPS_PROXY: PROXY }, PROXY],
    ['a secure socket', WSS, { HTTPS_PROXY: PROXY }, PROXY],
    ['small letters', WSS, { https_proxy: PROXY }, PROXY],
    ['small letters first', WSS, { https_proxy: PROXY, HTTPS_PROXY: 'http://other.example' }, PROXY],
    ['http', 'http://vendor.example', { HTTP_PROXY: PROXY }, PROXY],
    ['a plain socket', 'ws://vendor.example', { HTTP_PROXY: PROXY }, PROXY],
    ['another scheme’s', HTTPS, { HTTP_PROXY: PROXY }, undefined],
    ['all', HTTPS, { ALL_PROXY: PROXY }, PROXY],
    ['all, in small letters', WSS, { all_proxy: PROXY }, PROXY],
    ['without a scheme', HTTPS, { HTTPS_PROXY: 'proxy.example:3128' }, PROXY],
    ['an empty one', HTTPS, { HTTPS_PROXY: ' ', ALL_PROXY: PROXY }, PROXY],
    ['this machine', 'http://127.0.0.1:8080', { HTTP_PROXY: PROXY }, undefined],
    ['this machine by name', 'ws://localhost:8080', { HTTP_PROXY: PROXY }, undefined],
    ['this machine, IPv6', 'https://[::1]:8080', { ALL_PROXY: PROXY }, undefined],
    ['an exception', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: 'api.vendor.example' }, undefined],
    ['a domain', HTTPS, { HTTPS_PROXY: PROXY, no_proxy: 'a.example, vendor.example' }, undefined],
    ['a domain with a dot', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: '.vendor.example' }, undefined],
    ['a domain with a star', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: '*.vendor.example' }, undefined],
    ['everything', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: '*' }, undefined],
    ['another domain', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: 'endor.example' }, PROXY],
    ['a port', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: 'vendor.example:443' }, undefined],
    // NousResearch/hermes-agent PR#59667 and PR#107735, canonical/lxd PR#8290: a model in the network beside a proxy for all else
    ['a network', 'http://10.10.10.7:8000', { HTTP_PROXY: PROXY, NO_PROXY: '10.10.10.0/24' }, undefined],
    [
      'one of several networks',
      'http://192.168.1.9',
      { HTTP_PROXY: PROXY, NO_PROXY: '127.0.0.0/8,10.0.0.0/8,192.168.0.0/16' },
      undefined,
    ],
    ['a network of IPv6', 'http://[fd00::7]:1', { HTTP_PROXY: PROXY, NO_PROXY: 'fd00::/8' }, undefined],
    ['another network', 'http://10.10.11.7', { HTTP_PROXY: PROXY, NO_PROXY: '10.10.10.0/24' }, PROXY],
    [
      'no network',
      'http://10.10.10.7',
      { HTTP_PROXY: PROXY, NO_PROXY: '10.0.0.0/99, 10/8, 10.0.0.0/' },
      PROXY,
    ],
    ['an address', 'http://[fd00::1]:8000', { HTTP_PROXY: PROXY, NO_PROXY: 'fd00::1' }, undefined],
    ['a network, and a name', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: '0.0.0.0/0' }, PROXY],
    ['quotation marks of docker --env-file', HTTPS, { HTTPS_PROXY: `"${PROXY}"` }, PROXY],
    ['another port', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: 'vendor.example:8443' }, PROXY],
    // request/request#2194 and #2500, docker/docs PR#12463: a star within a name or an address
    ['a star without a dot', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: '*vendor.example' }, undefined],
    ['a star behind', 'http://10.1.2.3', { HTTP_PROXY: PROXY, NO_PROXY: 'localhost,127.*,10.*' }, undefined],
    ['stars', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: 'a*.ven*example' }, undefined],
    ['a star, and a port', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: 'api.*:8443' }, PROXY],
    ['a star elsewhere', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: 'eu.*,*.eu.vendor.example' }, PROXY],
    ['a star that is too long', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: 'api.vendor.*.example' }, PROXY],
    // aws/aws-sdk-java-v2#4703, dependency-check/dependency-check-gradle PR#362: lists of Java and of Windows
    ['bars', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: 'localhost|*.vendor.example' }, undefined],
    ['semicolons', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: 'a.example;vendor.example' }, undefined],
    ['names without a dot', 'http://llm:8000', { HTTP_PROXY: PROXY, NO_PROXY: '<local>' }, undefined],
    ['names with one', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: '<local>' }, PROXY],
    ['blanks', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: 'a.example vendor.example' }, undefined],
    ['a URL', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: 'https://api.vendor.example/' }, undefined],
    // JSONbored/metagraphed PR#6563: a dot at the end of a name
    ['a whole name', HTTPS, { HTTPS_PROXY: PROXY, NO_PROXY: 'api.vendor.example.' }, undefined],
    [
      'a whole name in the URL',
      'https://api.vendor.example.',
      { HTTPS_PROXY: PROXY, NO_PROXY: 'vendor.example' },
      undefined,
    ],
    [
      'an address written out',
      'http://[fd00::1]:1',
      { HTTP_PROXY: PROXY, NO_PROXY: 'fd00:0::0:1' },
      undefined,
    ],
  ])('%s', (_what, url, env, proxy) => {
    expect(proxyFor(url, env)?.origin).toBe(proxy);
  });

  it.each(['socks5://proxy.example:1080', 'http://', 'not a proxy'])('is refused by name: %s', (value) => {
    expect(() => proxyFor(HTTPS, { HTTPS_PROXY: value })).toThrow(
      /HTTPS_PROXY is no proxy that Parley can use/,
    );
  });

  it.each<[value: string, says: RegExp, source: string]>([
    ['null', /leave it out/, 'telerik/mobile-cli-lib PR#812'],
    ['none', /leave it out/, 'our own'],
    ['8080', /not a port alone/, 'npm/npm#14099: 0.0.31.144'],
    [':3128', /not a port alone/, 'our own'],
    ['http://config.example/proxy.pac', /a script .* is not read/, 'microsoft/cpprestsdk#182'],
    ['http://wpad/wpad.dat', /a script .* is not read/, 'genotrance/px#30'],
    ['http://me:XX#XX@proxy.example:3128', /%23 for #/, 'psf/requests#2846, encode/httpx#858'],
    ['http://me:12#34@proxy.example:3128', /%23 for #/, 'psf/requests#2846'],
    ['http://me:a/b@proxy.example:3128', /%2F for \//, 'carsonyl/pypac#49'],
    ['http://DOMAIN\\me:secret@proxy.example', /%5C/, 'carsonyl/pypac#49'],
    ['me:1?2@proxy.example:3128', /%3F for \?/, 'our own'],
  ])('is refused with what to write: %s', (value, says) => {
    expect(() => proxyFor(HTTPS, { HTTPS_PROXY: value })).toThrow(says);
  });

  it('keeps its password to itself', () => {
    expect(() => proxyFor(HTTPS, { ALL_PROXY: 'socks5://me:secret@proxy.example' })).not.toThrow(/secret/);
  });
});

describe('name and password of a proxy', () => {
  it.each<[written: string, credentials: string | undefined, source: string]>([
    ['proxy.example:3128', undefined, 'our own'],
    ['me:a%20secret@proxy.example', 'me:a secret', 'RFC 3986, 2.1'],
    ['me:p%C3%A4ss@proxy.example', 'me:päss', 'RFC 3986, 2.1'],
    ['me:a6%6qgx12345@proxy.example', 'me:a6%6qgx12345', 'apify/got-scraping#55'],
    ['me:100%@proxy.example', 'me:100%', 'delvedor/hpagent#120, npm/npm#10144'],
    ['u%zz:p@proxy.example', 'u%zz:p', 'vinikjkkj/zapo PR#276'],
    ['me:a%ffb@proxy.example', 'me:a%ffb', 'apify/proxy-chain#89'],
    ['user_with_=:pass;word@proxy.example', 'user_with_=:pass;word', 'delvedor/hpagent#39'],
    ['me:p@ss@proxy.example', 'me:p@ss', 'psf/requests#2703'],
  ])('of %s are %s (%s)', (written, credentials) => {
    expect(credentialsIn(new URL(`http://${written}`))).toBe(credentials);
  });
});
