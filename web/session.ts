/** Whether this browser is signed in, and which data it may see. */
import { signal } from '@preact/signals';
import type { Session } from '../readings/console.ts';

/** The session; undefined until the server has answered. */
export const session = signal<Session | undefined>(undefined);
export const sessionError = signal('');

export async function loadSession(): Promise<void> {
  try {
    const response = await fetch('api/session');
    if (!response.ok) throw new Error(`The server answered ${response.status}`);
    session.value = (await response.json()) as Session;
    sessionError.value = '';
  } catch (error) {
    sessionError.value = error instanceof TypeError ? 'The server cannot be reached' : String(error);
  }
}

/** Signs in with a key. Resolves with the problem as a sentence, or undefined. */
export async function signIn(key: string): Promise<string | undefined> {
  const response = await fetch('login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ key }),
  });
  if (!response.ok) return ((await response.json()) as { error?: string }).error ?? 'Signing in failed';
  await loadSession();
  return undefined;
}

export async function signOut(): Promise<void> {
  await fetch('logout', { method: 'POST' });
  await loadSession();
}
