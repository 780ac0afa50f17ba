/** A variable that is no proxy ends a start, before any connection of a call meets it; the sandbox has nothing to do with it. */
import pino from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import { loadSettings, startServer } from '../../../server/boot.ts';
import { startWorld } from '../../helpers/start/start-world.ts';
import { ownTheClock } from '../../helpers/time/virtual-time.ts';

ownTheClock();
afterEach(() => vi.unstubAllEnvs());

const KEYS = {
  PORT: '0',
  HOST: '127.0.0.1',
  DEEPGRAM_API_KEY: 'k',
  GROQ_API_KEY: 'k',
  ELEVENLABS_API_KEY: 'k',
  ELEVENLABS_VOICE_ID: 'v',
};
const start = () =>
  startServer(loadSettings(KEYS), pino({ level: 'silent' }), { host: '127.0.0.1', isSandbox: false });

it.each<[name: string, value: string, source: string]>([
  ['https_proxy', 'socks5h://127.0.0.1:1080', 'anthropics/claude-code#3387'],
  ['ALL_PROXY', 'socks5h://me:hidden@127.0.0.1:7890', 'ranxianglei/billion-context PR#1019'],
  ['HTTPS_PROXY', 'http://', 'our own'],
])('%s=%s is refused at the start (%s)', async (name, value) => {
  vi.stubEnv(name, value);
  const said = String(await start().catch((error: Error) => error.message));
  expect(said).toContain(`${name.toUpperCase()} is no proxy that Parley can use`);
  expect(said).not.toContain('hidden');
});

it('the stand-ins of this machine are reached without one', async () => {
  vi.stubEnv('ALL_PROXY', 'socks5h://127.0.0.1:1080');
  const world = await startWorld();
  await world.close();
});
