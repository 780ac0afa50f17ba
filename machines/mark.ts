/**
 * The names of our marks on the line: a generation, and how much of its audio the caller's ear has received once the
 * carrier echoes the mark.
 *
 *   g3:0 before its first frame     g3:200 after 200 ms of it     g3:end after its last frame
 *   g3.2:640 a speech that was held goes on from there: its second take
 */
export interface Mark {
  readonly generation: number;
  /** Counts from 1. A speech that was held is cleared; what follows is another take of it. */
  readonly take: number;
  /** Position in the generation's audio, in ms. */
  readonly position: number | 'end';
}

export const markName = ({ generation, take, position }: Mark): string =>
  take === 1 ? `g${generation}:${position}` : `g${generation}.${take}:${position}`;

/** The mark of a name; undefined when the name is not one of ours. */
export function readMark(name: unknown): Mark | undefined {
  const [, generation, take = '1', position] = /^g(\d+)(?:\.(\d+))?:(\d+|end)$/.exec(String(name)) ?? [];
  if (generation === undefined) return undefined;
  return {
    generation: Number(generation),
    take: Number(take),
    position: position === 'end' ? 'end' : Number(position),
  };
}
