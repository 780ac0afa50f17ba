/**
 * Every state of the chart, by its path in a journal: within its region, outer states before inner ones.
 *
 *   live.turn.responding.speaking ──> region `turn`, path `responding.speaking`
 *
 * Before and after `live` the chart has no regions; journals count those states as region `turn`. A test compares the
 * list with the chart, both ways.
 */
export const STATE_PATHS = {
  turn: [
    'connecting',
    'pickingUp',
    'listening',
    'listening.quiet',
    'listening.hearing',
    'listening.hearing.following',
    'listening.hearing.overdue',
    'listening.hearing.stranded',
    'responding',
    'responding.speculating',
    'responding.speculating.thinking',
    'responding.speculating.voicing',
    'responding.processing',
    'responding.processing.thinking',
    'responding.processing.filling',
    'responding.processing.cuttingIn',
    'responding.processing.voicing',
    'responding.speaking',
    'responding.speaking.echoing',
    'responding.speaking.steady',
    'responding.speaking.doubted',
    'responding.speaking.trailing',
    'yielding',
    'failing',
    'closing',
    'lingering',
    'lingering.awaiting',
    'lingering.insisting',
    'ended',
  ],
  vad: ['starting', 'on', 'on.silent', 'on.sounding', 'off'],
  stt: ['connected', 'connected.opening', 'connected.open', 'reopening', 'unavailable'],
} as const;

export type Region = keyof typeof STATE_PATHS;

/** A state of one region, or of any. */
export type StatePath<R extends Region = Region> = (typeof STATE_PATHS)[R][number];

/** Whether a state is `outer` or inside it. */
export const isWithin = (path: string, outer: StatePath): boolean =>
  path === outer || path.startsWith(`${outer}.`);

const findWay = (path: string): readonly StatePath<'turn'>[] =>
  STATE_PATHS.turn.filter((outer) => isWithin(path, outer));
const WAYS: ReadonlyMap<string, readonly StatePath<'turn'>[]> = new Map(
  STATE_PATHS.turn.map((path) => [path, findWay(path)]),
);

/** The states of the turn region that a path leads through, outermost first, the path's own state last. */
export const turnStatesTo = (path: string): readonly StatePath<'turn'>[] => WAYS.get(path) ?? findWay(path);

export const isRegion = (name: unknown): name is Region =>
  typeof name === 'string' && Object.hasOwn(STATE_PATHS, name);

/** Whether a region of this chart has such a state. */
export function isStateOf<R extends Region>(region: R, path: unknown): path is StatePath<R> {
  const paths: readonly unknown[] = STATE_PATHS[region];
  return paths.includes(path);
}
