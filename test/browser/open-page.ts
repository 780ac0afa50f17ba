/** A page of its own, which fails its test when anything on it fails. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

/** No page waits so long for anything, on the slowest machine. */
const HANGS_MS = 120_000;

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => expect.fail(`the page threw ${error.stack}`));
  page.setDefaultTimeout(HANGS_MS);
  await page.goto(url);
  return page;
}
