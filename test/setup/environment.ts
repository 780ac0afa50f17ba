/**
 * The environment of the tests: what they and the programs they start need, and nothing else of the machine's. A proxy, a
 * vendor's key, a time zone or a language that happens to be set changes no test.
 */
const KEPT = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'CI',
  'TERM',
  'NO_COLOR',
  'FORCE_COLOR',
  'NODE_OPTIONS',
  // scripts/chromium.ts
  'CHROMIUM',
  'REQUIRE_CHROMIUM',
  // test/setup/seed.ts, test/model/callers.deep.ts
  'SEED',
  'WALKS',
];

/** Changes `env` itself: workers get what this process has. */
export function keepOnlyWhatTestsNeed(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) if (!KEPT.includes(name)) delete env[name];
  Object.assign(env, { NODE_ENV: 'test', TZ: 'UTC', VITEST: 'true' });
}
