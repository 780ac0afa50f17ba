/**
 * The names of our marks on the line: which generation, and how much of it the ear has received when the echo comes.
 *
 *   g3:0 before its first frame     g3:200 after 200 ms of it     g3:end after its last frame
 */
export interface Mark {
  readonly generation: number;
  /** In ms of the generation's audio. */
  readonly position: number | 'end';
}

export const markName = ({ generation, position }: Mark): string => `g${generation}:${position}`;

/** Undefined when it is not one of ours. */
export function readMark(name: unknown): Mark | undefined {
  const [, generation, position] = /^g(\d+):(\d+|end)$/.exec(String(name)) ?? [];
  if (generation === undefined) return undefined;
  return { generation: Number(generation), position: position === 'end' ? 'end' : Number(position) };
}
