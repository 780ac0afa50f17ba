/**
 * PUBLIC_URL: the address at which the carrier reaches this server, and whether it can.
 */
import { BlockList, isIP } from 'node:net';
import { httpUrl } from '../../actors/providers/environment.ts';

/** `ownPaths`: paths of this server, which belong behind the URL and not in it. */
export const publicUrl = (ownPaths: readonly string[]) =>
  httpUrl()
    .transform((text) => text.replace(/^https?/i, (scheme) => scheme.toLowerCase()))
    .superRefine((text, context) => {
      const fault = faultOf(text, ownPaths);
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
    });

function faultOf(text: string, ownPaths: readonly string[]): string | undefined {
  const { hostname, username, password, pathname } = new URL(text);
  const written = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(text)?.[1] ?? '';
  if (/[?#]/.test(text)) return 'a URL without a query';
  if (username !== '' || password !== '') return 'a URL without a user name and a password';
  if (/^https?$/.test(hostname)) return 'a URL with one https:// in front';
  // The carrier signs what it was told to call, so that ours must be written as there.
  if (!text.toLowerCase().includes(hostname)) return `written with the host as ${hostname}`;
  if (hostname.split('.').some((label) => EXAMPLE.test(label)))
    return 'your own, not what an example has in its place';
  if (written !== pathname.replace(/\/+$/, '')) return `written with the path as ${pathname}`;
  const own = ownPaths.find((path) => pathname.endsWith(path));
  return own === undefined ? undefined : `the base URL, without ${own} at its end`;
}

/** A label of a host in an example: your-domain, YOUR_SUBDOMAIN, xxxx. */
const EXAMPLE = /^your[-_]|^your(?:domain|subdomain|host|url|app|server|ngrok)|^x{4,}$/i;

const LOCAL = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  LOCAL.addSubnet(network, prefix, 'ipv4');
LOCAL.addSubnet('::', 127, 'ipv6');
LOCAL.addSubnet('fc00::', 7, 'ipv6');
LOCAL.addSubnet('fe80::', 10, 'ipv6');

/** Whether only this machine or its network reaches this URL: a private address, or a name that no public server resolves. */
export function isLocalUrl(url: string): boolean {
  // A name may end with a dot, after which no resolver adds a domain of its own.
  const host = new URL(url).hostname.replace(/^\[|\]$|\.+$/g, '');
  const version = isIP(host);
  if (version !== 0) return LOCAL.check(host, version === 4 ? 'ipv4' : 'ipv6');
  return !host.includes('.') || LOCAL_NAME.test(host);
}

/** Names that public DNS never has: RFC 6761 and 6762, appendix G of it, ICANN's `internal`, and Kubernetes' services. */
const LOCAL_NAME =
  /\.(?:local|localhost|localdomain|internal|intranet|private|corp|home|lan|home\.arpa|svc|test|invalid)$/;
