/**
 * The kinds of values that environment keys have, for the server's own keys and for those of vendors.
 *
 * An error says what is allowed and never quotes the value. A key without a default is needed when its vendor is
 * chosen.
 */
import { z } from 'zod';
import { VoiceError } from '../../machines/errors.ts';

/** Credentials would be shown in logs and are sent to nobody; a fragment is no part of a request. */
const url = (protocols: RegExp, what: string) =>
  z
    .url({
      protocol: protocols,
      abort: true,
      error: ({ input }) =>
        protocols.test(/^(\w+):\/\/./.exec(String(input))?.[1]?.toLowerCase() ?? '')
          ? ONE_URL
          : `a URL that begins with ${what}`,
    })
    .refine((text) => new URL(text).username === '', {
      error: 'a URL without a user name and a password',
    })
    .refine((text) => !text.includes('#'), { error: 'a URL without a fragment' })
    .refine((text) => !/\s/.test(text) && HOST.test(new URL(text).hostname), { error: ONE_URL })
    .transform((text) => text.replace(/\/+$/, ''));

/** A name, an address of IPv4 or one of IPv6. */
const HOST = /^(?:[\w-]+(?:\.[\w-]+)*\.?|\[[\da-f:.]+\])$/i;
const ONE_URL = 'one URL without blanks, with a host and, if need be, a port up to 65535';

/** A path that the client adds itself, which must not be there already. */
const withoutPath =
  (apiPath: RegExp | undefined) =>
  (text: string, context: Pick<z.RefinementCtx, 'addIssue'>): void => {
    const [path] = apiPath?.exec(text) ?? [];
    if (path !== undefined)
      context.addIssue({ code: 'custom', message: `the base URL, without ${path} at its end` });
  };

/** Without a slash at its end. `apiPath`: the path that the client adds, which must not be there already. */
export const httpUrl = (apiPath?: RegExp) =>
  url(/^https?$/, 'https:// or http://').superRefine(withoutPath(apiPath));

/** Without a slash at its end, and without a query; `apiPath` as in `httpUrl`. */
export const socketUrl = (apiPath?: RegExp) =>
  url(/^(wss?|https?)$/, 'wss://, ws://, https:// or http://').superRefine((text, context) => {
    if (/[?#]/.test(text)) context.addIssue({ code: 'custom', message: 'a URL without a query' });
    withoutPath(apiPath)(text, context);
  });

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
const FORM = 'form';
const ELSEWHERE = 'elsewhere';

/**
 * Where a secret is kept, in place of the secret: an address or a name that some program looks up before it starts another
 * (1Password, Vault, the clouds' stores), or the path of a file. A key of base64 may begin with a slash, so that a path is known by
 * its first folder or its last name.
 */
const KEPT_ELSEWHERE: readonly RegExp[] = [
  /^[a-z][\w+.-]*:\/\//i,
  /^(?:arn|vault|ssm|secretsmanager|keyvault|file|env|bws):/i,
  /^projects\/[^/]+\/secrets\//,
  /^@Microsoft\.KeyVault\(/i,
  /^(?:~|\.{1,2})\//,
  /^\/(?:app|data|etc|home|mnt|opt|private|root|run|secrets?|srv|tmp|usr|var|vault|Users)\//,
  /^\/.*\.(?:env|json|key|pem|token|txt)$/,
];

/** Why this cannot be a vendor's key, as a rule for an operator: a header must be able to carry it. */
export function faultOfSecret(value: string): string | undefined {
  if (KEPT_ELSEWHERE.some((form) => form.test(value)))
    return 'the key itself and not where it is kept: no store is asked here; the setting with _FILE behind its name reads a file';
  if (/^(?:bearer|token|basic|authorization:)\s/i.test(value))
    return 'the key alone, without the word in front of it';
  if (/\s/.test(value)) return 'one word: there is a blank or a line break in it';
  const [foreign] = /[^\x21-\x7e]/u.exec(value) ?? [];
  if (foreign !== undefined)
    return `of ASCII characters: there is a U+${foreign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')} in it`;
  return /["'`\\]/.test(value) ? 'without quotation marks and backslashes' : undefined;
}

/** A value that is never shown in a message or a log. `form`: how the vendor's keys begin, where the vendor says so. */
export const secret = (form?: RegExp) =>
  z
    .string()
    .min(1)
    .superRefine((value, context) => {
      const fault = faultOfSecret(value);
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
    })
    .meta({ [SECRET]: true, [FORM]: form });

/** The form of a vendor's keys; undefined for a schema that has none. */
export const formOf = (schema: z.ZodType): RegExp | undefined => {
  const form = metaOf(schema)?.[FORM];
  return form instanceof RegExp ? form : undefined;
};

/** Of an optional secret, too: zod's wrapper has no meta of its own. */
const metaOf = (schema: z.ZodType): Record<string, unknown> | undefined =>
  schema.meta() ?? (schema instanceof z.ZodOptional ? metaOf(schema.unwrap() as z.ZodType) : undefined);

/** A key that other programs read under these names. */
export const elsewhere = <S extends z.ZodType>(schema: S, ...names: readonly string[]): S =>
  schema.meta({ ...metaOf(schema), [ELSEWHERE]: names });

/** What other programs call this key. */
export const namesElsewhere = (schema: z.ZodType): readonly string[] =>
  (metaOf(schema)?.[ELSEWHERE] as readonly string[] | undefined) ?? [];

/** The id of a voice. */
export const voiceId = () =>
  z.string().regex(/^[\w-]+$/, { error: 'the id of a voice, of letters and digits: no name and no URL' });

export const isSecret = (schema: z.ZodType): boolean => metaOf(schema)?.[SECRET] === true;

export const isNeeded = (schema: z.ZodType): boolean => !schema.safeParse(undefined).success;
