/**
 * The sandbox, as the server sees it: a child process, the environment with its addresses, and a phone in it.
 *
 * This file starts the process and knows nothing of its vendors.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { PlacedCall, SandboxReply, SandboxRequest } from '../sandbox/messages.ts';
import { TYPESCRIPT } from './typescript-child.ts';

export interface Sandbox {
  readonly env: Readonly<Record<string, string>>;
  /** Makes the phone call this webhook. Resolves when the call is over; `failure` is why the caller gave up, or null. */
  placeCall(call: PlacedCall): Promise<{ carrierCallId: string; failure: string | null }>;
  /** Sets the webhook of the carrier's number, and teaches the transcribers the recordings that come with Parley. */
  pointNumber(webhookUrl: string): Promise<void>;
  /** Resolves with the exit code or signal when the process ended without `close`. */
  readonly died: Promise<string>;
  close(): Promise<void>;
}

export async function startSandbox(): Promise<Sandbox> {
  const child = fork(new URL('../sandbox/main.ts', import.meta.url), {
    execArgv: [...TYPESCRIPT],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const { ready } = await reply(child, 'ready');
  let isClosing = false;
  return {
    env: ready,
    died: new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        if (!isClosing) resolve(signal ?? `code ${code}`);
      });
    }),
    async placeCall(call) {
      const request: SandboxRequest = { call };
      child.send(request);
      return (await reply(child, 'callEnded')).callEnded;
    },
    async pointNumber(webhookUrl) {
      const request: SandboxRequest = { pointNumber: webhookUrl };
      child.send(request);
      await reply(child, 'pointed');
    },
    async close() {
      isClosing = true;
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

type ReplyWith<TKey extends string> = Extract<SandboxReply, Record<TKey, unknown>>;

function reply<TKey extends 'ready' | 'callEnded' | 'pointed'>(
  child: ChildProcess,
  key: TKey,
): Promise<ReplyWith<TKey>> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null) =>
      reject(new Error(`The sandbox ended with ${signal ?? `code ${code}`}`));
    const onMessage = (message: SandboxReply) => {
      if (!(key in message)) return;
      child.off('exit', onExit);
      child.off('message', onMessage);
      resolve(message as ReplyWith<TKey>);
    };
    child.on('message', onMessage);
    child.once('exit', onExit);
  });
}
