import type { Join } from '../protocol/index.ts';

/** From the table that refers to the table that is referred to. */
export interface Direction {
  readonly from: string;
  readonly to: string;
}

/** The equalities that together make one join of two tables. */
export interface ColumnChoice {
  readonly joins: readonly Join[];
  readonly direction: Direction;
}

/** Choices for one pair of tables; a pair with more is not worth comparing. */
const MOST_CHOICES = 8;

/**
 * The different ways to join two tables along the given joins between them.
 *
 * Two columns that refer to the same column are two ways (`home_team_id`, `away_team_id`); declared
 * joins in one direction over different columns on both sides belong to one composite key, so they
 * are one way. An inferred join stands alone and counts only where nothing is declared.
 */
export function columnChoices(joins: readonly Join[]): readonly ColumnChoice[] {
  const declared = joins.filter((join) => join.source === 'declared');
  if (declared.length === 0) return joins.slice(0, MOST_CHOICES).map((join) => ({ joins: [join], direction: directionOf(join) }));
  const byDirection = new Map<string, Join[]>();
  for (const join of declared) {
    const group = byDirection.get(join.from.table);
    if (group) group.push(join);
    else byDirection.set(join.from.table, [join]);
  }
  return [...byDirection.values()]
    .flatMap((group) => maximalMatchings(group).map((matching) => ({ joins: matching, direction: directionOf(matching[0] as Join) })))
    .slice(0, MOST_CHOICES);
}

function directionOf(join: Join): Direction {
  return { from: join.from.table, to: join.to.table };
}

/** Largest sets of joins in which no column occurs twice. */
function maximalMatchings(joins: readonly Join[]): Join[][] {
  const clash = (a: Join, b: Join): boolean => a.from.column === b.from.column || a.to.column === b.to.column;
  const matchings: Join[][] = [];
  const grow = (chosen: Join[], rest: readonly Join[]): void => {
    if (matchings.length >= MOST_CHOICES) return;
    const [next, ...later] = rest;
    if (next === undefined) {
      if (joins.every((join) => chosen.includes(join) || chosen.some((other) => clash(join, other)))) matchings.push(chosen);
      return;
    }
    if (!chosen.some((join) => clash(join, next))) grow([...chosen, next], later);
    if (joins.some((join) => join !== next && clash(join, next))) grow(chosen, later);
  };
  grow([], joins);
  return matchings;
}
