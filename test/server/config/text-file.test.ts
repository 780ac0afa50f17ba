/** Whatever an editor made of a text file, it is read, or the reason is in words. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTextFile } from '../../../server/config/text-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-text-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fileOf = (bytes: Uint8Array | string): string => {
  const path = join(folder, 'a-file');
  writeFileSync(path, bytes);
  return path;
};
const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

describe('a text file', () => {
  it.each([
    ['UTF-8', 'a=ü\nb'],
    ['with a byte order mark: python-dotenv#637, playwright PR#39420', '\ufeffa=ü\nb'],
    ['in UTF-16 LE, as PowerShell’s > writes it', Buffer.from('\ufeffa=ü\nb', 'utf16le')],
    ['in UTF-16 BE', swapped('\ufeffa=ü\nb')],
    ['in UTF-16 LE without a mark', Buffer.from('a=ü\nb', 'utf16le')],
    ['in UTF-16 BE without a mark', swapped('a=ü\nb')],
    ['with the line ends of Windows', 'a=ü\r\nb'],
    ['with the line ends of old Macs', 'a=ü\rb'],
  ])('%s is read', (_, bytes) => {
    expect(readTextFile(fileOf(bytes))).toBe('a=ü\nb');
  });

  it('that is empty, or has one byte, is read', () => {
    expect(['', '\ufeff', 'a'].map((text) => readTextFile(fileOf(text)))).toEqual(['', '', 'a']);
  });

  it.each([
    ['is not UTF-8 text, in line 2: save it as UTF-8', Buffer.from('a\nM\u00fcller\n', 'latin1')],
    ['is not UTF-16LE text: save it as UTF-8', Buffer.from([0xff, 0xfe, 0x00, 0xd8])],
    ['is not text: it has zero bytes', Buffer.from('ab\0')],
    ['has 2.0 MB, which no settings have', Buffer.alloc(2 * 1024 * 1024, 'a')],
  ])('%s', (reason, bytes) => {
    expect(() => readTextFile(fileOf(bytes))).toThrow(reason);
  });

  it('says what is at its place instead: a folder (Servas#32), nothing, a symlink in a circle', () => {
    const [circle, dangling] = [join(folder, 'circle'), join(folder, 'dangling')];
    mkdirSync(join(folder, 'a-folder'));
    symlinkSync(circle, circle);
    symlinkSync(join(folder, 'nothing'), dangling);
    expect(() => readTextFile(join(folder, 'a-folder'))).toThrow('is a folder (EISDIR)');
    expect(() => readTextFile(dangling)).toThrow('does not exist (ENOENT)');
    expect(() => readTextFile(circle)).toThrow('is a symlink that leads in a circle (ELOOP)');
    expect(() => readTextFile(join(fileOf('x'), 'y'))).toThrow('a part of its path is none (ENOTDIR)');
  });

  it.skipIf(process.getuid?.() === 0)('that this user may not read says so', () => {
    const path = fileOf('a');
    chmodSync(path, 0);
    expect(() => readTextFile(path)).toThrow('is not open to the user that runs this server (EACCES)');
  });
});
