/**
 * A text that an operator wrote, whatever their editor made of it.
 *
 *   bytes ──byte order mark: UTF-8, UTF-16 LE, UTF-16 BE──> text, lines ended by \n alone
 *
 * Notepad and PowerShell's `>` write byte order marks and UTF-16. Text in an encoding that says nothing of itself, such as
 * Windows-1252, is refused: read as UTF-8 it would lose characters without a word.
 */
import { readFileSync } from 'node:fs';
import { inWords } from './system-errors.ts';

/** No settings are longer; a file that is, is another file. */
const MOST_BYTES = 1024 * 1024;

/** A file that cannot be read, as a predicate whose subject is its path: `is a folder (EISDIR)`. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/** The file's text. Throws `UnreadableFile`. */
export function readTextFile(path: string): string {
  return textOf(bytesOf(path)).replace(/\r\n?/g, '\n');
}

function bytesOf(path: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new UnreadableFile(inWords(error), { cause: error });
  }
  if (bytes.length > MOST_BYTES)
    throw new UnreadableFile(`has ${(bytes.length / MOST_BYTES).toFixed(1)} MB, which no settings have`);
  return bytes;
}

/** The encoding by its mark; without one, UTF-16 is known by the zero bytes that its ASCII characters have. */
function encodingOf(bytes: Buffer): 'utf-16le' | 'utf-16be' | 'utf-8' {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first !== 0 && second === 0) return 'utf-16le';
  return first === 0 && second !== 0 && bytes.length > 1 ? 'utf-16be' : 'utf-8';
}

function textOf(bytes: Buffer): string {
  const encoding = encodingOf(bytes);
  let text: string;
  try {
    // The decoder drops the mark.
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    const line = encoding === 'utf-8' ? `, in line ${firstBadLine(bytes)}` : '';
    throw new UnreadableFile(`is not ${encoding.toUpperCase()} text${line}: save it as UTF-8`, { cause });
  }
  if (text.includes('\0')) throw new UnreadableFile('is not text: it has zero bytes');
  return text;
}

/** The first line, from 1, that is no UTF-8. No character of UTF-8 has a newline within. */
function firstBadLine(bytes: Buffer): number {
  const lines = bytes.toString('latin1').split('\n');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const isBad = (line: string): boolean => {
    try {
      decoder.decode(Buffer.from(line, 'latin1'));
      return false;
    } catch {
      return true;
    }
  };
  return lines.findIndex(isBad) + 1;
}
