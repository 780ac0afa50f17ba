/**
 * The current page, from the address: `#/calls`, `#/calls/:id`, `#/latency`, `#/doctor`, `#/journal`.
 */
import { signal } from '@preact/signals';

export type Route =
  | { readonly page: 'calls' }
  | { readonly page: 'call'; readonly id: string; readonly turn?: number }
  | { readonly page: 'latency' }
  | { readonly page: 'doctor' }
  /** A journal that was opened from a file. */
  | { readonly page: 'journal' };

function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [page, id] = path.split('/');
  if (page === 'calls' && id) {
    const turn = Number(new URLSearchParams(query).get('turn'));
    return { page: 'call', id: decoded(id), ...(turn > 0 && { turn }) };
  }
  if (page === 'latency' || page === 'doctor' || page === 'journal') return { page };
  return { page: 'calls' };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const route = signal(routeOf(location.hash));
window.addEventListener('hashchange', () => {
  route.value = routeOf(location.hash);
});

export const callHref = (id: string, turn?: number): string =>
  `#/calls/${encodeURIComponent(id)}${turn === undefined ? '' : `?turn=${turn}`}`;

export const go = (href: string): void => {
  location.hash = href;
};
