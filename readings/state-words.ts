/**
 * The essay's words for our states: `LISTENING`, `PROCESSING`, `SPEAKING` and the few it has none for.
 */

/** By a state's first two levels, or its first. */
const WORDS: Readonly<Record<string, string>> = {
  connecting: 'CONNECTING',
  listening: 'LISTENING',
  'responding.speculating': 'SPECULATING',
  'responding.processing': 'PROCESSING',
  'responding.speaking': 'SPEAKING',
  closing: 'CLOSING',
  lingering: 'LINGERING',
  ended: 'ENDED',
};

/** Of a state of the turn region, e.g. `responding.processing.thinking`; undefined for those that last no time. */
export const stateWord = (path: string): string | undefined =>
  WORDS[path.split('.').slice(0, 2).join('.')] ?? WORDS[path.split('.')[0] ?? ''];
