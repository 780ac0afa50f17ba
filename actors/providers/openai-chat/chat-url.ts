/**
 * The address of chat completions, from a base URL as operators write it.
 *
 *   https://host                    ──> https://host/v1/chat/completions
 *   https://host/v1/?api-version=x  ──> https://host/v1/chat/completions?api-version=x
 *   https://host/v1/chat/completions ──> the same
 */

const CHAT = '/chat/completions';

/** The list of models beside chat completions. */
export const modelsUrl = (url: string): string => url.replace(/chat\/completions(?=$|\?)/, 'models');

/** `root`: the path of an address that has none. The query stays. */
export function chatUrl(baseUrl: string, root: string): string {
  const url = new URL(baseUrl);
  const path = url.pathname.replace(/\/+$/, '').replace(/\/chat(?:\/completions)?$/, '');
  url.pathname = `${path === '' ? root : path}${CHAT}`;
  return url.href;
}
