/**
 * Where the voice thread starts. Plain JavaScript because Node 20's worker threads do not take over `--import tsx`;
 * it brings tsx along itself and hands over to flite-thread.ts.
 */
import { tsImport } from 'tsx/esm/api';

await tsImport('./flite-thread.ts', import.meta.url);
