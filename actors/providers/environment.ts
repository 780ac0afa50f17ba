/**
 * The kinds of values that environment keys have, for the server's own keys and for those of vendors.
 *
 * An error says what is allowed and never quotes the value. A key without a default is needed when its vendor is
 * chosen.
 */
import { z } from 'zod';
import { VoiceError } from '../../machines/errors.ts';

const url = (protocols: RegExp, what: string) =>
  z
    .url({ protocol: protocols, error: `a URL that begins with ${what}` })
    .transform((text) => text.replace(/\/+$/, ''));

/** Without a slash at its end. */
export const httpUrl = () => url(/^https?$/, 'https:// or http://');

/** Without a slash at its end. */
export const socketUrl = () => url(/^(wss?|https?)$/, 'wss://, ws://, https:// or http://');

/**
 * The base URL of a vendor's socket, without a slash at its end: `http` becomes `ws`. Throws `CONFIG_INVALID`, naming
 * the vendor and its key. The setting is not quoted: a secret pasted in its place would reach the log.
 */
export function webSocketUrl(
  baseUrl: string,
  vendor: { readonly title: string; readonly key: string },
): string {
  const url = baseUrl.trim().replace(/^http/i, 'ws').replace(/\/+$/, '');
  if (URL.canParse(url) && /^wss?:/i.test(url)) return url;
  throw new VoiceError(
    'CONFIG_INVALID',
    `${vendor.title}'s base URL is not a URL; expected ws://, wss://, http:// or https:// and a host: set ${vendor.key}`,
  );
}

const SECRET = 'secret';

/** A value that is never shown in a message or a log. */
export const secret = () =>
  z
    .string()
    .min(1)
    .meta({ [SECRET]: true });

export const isSecret = (schema: z.ZodType): boolean => schema.meta()?.[SECRET] === true;

export const isNeeded = (schema: z.ZodType): boolean => !schema.safeParse(undefined).success;
