/**
 * Properties are tried on the same cases in every run, so that a change alone makes `npm test` fail. `npm run test:flaky`
 * gives each of its runs another `SEED`, and `npm run test:deep` has none: there new cases are found.
 */
import fc from 'fast-check';

const SEED = 20_261_130;

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.SEED ?? SEED) });
