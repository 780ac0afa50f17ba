/**
 * A headless Chromium for tests and pictures of the console. Without one on this machine tests of it are skipped,
 * unless REQUIRE_CHROMIUM says that they may not be.
 */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const executablePath = PLACES.find((place) => place !== undefined && existsSync(place));

export const hasChromium = executablePath !== undefined;
if (!hasChromium && process.env.REQUIRE_CHROMIUM !== undefined)
  throw new Error('No Chromium here: install it, or say where it is in CHROMIUM');

const QUIET_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launch = (flags: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [...QUIET_FLAGS, ...flags],
  });
