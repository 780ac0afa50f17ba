/** Compressed bodies, whole and cut, in pieces. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompressorOf } from '../../../actors/providers/decompression.ts';

const TEXT = 'data: {"a":1}\n\n'.repeat(20);

async function read(encoding: string | undefined, body: Buffer): Promise<string> {
  const decompressor = decompressorOf(encoding, body.subarray(0, 10));
  if (!decompressor) return body.toString();
  for (let at = 0; at < body.length; at += 10) decompressor.write(body.subarray(at, at + 10));
  decompressor.end();
  return Buffer.concat(await decompressor.toArray()).toString();
}

describe('a body', () => {
  it.each([
    ['gzip', gzipSync],
    [undefined, gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    [undefined, Buffer.from],
    ['gzip', Buffer.from],
  ])('is read: %s', async (encoding, compress) => {
    expect(await read(encoding, compress(Buffer.from(TEXT)))).toBe(TEXT);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ] as const)('that is cut is read as far as it goes: %s', async (encoding, compress) => {
    const body = compress(Buffer.from(TEXT));
    expect(TEXT).toContain(await read(encoding, body.subarray(0, body.length - 6)));
  });
});
