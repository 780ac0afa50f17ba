/** The first load of the page: small, from our server alone, and without inline scripts. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const dist = new URL('../../web/dist/', import.meta.url);
const page = readFileSync(new URL('index.html', dist), 'utf8');
const linked = [...page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path]) => String(path));

describe('the first load of the page', () => {
  it('is 150 KB or less, gzipped', () => {
    expect(linked.some((path) => path.endsWith('.js'))).toBe(true);
    expect(linked.some((path) => path.endsWith('.css'))).toBe(true);
    const sizes = ['index.html', ...linked].map((path) => gzipSync(readFileSync(new URL(path, dist))).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(150 * 1024);
  });

  it('comes from us alone, and has no script of its own', () => {
    expect(page).not.toMatch(/https?:\/\//);
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/);
  });

  it('is the build that is shipped: it has no word of where it was made', () => {
    for (const path of linked.filter((one) => one.endsWith('.js')))
      expect(readFileSync(new URL(path, dist), 'utf8')).not.toMatch(/fileName:|\/web\/[a-z-]+\.tsx/);
  });

  it('is there in gzip for clients that accept it', () => {
    for (const path of ['index.html', ...linked.filter((path) => /\.(js|css)$/.test(path))])
      expect(readFileSync(new URL(`${path}.gz`, dist)).length).toBeGreaterThan(0);
  });
});
