/** CRC-32 as in gzip and PNG, of a text in UTF-8. Node has its own; browsers have none. */
const POLYNOMIAL = 0xedb88320;
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1;
  return sum;
});
const encoder = new TextEncoder();

/** Continues `sum`; begin with 0. */
export function crc32(text: string, sum: number): number {
  let rest = ~sum;
  for (const byte of encoder.encode(text)) rest = (table[(rest ^ byte) & 0xff] ?? 0) ^ (rest >>> 8);
  return ~rest >>> 0;
}
