/**
 * Whether every left item can be paired with a right item of its own, by Kuhn's augmenting paths.
 * `neighbours(left)` lists the right items that a left one may be paired with, the likeliest first.
 */
export function hasPerfectMatching(size: number, neighbours: (left: number) => readonly number[]): boolean {
  const leftOf = new Int32Array(size).fill(-1);
  const rightOf = new Int32Array(size).fill(-1);
  const known: (readonly number[] | undefined)[] = new Array(size);
  const of = (left: number): readonly number[] => (known[left] ??= neighbours(left));

  for (let left = 0; left < size; left += 1) {
    const free = of(left).find((right) => leftOf[right] === -1);
    if (free === undefined) continue;
    leftOf[free] = left;
    rightOf[left] = free;
  }
  for (let start = 0; start < size; start += 1) {
    if (rightOf[start] !== -1) continue;
    const cameFrom = new Map<number, number>();
    const queue = [start];
    let end = -1;
    for (let head = 0; head < queue.length && end === -1; head += 1) {
      const left = queue[head]!;
      for (const right of of(left)) {
        if (cameFrom.has(right)) continue;
        cameFrom.set(right, left);
        const taken = leftOf[right]!;
        if (taken === -1) {
          end = right;
          break;
        }
        queue.push(taken);
      }
    }
    if (end === -1) return false;
    while (end !== -1) {
      const left = cameFrom.get(end)!;
      const before = rightOf[left]!;
      leftOf[end] = left;
      rightOf[left] = end;
      end = before;
    }
  }
  return true;
}
