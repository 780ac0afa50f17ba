/**
 * The kinds of values that environment keys have, for the server's own keys and for those of vendors.
 *
 * An error says what is allowed and never quotes the value. A key without a default is needed when its vendor is
 * chosen.
 */
import { z } from 'zod';

const url = (protocols: RegExp, what: string) =>
  z
    .url({ protocol: protocols, error: `a URL that begins with ${what}` })
    .transform((text) => text.replace(/\/+$/, ''));

/** Without a slash at its end. */
export const httpUrl = () => url(/^https?$/, 'https:// or http://');

/** Without a slash at its end. */
export const socketUrl = () => url(/^(wss?|https?)$/, 'wss://, ws://, https:// or http://');

const SECRET = 'secret';

/** A value that is never shown in a message or a log. */
export const secret = () =>
  z
    .string()
    .min(1)
    .meta({ [SECRET]: true });

export const isSecret = (schema: z.ZodType): boolean => schema.meta()?.[SECRET] === true;

export const isNeeded = (schema: z.ZodType): boolean => !schema.safeParse(undefined).success;
