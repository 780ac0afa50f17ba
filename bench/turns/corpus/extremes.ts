/**
 * A caller who never speaks, and one who never stops.
 */
import type { ScriptedCaller } from '../caller.ts';

const STORY =
  'and then my neighbour came over and said that the bread was still warm and that she had never seen such a thing ';

export const extremes: readonly ScriptedCaller[] = [
  { name: 'extreme: says nothing', voice: 'rms', steps: [{ do: 'keepSilent' }] },
  {
    name: 'extreme: never stops',
    voice: 'rms',
    steps: [
      { do: 'listen' },
      { do: 'ramble', says: [`So I came to your shop ${STORY.repeat(3)} and so on.`] },
    ],
  },
];
