/** What a reason for no answer means, and what to do about it. */
import { describe, expect, it } from 'vitest';
import { meaningAtOurs, meaningOf } from '../../../server/doctor/http.ts';

describe('no answer', () => {
  it.each<[reason: string, source: string, says: RegExp]>([
    ['CERT_NOT_YET_VALID', 'npm/npm#12466, #10988, #15917: the clock', /clock/],
    ['CERT_HAS_EXPIRED', 'elastic/cloud-on-k8s#4943, rancher/os#2424: the clock', /out of date.*clock/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'a name that the certificate has not', /another name/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'line/line-bot-sdk-php#126: the chain', /NODE_EXTRA_CA_CERTS/],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'a proxy that opens TLS', /NODE_EXTRA_CA_CERTS/],
    ['ENOTFOUND', 'a name without an address', /does not resolve/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'http where https is asked', /https or http/],
    ['ECONNRESET', 'a firewall', /firewall/],
  ])('for %s (%s)', (reason, _, says) => {
    expect(meaningOf(reason)).toMatch(says);
  });

  // twilio/OpenVBX PR#355: expired, self-signed or without its chain, it is refused, and calls are dropped.
  it.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    'for %s of our own address sends nobody to settings of ours',
    (reason) => {
      expect(meaningAtOurs(reason)).toMatch(/the carrier will not trust it either.*whole chain/);
      expect(meaningAtOurs(reason)).not.toContain('NODE_EXTRA_CA_CERTS');
    },
  );

  it('for a certificate of ours that is out of date says so', () => {
    expect(meaningAtOurs('CERT_HAS_EXPIRED')).toMatch(/out of date/);
    expect(meaningAtOurs('ECONNREFUSED')).toBe(meaningOf('ECONNREFUSED'));
  });
});
