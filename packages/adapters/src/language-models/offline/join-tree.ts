import type { JoinEdge, SchemaView, TableView } from './schema-view.ts';

export interface JoinTree {
  readonly tables: readonly TableView[];
  readonly joins: readonly JoinEdge[];
}

/** The shortest path between a set of connected tables and another one; declared joins go first. */
function pathTo(connected: ReadonlySet<TableView>, target: TableView, schema: SchemaView): JoinEdge[] | null {
  const cameBy = new Map<TableView, { from: TableView; edge: JoinEdge } | null>();
  // The table that was joined last leads on: a link table goes before the things that it links.
  let frontier = [...connected].reverse();
  for (const table of frontier) cameBy.set(table, null);
  const edges = [...schema.edges].sort((a, b) => Number(b.declared) - Number(a.declared));
  while (frontier.length > 0 && !cameBy.has(target)) {
    const next: TableView[] = [];
    for (const table of frontier) {
      for (const edge of edges) {
        const other =
          edge.left.table === table ? edge.right.table : edge.right.table === table ? edge.left.table : null;
        if (other === null || cameBy.has(other)) continue;
        cameBy.set(other, { from: table, edge });
        next.push(other);
      }
    }
    frontier = next;
  }
  if (!cameBy.has(target)) return null;
  const path: JoinEdge[] = [];
  for (let step = cameBy.get(target); step !== null && step !== undefined; step = cameBy.get(step.from))
    path.unshift(step.edge);
  return path;
}

/** Joins tables along the given edges through as few others as possible; null when they do not connect. */
export function joinTree(wanted: readonly TableView[], schema: SchemaView): JoinTree | null {
  const links = (table: TableView): number => schema.edges.filter((edge) => edge.left.table === table).length;
  const [first, ...others] = [...new Set(wanted)];
  const rest = others.toSorted((a, b) => Number(links(b) > 1) - Number(links(a) > 1));
  if (first === undefined) return { tables: [], joins: [] };
  const tables = new Set([first]);
  const joins: JoinEdge[] = [];
  const remaining = new Set(rest);
  while (remaining.size > 0) {
    let shortest: JoinEdge[] | null = null;
    for (const target of remaining) {
      const path = pathTo(tables, target, schema);
      if (path === null) return null;
      if (shortest === null || path.length < shortest.length) shortest = path;
    }
    for (const edge of shortest ?? []) {
      joins.push(edge);
      for (const table of [edge.left.table, edge.right.table]) {
        tables.add(table);
        remaining.delete(table);
      }
    }
  }
  return { tables: [...tables], joins };
}

/** How many joins apart two tables are; Infinity when they do not connect. */
export function distanceBetween(from: TableView, to: TableView, schema: SchemaView): number {
  return from === to ? 0 : (pathTo(new Set([from]), to, schema)?.length ?? Infinity);
}
