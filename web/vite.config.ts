/**
 * `npm run build`: builds the console's page into web/dist, from where the server serves it under /console/.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Writes a gzip copy beside every file of the page; the server sends it to browsers that accept gzip. */
const gzipped: Plugin = {
  name: 'gzipped',
  writeBundle({ dir = '.' }, bundle) {
    for (const [name, file] of Object.entries(bundle)) {
      const content = file.type === 'chunk' ? file.code : file.source;
      writeFileSync(join(dir, `${name}.gz`), gzipSync(content, { level: 9 }));
    }
  },
};

export default defineConfig({
  root: import.meta.dirname,
  // Relative to the page, which a proxy may serve under a path of its own.
  base: './',
  plugins: [gzipped],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    target: 'es2022',
    // Browsers that know `light-dark()`.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    outDir: 'dist',
    emptyOutDir: true,
    // Inlined assets would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
});
