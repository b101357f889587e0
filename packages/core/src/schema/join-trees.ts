/** The hops of a tree, each from a table that is in it already to the next one. */
export type JoinTree = readonly (readonly [string, string])[];

interface WeightedGraph {
  neighbours(table: string): readonly string[];
  weight(a: string, b: string): number;
}

type Trees =
  | { readonly kind: 'connected'; readonly trees: readonly JoinTree[] }
  | { readonly kind: 'disconnected'; readonly groups: readonly (readonly string[])[] };

/**
 * The lightest trees that connect the tables, found by growing from each of them in turn towards the
 * nearest that is missing (H. Takahashi, A. Matsuyama, "An approximate solution for the Steiner
 * problem in graphs", 1980: at most twice the optimum). Every tie is followed, up to `most` trees.
 */
export function shortestTrees(graph: WeightedGraph, terminals: readonly string[], most: number): Trees {
  const distances = new Map(terminals.map((terminal) => [terminal, distancesTo(graph, terminal)]));
  const groups = groupByReach(terminals, distances);
  if (groups.length > 1) return { kind: 'disconnected', groups };

  const byHops = new Map<string, { tree: JoinTree; weight: number }>();
  for (const start of terminals) {
    let found = 0;
    const grow = (tree: JoinTree, inTree: ReadonlySet<string>, weight: number): void => {
      if (found >= most) return;
      const missing = terminals.filter((terminal) => !inTree.has(terminal));
      if (missing.length === 0) {
        found += 1;
        const key = tree.map((hop) => [...hop].sort().join('\0')).sort().join('\0\0');
        if (!byHops.has(key)) byHops.set(key, { tree, weight });
        return;
      }
      const reach = (terminal: string): number => Math.min(...[...inTree].map((table) => distances.get(terminal)?.get(table) ?? Number.POSITIVE_INFINITY));
      const nearest = Math.min(...missing.map(reach));
      for (const terminal of missing) {
        if (reach(terminal) !== nearest) continue;
        for (const path of shortestPaths(graph, inTree, distances.get(terminal) ?? new Map(), nearest, most)) {
          grow([...tree, ...path], new Set([...inTree, ...path.flat()]), weight + nearest);
        }
      }
    };
    grow([], new Set([start]), 0);
  }
  const lightest = Math.min(...[...byHops.values()].map(({ weight }) => weight));
  return { kind: 'connected', trees: [...byHops.values()].filter(({ weight }) => weight === lightest).map(({ tree }) => tree) };
}

/** Dijkstra over small whole weights, with one bucket a distance (R. Dial, 1969). */
function distancesTo(graph: WeightedGraph, source: string): Map<string, number> {
  const distances = new Map([[source, 0]]);
  const buckets: string[][] = [[source]];
  for (let distance = 0; distance < buckets.length; distance += 1) {
    for (const table of buckets[distance] ?? []) {
      if (distances.get(table) !== distance) continue;
      for (const next of graph.neighbours(table)) {
        const reached = distance + graph.weight(table, next);
        if (reached >= (distances.get(next) ?? Number.POSITIVE_INFINITY)) continue;
        distances.set(next, reached);
        while (buckets.length <= reached) buckets.push([]);
        buckets[reached]?.push(next);
      }
    }
  }
  return distances;
}

function groupByReach(terminals: readonly string[], distances: ReadonlyMap<string, ReadonlyMap<string, number>>): string[][] {
  const groups: string[][] = [];
  for (const terminal of terminals) {
    const group = groups.find(([first]) => first !== undefined && distances.get(first)?.has(terminal));
    if (group) group.push(terminal);
    else groups.push([terminal]);
  }
  return groups;
}

/** Every path of the given length from the tree to the table that `distances` leads to. */
function shortestPaths(graph: WeightedGraph, tree: ReadonlySet<string>, distances: ReadonlyMap<string, number>, length: number, most: number): JoinTree[] {
  const paths: JoinTree[] = [];
  const walk = (table: string, path: JoinTree): void => {
    if (paths.length >= most) return;
    const left = distances.get(table) ?? 0;
    if (left === 0) {
      paths.push(path);
      return;
    }
    for (const next of graph.neighbours(table)) {
      if (distances.get(next) === left - graph.weight(table, next)) walk(next, [...path, [table, next]]);
    }
  };
  for (const table of tree) if (distances.get(table) === length) walk(table, []);
  return paths;
}
