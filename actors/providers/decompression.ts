/**
 * Bodies that a gateway compresses though it was asked not to.
 *
 *   `content-encoding`, first bytes ──> the transform that makes plain bytes of them; undefined: they are plain
 */
import type { Transform } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** A body that is cut is read as far as it goes; what is missing is noticed by its reader. */
const CUT = { finishFlush: constants.Z_SYNC_FLUSH };
const CUT_BROTLI = { finishFlush: constants.BROTLI_OPERATION_FLUSH };

/** gzip is known by its first bytes: some send it without saying so, others say so and send plain text. */
export function decompressorOf(encoding: string | undefined, first: Buffer): Transform | undefined {
  if (first[0] === 0x1f && first[1] === 0x8b) return createGunzip(CUT);
  if (encoding === 'br') return createBrotliDecompress(CUT_BROTLI);
  return encoding === 'deflate' ? createInflate(CUT) : undefined;
}
