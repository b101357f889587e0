/**
 * Whether one word becomes the other by at most `most` insertions, deletions, replacements or swaps
 * of two neighbouring letters (optimal string alignment; F. Damerau, "A technique for computer
 * detection and correction of spelling errors", 1964). Gives the distance, or null when it is larger.
 */
export function editDistance(a: string, b: string, most: number): number | null {
  if (Math.abs(a.length - b.length) > most) return null;
  let start = 0;
  let endA = a.length;
  let endB = b.length;
  while (start < endA && start < endB && a.charCodeAt(start) === b.charCodeAt(start)) start += 1;
  while (endA > start && endB > start && a.charCodeAt(endA - 1) === b.charCodeAt(endB - 1)) {
    endA -= 1;
    endB -= 1;
  }
  const height = endA - start;
  const width = endB - start;
  if (height === 0 || width === 0) return bounded(Math.max(height, width), most);
  if (most === 1 && Math.max(height, width) > 2) return null;
  let older: number[] = [];
  let previous = Array.from({ length: width + 1 }, (_, column) => column);
  for (let row = 1; row <= height; row += 1) {
    const current = [row];
    let smallest = row;
    for (let column = 1; column <= width; column += 1) {
      const left = a.charCodeAt(start + row - 1);
      const right = b.charCodeAt(start + column - 1);
      let cost = Math.min(at(previous, column - 1) + (left === right ? 0 : 1), at(previous, column) + 1, at(current, column - 1) + 1);
      const swapped = row > 1 && column > 1 && left === b.charCodeAt(start + column - 2) && a.charCodeAt(start + row - 2) === right;
      if (swapped) cost = Math.min(cost, at(older, column - 2) + 1);
      current.push(cost);
      smallest = Math.min(smallest, cost);
    }
    if (smallest > most) return null;
    older = previous;
    previous = current;
  }
  return bounded(at(previous, width), most);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

function bounded(distance: number, most: number): number | null {
  return distance <= most ? distance : null;
}
