/**
 * What a vendor says of a key, an account, a voice or a model when it is asked over HTTP. The doctor asks, beside trying
 * the vendor as a call does; the answers explain why the vendor refuses.
 *
 *   descriptor's `ask` ──GET──> vendor ──> answers
 */

export interface VendorAnswer {
  /** What the question was about. */
  readonly about: 'key' | 'account' | 'voice' | 'model';
  /** `failure`: no call can work. `skipped`: the vendor does not say, e.g. because the key may not ask. */
  readonly outcome: 'ok' | 'warning' | 'failure' | 'skipped';
  /** Never holds a key or a name of a person. */
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string;
  readonly figures?: Readonly<Record<string, number | string>>;
}

export interface HttpAnswer {
  readonly status: number;
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown;
}

/** Asks with GET. Rejects when no answer comes in time. */
export type AskHttp = (url: string, headers: Readonly<Record<string, string>>) => Promise<HttpAnswer>;

/** A field of a JSON object, by its path; undefined when there is none. */
export function fieldOf(body: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Readonly<Record<string | number, unknown>>)[key]
        : undefined,
    body,
  );
}

/** The HTTP address of a base URL that may be that of a socket, without a slash at its end. */
export const httpBase = (baseUrl: string): string => baseUrl.replace(/^ws/i, 'http').replace(/\/+$/, '');
