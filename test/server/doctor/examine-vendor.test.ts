/** A vendor that the doctor cannot try at all. */
import { expect, it } from 'vitest';
import { VoiceError } from '../../../machines/errors.ts';
import { examineVendor, type VendorExamination } from '../../../server/doctor/examine-vendor.ts';

const examined = (trial: VendorExamination['trial']) =>
  examineVendor({
    kind: 'stt',
    vendor: 'a-vendor',
    addressKey: 'A_VENDOR_BASE_URL',
    address: 'http://127.0.0.1:9',
    reached: Promise.resolve({ host: '127.0.0.1', roundTripMs: 1, aheadMs: 0 }),
    get: () => Promise.reject(new Error('nothing is asked')),
    trial,
  });

it('whose client cannot be made is named with the reason, and stops a start', async () => {
  const findings = await examined(() =>
    Promise.reject(new VoiceError('CONFIG_INVALID', 'the region has no such product')),
  );
  expect(findings.at(-1)).toMatchObject({
    check: 'stt.trial',
    outcome: 'failure',
    message: 'the region has no such product',
    isFinal: true,
  });
});

it('whose trial breaks is a fault of ours, and tried no second time for ever', async () => {
  let trials = 0;
  const findings = await examined(() => {
    trials += 1;
    return Promise.reject(new TypeError('x is not a function'));
  });
  expect([findings.at(-1)?.check, findings.at(-1)?.outcome]).toEqual(['stt.trial', 'failure']);
  expect(findings.at(-1)?.message).toContain('x is not a function');
  expect(trials).toBeLessThanOrEqual(2);
});
