import type { Join } from '../protocol/index.ts';
import { columnChoices, type Direction } from './join-columns.ts';
import { shortestTrees, type JoinTree } from './join-trees.ts';

/** One way to join tables: the equalities, and the tables it needs besides the asked ones. */
export interface JoinRoute {
  readonly joins: readonly Join[];
  /** Intermediate tables, in the order in which the route reaches them. */
  readonly added: readonly string[];
}

/** How a set of tables hangs together. */
export type JoinPlan =
  | (JoinRoute & {
      readonly kind: 'connected';
      /** Other routes that are as short, over different tables or different columns. */
      readonly alternatives: readonly JoinRoute[];
    })
  | {
      readonly kind: 'disconnected';
      /** The asked tables, grouped by which of them can be joined. */
      readonly groups: readonly (readonly string[])[];
    };

/** Which tables can be joined, and along which columns. */
export interface JoinGraph {
  /** Tables that a single join reaches, in alphabetical order, without the table itself. */
  neighbours(table: string): readonly string[];
  /** Every join between two tables, declared ones first. With one table twice: its self-joins. */
  between(a: string, b: string): readonly Join[];
  /**
   * The shortest way to join all the tables.
   *
   * A route is the better the fewer hops it has, an inferred hop counting one and a half; of two
   * equally long ones, the one that multiplies fewer rows. A composite foreign key is one hop with
   * several equalities. With `within`, only those tables may be used.
   */
  connect(tables: readonly string[], options?: { readonly within?: ReadonlySet<string> }): JoinPlan;
}

/** Weights of a hop: two inferred hops are worse than two declared ones, one is better than two declared. */
const WEIGHT = { declared: 2, inferred: 3 } as const;

/** Routes that are compared for one set of tables; more are never shown to anyone. */
const MOST_ROUTES = 24;

interface Edge {
  readonly joins: Join[];
  weight: number;
}

/**
 * Builds the graph of the joins of a catalog or of a view.
 *
 * @example
 * ```ts
 * import type { Catalog } from './catalog.ts';
 *
 * declare const catalog: Catalog;
 * const graph = createJoinGraph(catalog.joins);
 * const plan = graph.connect(['students', 'courses']);
 * if (plan.kind === 'connected') plan.added; // ['enrolments']
 * ```
 */
export function createJoinGraph(joins: readonly Join[]): JoinGraph {
  const edges = collectEdges(joins);
  const neighbourNames = new Map([...edges].map(([table, to]) => [table, [...to.keys()].filter((name) => name !== table).sort()]));
  const weight = (a: string, b: string): number => edges.get(a)?.get(b)?.weight ?? Number.POSITIVE_INFINITY;
  const neighbours = (table: string): readonly string[] => neighbourNames.get(table) ?? [];

  const connect: JoinGraph['connect'] = (tables, options = {}) => {
    const terminals = [...new Set(tables)];
    if (terminals.length < 2) return { kind: 'connected', joins: [], added: [], alternatives: [] };
    const { within } = options;
    const open = within === undefined ? neighbours : (table: string) => (within.has(table) ? neighbours(table).filter((name) => within.has(name)) : []);
    const found = shortestTrees({ neighbours: open, weight }, terminals, MOST_ROUTES);
    if (found.kind === 'disconnected') return found;
    const [best, ...alternatives] = rankRoutes(found.trees, terminals, edges);
    return { kind: 'connected', ...(best ?? { joins: [], added: [] }), alternatives };
  };

  return { neighbours, between: (a, b) => edges.get(a)?.get(b)?.joins ?? [], connect };
}

function collectEdges(joins: readonly Join[]): Map<string, Map<string, Edge>> {
  const edges = new Map<string, Map<string, Edge>>();
  const seen = new Set<string>();
  const ordered = [...joins.filter((join) => join.source === 'declared'), ...joins.filter((join) => join.source === 'inferred')];
  for (const join of ordered) {
    const key = joinKey(join);
    if (seen.has(key)) continue;
    seen.add(key);
    const { from, to } = join;
    const edge = edges.get(from.table)?.get(to.table) ?? { joins: [], weight: Number.POSITIVE_INFINITY };
    edge.joins.push(join);
    edge.weight = Math.min(edge.weight, WEIGHT[join.source]);
    for (const [a, b] of [[from.table, to.table], [to.table, from.table]] as const) {
      const row = edges.get(a) ?? new Map<string, Edge>();
      edges.set(a, row.set(b, edge));
    }
  }
  return edges;
}

/** The same for a join and its mirror image. */
export function joinKey(join: Join): string {
  const ends = [`${join.from.table}\0${join.from.column}`, `${join.to.table}\0${join.to.column}`];
  return ends.sort().join('\0\0');
}

interface Ranked extends JoinRoute {
  readonly multiplying: number;
}

function rankRoutes(trees: readonly JoinTree[], terminals: readonly string[], edges: ReadonlyMap<string, ReadonlyMap<string, Edge>>): JoinRoute[] {
  const asked = new Set(terminals);
  const routes: Ranked[] = [];
  for (const tree of trees) {
    const added = [...new Set(tree.flat())].filter((table) => !asked.has(table));
    let partial: { joins: Join[]; directions: Direction[] }[] = [{ joins: [], directions: [] }];
    for (const [a, b] of tree) {
      const choices = columnChoices(edges.get(a)?.get(b)?.joins ?? []);
      partial = partial
        .flatMap((route) => choices.map((choice) => ({ joins: [...route.joins, ...choice.joins], directions: [...route.directions, choice.direction] })))
        .slice(0, MOST_ROUTES);
    }
    for (const { joins, directions } of partial) routes.push({ joins, added, multiplying: multiplyingHops(directions) });
  }
  routes.sort((a, b) => a.multiplying - b.multiplying);
  const fewest = routes[0]?.multiplying;
  const shown = new Map<string, JoinRoute>();
  for (const { joins, added, multiplying } of routes) {
    const key = joins.map(joinKey).sort().join('\0\0\0');
    if (multiplying === fewest && !shown.has(key)) shown.set(key, { joins, added });
  }
  return [...shown.values()];
}

/**
 * Hops that go from one row to many, seen from the table where there are fewest of them. A bridge
 * table refers to both its neighbours, so it has none; two tables that refer to a common third one
 * have one, and such a join pairs every row of the one with every row of the other.
 */
function multiplyingHops(directions: readonly Direction[]): number {
  const tables = new Set(directions.flatMap(({ from, to }) => [from, to]));
  let fewest = Number.POSITIVE_INFINITY;
  for (const root of tables) {
    let against = 0;
    const reached = new Set([root]);
    const queue = [root];
    for (let table = queue.shift(); table !== undefined; table = queue.shift()) {
      for (const { from, to } of directions) {
        const next = from === table ? to : to === table ? from : null;
        if (next === null || reached.has(next)) continue;
        if (to === table) against += 1;
        reached.add(next);
        queue.push(next);
      }
    }
    fewest = Math.min(fewest, against);
  }
  return tables.size === 0 ? 0 : fewest;
}
