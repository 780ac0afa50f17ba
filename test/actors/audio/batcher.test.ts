import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batcher } from '../../../actors/audio/batcher.ts';

describe('batches', () => {
  it('of 80 ms are made of four telephone frames', () => {
    const batches: Uint8Array[] = [];
    const batcher = new Batcher(80, (batch) => batches.push(batch));
    for (let frame = 1; frame <= 9; frame++) batcher.add(new Uint8Array(160).fill(frame));

    expect(batches.map(({ length }) => length)).toEqual([640, 640]);
    expect(batches[1]?.[0]).toBe(5);
  });

  it('leave in the tick in which they are full', () => {
    const batches: Uint8Array[] = [];
    const batcher = new Batcher(80, (batch) => batches.push(batch));
    batcher.add(new Uint8Array(639));
    expect(batches).toHaveLength(0);
    batcher.add(new Uint8Array(1));
    expect(batches).toHaveLength(1);
  });

  it('are not changed by what comes after them', () => {
    const batches: Uint8Array[] = [];
    const batcher = new Batcher(20, (batch) => batches.push(batch));
    batcher.add(new Uint8Array(160).fill(1));
    batcher.add(new Uint8Array(160).fill(2));
    expect(batches.map((batch) => batch[0])).toEqual([1, 2]);
  });

  it('keep every byte in order, whatever the sizes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2_000), { maxLength: 20 }), (sizes) => {
        const sent: Uint8Array[] = [];
        const batcher = new Batcher(80, (batch) => sent.push(batch));
        const all = Uint8Array.from({ length: sizes.reduce((a, b) => a + b, 0) }, (_, i) => i % 251);
        let at = 0;
        for (const size of sizes) {
          batcher.add(all.subarray(at, at + size));
          at += size;
        }
        const whole = Buffer.concat(sent);
        expect(whole).toEqual(Buffer.from(all.subarray(0, Math.floor(all.length / 640) * 640)));
      }),
    );
  });
});
