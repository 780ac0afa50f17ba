/**
 * Which proxy a request to a vendor takes, by the variables that other programs read: `HTTPS_PROXY`, `HTTP_PROXY`,
 * `ALL_PROXY` and `NO_PROXY`, in capitals or not. Pure.
 *
 *   URL, environment ──> proxy, or none: this machine is never reached through one
 */
import { BlockList, isIP } from 'node:net';
import { VoiceError } from '../../../machines/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The proxy for this URL. Throws `CONFIG_INVALID`, naming the variable, when it is none that we can speak to. */
export function proxyFor(url: string, env: Env): URL | undefined {
  const { protocol, hostname, port } = new URL(url);
  const isSecure = protocol === 'https:' || protocol === 'wss:';
  const name = hostname.replace(/^\[|[\].]$/g, '').toLowerCase();
  if (isLoopback(name) || isExcepted(name, port || (isSecure ? '443' : '80'), env)) return undefined;
  for (const key of [isSecure ? 'HTTPS_PROXY' : 'HTTP_PROXY', 'ALL_PROXY']) {
    const value = read(env, key);
    if (value !== '') return proxyIn(value, key);
  }
  return undefined;
}

/** Small letters first, as curl does; without the quotation marks that docker hands on. */
const read = (env: Env, key: string): string =>
  (env[key.toLowerCase()] || env[key] || '').trim().replace(/^(["'])(.*)\1$/, '$2');

/** What is no proxy, by the first form that it has behind its scheme, and what is one. */
const NOT_PROXIES: readonly (readonly [form: RegExp, rule: string])[] = [
  [
    /^(?:null|none|undefined|false|off|no|direct|disabled?|0|-)$/i,
    'expected http://HOST:PORT or https://HOST:PORT; where there is no proxy, leave it out',
  ],
  [/^:?\d+\/?$/, 'expected http://HOST:PORT or https://HOST:PORT, and not a port alone'],
  [/\.(?:pac|dat)(?:\?.*)?$/i, 'expected http://HOST:PORT: a script that names proxies is not read'],
  [
    /^[^@]*[/?#\\][^@]*@/,
    'expected http://NAME:PASSWORD@HOST:PORT, in which name and password have %23 for #, %2F for /, %3F for ? and %5C for a backslash',
  ],
];

function proxyIn(value: string, key: string): URL {
  const text = value.includes('://') ? value : `http://${value}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  const [, rule] = NOT_PROXIES.find(([form]) => form.test(value.replace(/^\w+:\/\//, ''))) ?? [];
  if (rule === undefined && proxy && /^https?:$/.test(proxy.protocol) && proxy.hostname !== '') return proxy;
  const expected = rule ?? 'expected http://HOST:PORT or https://HOST:PORT, since SOCKS is not spoken';
  // The value may hold a password.
  throw new VoiceError('CONFIG_INVALID', `${key} is no proxy that Parley can use; ${expected}`, {
    details: { lines: [`${key} is wrong (its value is not shown): ${expected}`] },
  });
}

/** Name and password of a proxy, `name:password`, as they are meant; undefined for a proxy without a name. */
export const credentialsIn = ({ username, password }: URL): string | undefined =>
  username === '' ? undefined : `${unescaped(username)}:${unescaped(password)}`;

/** Without escapes, where they are such: a password may have a % that begins none, and URL leaves it as it stands. */
const unescaped = (text: string): string =>
  text.replace(/(?:%[\da-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });

const isLoopback = (name: string): boolean =>
  name === 'localhost' ||
  name.endsWith('.localhost') ||
  name === '::1' ||
  /^(?:127\.|0\.0\.0\.0$)/.test(name);

/** Whether an address is within a network, such as `10.0.0.0/8`, as curl, Go and Python have it. */
function isWithin(address: string, network: string): boolean {
  const [base = '', length = ''] = network.split('/');
  const version = isIP(base);
  const bits = Number(length);
  if (
    version === 0 ||
    version !== isIP(address) ||
    !/^\d+$/.test(length) ||
    bits > (version === 4 ? 32 : 128)
  )
    return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(base, bits, family);
  return list.check(address, family);
}

const HOST_AND_PORT = /^\[?(.*?)\]?(?::(\d+))?$/;

/**
 * An entry stands for a network, or for a host and those below it, with or without a port; a `*` in it for anything; `<local>`, which
 * Windows writes, for names without a dot. Between entries are commas and blanks, or what Java and Windows have in their place.
 */
function isExcepted(name: string, port: string, env: Env): boolean {
  const entries = read(env, 'NO_PROXY')
    .toLowerCase()
    .split(/[\s,;|]+/)
    .map((entry) => entry.replace(/^[a-z]+:\/\/|\/$/g, ''))
    .filter(Boolean);
  return entries.some((entry) => {
    if (entry === '*' || entry === name || isWithin(name, entry)) return true;
    if (entry === '<local>') return !/[.:]/.test(name);
    const [, written = '', only] = isIP(entry) === 6 ? ['', entry] : (HOST_AND_PORT.exec(entry) ?? []);
    if (only !== undefined && only !== port) return false;
    const host = written.replace(/^\*?\./, '').replace(/\.$/, '');
    if (host.includes('*')) return isLike(name, host);
    if (isIP(host) === 6) return isWithin(name, `${host}/128`);
    return name === host || name.endsWith(`.${host}`);
  });
}

/** Whether a name is what a pattern stands for: `10.*`, `*vendor.example`. */
function isLike(name: string, pattern: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of others) {
    at = name.indexOf(part, at);
    if (at < 0) return false;
    at += part.length;
  }
  return at <= name.length - last.length;
}
