/** JSON of vendors before its fields are known. */

export type Json = Readonly<Record<string, unknown>>;

/** Neither null nor a list. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Nothing, or an object whose fields are all empty. */
export const saysNothing = (value: unknown): boolean =>
  value === undefined || (isObject(value) && !Object.values(value).some(Boolean));

/** Undefined, which no JSON is, for text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
