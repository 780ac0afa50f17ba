/**
 * Listening on an address, and what to do about one that cannot be listened on.
 */
import type { FastifyInstance } from 'fastify';
import { VoiceError } from '../machines/errors.ts';
import { listeningUrl } from './app.ts';

/** Resolves with the URL at which this machine reaches the server. Rejects with `CONFIG_INVALID`. */
export async function listen(app: FastifyInstance, port: number, host: string): Promise<string> {
  await app.listen({ port, host }).catch((error: NodeJS.ErrnoException) => {
    throw unlistenable(error, port, host);
  });
  return listeningUrl(app);
}

/** Whether a start failed because of the address that it was to listen on. */
export const isUnlistenable = (error: unknown): error is VoiceError =>
  error instanceof VoiceError && error.code === 'CONFIG_INVALID' && 'port' in error.details;

const unlistenable = (error: NodeJS.ErrnoException, port: number, host: string): VoiceError => {
  const { code = error.message } = error;
  const why =
    UNLISTENABLE[code]?.(port, host) ?? `Cannot listen on ${host}:${port} (${code}): check HOST and PORT`;
  return new VoiceError('CONFIG_INVALID', why, { cause: error, details: { port, host } });
};

const UNLISTENABLE: Readonly<Record<string, (port: number, host: string) => string>> = {
  EADDRINUSE: (port) =>
    `PORT=${port} is in use; expected a free one: set PORT to another, or stop what listens there`,
  EACCES: (port) =>
    port < 1_024
      ? `PORT=${port} is not for this user: ports below 1024 need root or CAP_NET_BIND_SERVICE; expected a higher one`
      : `PORT=${port} is kept by this machine: Windows keeps ranges for Hyper-V and WSL (netsh interface ipv4 show excludedportrange protocol=tcp); expected another one`,
  EADDRNOTAVAIL: (_, host) =>
    `HOST=${host} is not an address of this machine; expected one of its own, 0.0.0.0 or :: for all, or 127.0.0.1`,
  EAFNOSUPPORT: (_, host) =>
    `HOST=${host} needs IPv6, which this machine has not; expected 0.0.0.0 or 127.0.0.1`,
  ENOTFOUND: (_, host) =>
    `HOST=${host} is a name without an address; expected a name or an address of this machine`,
  EAI_AGAIN: (_, host) =>
    `HOST=${host} is a name that cannot be looked up now; expected an address of this machine`,
};
