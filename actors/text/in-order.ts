/** How many parts of one text are in another one, in the same order with any others between: the longest common subsequence. */
export function countInOrder(some: readonly string[], others: readonly string[]): number {
  let row = new Array<number>(others.length + 1).fill(0);
  for (const part of some) {
    const next = [0];
    for (const [i, other] of others.entries())
      next.push(part === other ? (row[i] ?? 0) + 1 : Math.max(row[i + 1] ?? 0, next[i] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}
