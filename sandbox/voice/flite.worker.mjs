/**
 * Entry of the synthesis thread. Plain JavaScript because Node 20's worker threads do not take over `--import tsx/esm`;
 * the file loads tsx and then flite-thread.ts.
 */
import { tsImport } from 'tsx/esm/api';

await tsImport('./flite-thread.ts', import.meta.url);
