/**
 * Whether the certificate of PUBLIC_URL is renewed in time: once it has ended, no call comes in. Programs that renew certificates begin
 * when a third of the time is left, and nobody is told when that fails: Let's Encrypt writes no letters since 2025.
 *
 *   host of PUBLIC_URL ──TLS──> its certificate, from … to … ──> how much of its time is left
 */
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { CallClock } from '../../machines/clock.ts';
import type { Finding } from '../../readings/findings.ts';
import { ok, warning } from './finding.ts';
import { hostIn } from './reach.ts';

const LIMIT_MS = 5_000;
const HOUR_MS = 3_600_000;
/** A certificate with less of its time left should have been renewed, however long it is valid. */
const LEAST_LEFT = 0.1;

/** Times of day, in ms. */
export interface Validity {
  readonly from: number;
  readonly to: number;
}

interface CertificateExamination {
  readonly clock: CallClock;
  readonly timeOfDay: () => number;
}

/** Nothing for a URL without TLS, and for one whose certificate is not to be had or over, of which public.health tells. */
export async function certificateFindings(
  url: string,
  { clock, timeOfDay }: CertificateExamination,
): Promise<Finding[]> {
  const address = new URL(url);
  if (address.protocol !== 'https:') return [];
  const validity = await validityAt(hostIn(address), Number(address.port || 443), clock);
  const now = timeOfDay();
  return validity === undefined || now >= validity.to ? [] : [certificateFinding(validity, now)];
}

export function certificateFinding({ from, to }: Validity, now: number): Finding {
  const check = 'public.certificate';
  const hours = Math.floor((to - now) / HOUR_MS);
  const left = hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
  const figures = { hoursLeft: hours };
  if (to - now >= (to - from) * LEAST_LEFT)
    return ok(check, `the certificate of PUBLIC_URL is valid for ${left} more`, { figures });
  return warning(
    check,
    `the certificate of PUBLIC_URL is valid for ${left} more, and no other is in its place`,
    {
      advice: 'check what renews it: no call comes in when it has ended',
      figures,
    },
  );
}

function validityAt(host: string, port: number, clock: CallClock): Promise<Validity | undefined> {
  return new Promise<Validity | undefined>((resolve) => {
    // Whether it is trusted is public.health's question.
    const socket = connect({ host, port, servername: isIP(host) ? '' : host, rejectUnauthorized: false });
    const timer = clock.setTimeout(() => socket.destroy(), LIMIT_MS);
    socket.once('secureConnect', () => {
      const { valid_from, valid_to } = socket.getPeerCertificate();
      const validity = { from: Date.parse(valid_from), to: Date.parse(valid_to) };
      resolve(validity.to > validity.from ? validity : undefined);
      socket.destroy();
    });
    socket.on('error', () => resolve(undefined));
    socket.once('close', () => {
      clock.clearTimeout(timer);
      resolve(undefined);
    });
  });
}
