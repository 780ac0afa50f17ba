/** Where this machine reaches a server that listens on a host, as whoever asks it builds the URL. */
import { expect, it } from 'vitest';
import { httpUrlOf } from '../../server/app.ts';

// getnora-io/nora#569 and PR#570
it.each([
  ['127.0.0.1', 'http://127.0.0.1:3040'],
  ['0.0.0.0', 'http://127.0.0.1:3040'],
  ['::', 'http://[::1]:3040'],
  ['::1', 'http://[::1]:3040'],
  ['fe80::1', 'http://[fe80::1]:3040'],
  ['localhost', 'http://localhost:3040'],
])('%s is reached at %s', (host, url) => {
  expect(httpUrlOf(host, 3040)).toBe(url);
  expect(URL.canParse(url)).toBe(true);
});
