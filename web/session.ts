/** Whether this browser may look, and what it is shown. */
import { signal } from '@preact/signals';
import type { Session } from '../readings/console.ts';

/** Undefined until the server has said. */
export const session = signal<Session | undefined>(undefined);
export const sessionError = signal('');

export async function loadSession(): Promise<void> {
  try {
    const response = await fetch('/console/api/session');
    if (!response.ok) throw new Error(`The server answered ${response.status}`);
    session.value = (await response.json()) as Session;
    sessionError.value = '';
  } catch (error) {
    sessionError.value = error instanceof TypeError ? 'The server cannot be reached' : String(error);
  }
}

/** Resolves with what was wrong, or nothing. */
export async function signIn(key: string): Promise<string | undefined> {
  const response = await fetch('/console/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ key }),
  });
  if (!response.ok) return ((await response.json()) as { error?: string }).error ?? 'It did not work';
  await loadSession();
  return undefined;
}

export async function signOut(): Promise<void> {
  await fetch('/console/logout', { method: 'POST' });
  await loadSession();
}
