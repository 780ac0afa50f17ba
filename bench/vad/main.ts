/**
 * Measures the voice activity detector on sounds made here (bench/vad/), against targets:
 *
 *   npm run bench:vad                   everything, about two minutes
 *   npm run bench:vad -- edges          how soon and how exactly it reports speech, by threshold
 *   npm run bench:vad -- falseStarts    sounds without speech that it takes for speech
 *   npm run bench:vad -- load           processor time, bytes a stream, and delays of the event loop
 *
 * SILERO_MODEL measures another model. docs/decisions/0017 has a run and the decision that followed.
 */
import { loadSilero } from '../../actors/providers/silero/model.ts';
import { createSilero } from '../../actors/providers/silero/silero.ts';
import type { VadProvider } from '../../actors/providers/vad-provider.ts';
import { print, verdicts } from '../stats.ts';
import { changes } from './changes.ts';
import { falseStarts } from './false-starts.ts';
import { load } from './load.ts';

const THRESHOLDS = [0.2, 0.3, 0.35, 0.4, 0.5];

const SECTIONS: Readonly<Record<string, (vad: VadProvider) => Promise<void>>> = {
  edges: (vad) => changes(vad, THRESHOLDS),
  falseStarts: (vad) => falseStarts(vad, THRESHOLDS),
  load,
};
const chosen = process.argv.slice(2);
const names = chosen.length > 0 ? chosen : Object.keys(SECTIONS);

const vad = createSilero(await loadSilero(process.env.SILERO_MODEL?.trim() || undefined));
print(`${vad.name}, threshold ${vad.threshold}`);
for (const name of names) {
  const section = SECTIONS[name];
  if (!section)
    throw new Error(`There is no section "${name}": choose from ${Object.keys(SECTIONS).join(', ')}`);
  print(`\n== ${name}`);
  await section(vad);
}
const missed = verdicts.filter(({ passed }) => !passed);
print(
  `\n${verdicts.length - missed.length} of ${verdicts.length} targets met${missed.length > 0 ? `; missed: ${missed.map(({ what }) => what).join('; ')}` : ''}.`,
);
process.exit(missed.length === 0 ? 0 : 1);
