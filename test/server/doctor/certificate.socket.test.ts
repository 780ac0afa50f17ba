/**
 * A certificate that nobody has renewed is warned of while it is valid: MushroomObserver/mushroom-observer#3002 (every renewal failed for
 * a month), 2i2c-org/infrastructure#3278 (an outage), Ogeeon/proxyforgame#17 ("nothing announces this").
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../machines/clock.ts';
import {
  certificateFinding,
  certificateFindings,
  type Validity,
} from '../../../server/doctor/certificate.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Certificates have whole seconds. */
const NOW = Date.UTC(2026, 10, 1);

describe('a certificate', () => {
  it.each<[of: string, lifetime: number, left: number, says: RegExp]>([
    ["Let's Encrypt that will be renewed", 90 * DAY_MS, 30 * DAY_MS, /^ok .* for 30 days more$/],
    ["Let's Encrypt that is late", 90 * DAY_MS, 9 * DAY_MS, /^ok .* for 9 days more$/],
    [
      "Let's Encrypt that was not renewed",
      90 * DAY_MS,
      8 * DAY_MS,
      /^warning .* for 8 days more, and no other/,
    ],
    ['six days', 160 * HOUR_MS, 50 * HOUR_MS, /^ok .* for 2 days more$/],
    [
      'six days that was not renewed',
      160 * HOUR_MS,
      15 * HOUR_MS,
      /^warning .* for 15 hours more, and no other/,
    ],
    // Amazon's are renewed from the sixtieth day before their end on.
    ['thirteen months', 395 * DAY_MS, 45 * DAY_MS, /^ok .* for 45 days more$/],
  ])('of %s', (_of, lifetime, left, says) => {
    const { outcome, message } = certificateFinding({ from: NOW + left - lifetime, to: NOW + left }, NOW);
    expect(`${outcome} ${message}`).toMatch(says);
  });
});

describe('the certificate of PUBLIC_URL', () => {
  let end: () => void = () => {};
  afterEach(() => end());

  /** The URL of a server with this certificate. */
  async function serving(validity: Validity): Promise<string> {
    const server = createServer(selfSigned(validity)).listen(0, '127.0.0.1');
    end = () => void server.close();
    await once(server, 'listening');
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const findings = (url: string) => certificateFindings(url, { clock: systemClock, timeOfDay: () => NOW });

  it('is read from its host', async () => {
    const url = await serving({ from: NOW - 80 * DAY_MS, to: NOW + 5 * DAY_MS });
    expect(await findings(url)).toMatchObject([
      { check: 'public.certificate', outcome: 'warning', figures: { hoursLeft: 120 } },
    ]);
  });

  it('is left to public.health when it is over', async () => {
    expect(await findings(await serving({ from: NOW - 90 * DAY_MS, to: NOW - DAY_MS }))).toEqual([]);
  });

  it('is none without TLS, or where nothing answers', async () => {
    expect(await findings('http://127.0.0.1:3040')).toEqual([]);
    expect(await findings('https://127.0.0.1:9')).toEqual([]);
  });
});

/** A certificate in DER: RFC 5280, section 4.1. */
function selfSigned({ from, to }: Validity): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsa = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
  const commonName = der(0x30, der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from('test')));
  const name = der(0x30, der(0x31, commonName));
  const signed = der(
    0x30,
    der(0x02, Buffer.of(1)),
    ecdsa,
    name,
    der(0x30, timeOf(from), timeOf(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, Buffer.concat([Buffer.of(0), sign('sha256', signed, privateKey)]));
  const body = der(0x30, signed, ecdsa, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${body.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.of(tag, ...head), body]);
}

/** GeneralizedTime. */
const timeOf = (at: number): Buffer =>
  der(0x18, Buffer.from(new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '')));
