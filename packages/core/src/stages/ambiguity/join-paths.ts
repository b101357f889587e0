import type { ClarificationOption, Join } from '../../protocol/index.ts';
import { tokenise } from '../../text/index.ts';
import type { AmbiguityRule } from '../detect-ambiguity.ts';
import { nameStems, readableName } from './question-words.ts';

/**
 * Asks when more than two tables are needed and they can be joined in several equally short ways, or
 * when two are joined by several column pairs and no word of the question tells them apart.
 */
export const findJoinPaths: AmbiguityRule = (input, context) => {
  if (input.selected.length < 2) return [];
  const plan = context.view.joinGraph.connect(input.selected);
  if (plan.kind === 'disconnected' || plan.alternatives.length === 0) return [];
  const ways = [plan, ...plan.alternatives].slice(0, 4);
  // “from” and “to” tell two columns apart, though they name nothing.
  const words = new Set(tokenise(input.question).map((word) => word.stem));
  const named = ways.map((way) => distinguishingStems(way, ways).filter((stem) => words.has(stem)).length);
  const best = Math.max(...named);
  if (best > 0 && named.filter((count) => count === best).length === 1) return [];
  return [
    {
      kind: 'ask',
      clarification: {
        id: `join:${input.selected.toSorted().join('+')}`,
        kind: 'join_path',
        question: `${input.selected.map(readableName).join(' and ')} are related in more than one way. Which one do you mean?`,
        span: null,
        options: ways.map(wayOption),
        suggested: wayId(plan.joins),
        allowFreeText: true,
      },
    },
  ];
};

interface Way {
  readonly joins: readonly Join[];
  readonly added: readonly string[];
}

function distinguishingStems(way: Way, ways: readonly Way[]): string[] {
  const stems = (of: Way) =>
    new Set([...of.added, ...of.joins.flatMap((join) => [join.from.column, join.to.column])].flatMap(nameStems));
  const others = ways.filter((other) => other !== way).map(stems);
  return [...stems(way)].filter((word) => !others.every((other) => other.has(word)));
}

/** Names a way by its column pairs, so that it is found again however many ways there are by then. */
export function wayId(joins: readonly Join[]): string {
  return `way:${joins.map((join) => `${join.from.table}.${join.from.column}=${join.to.table}.${join.to.column}`).toSorted().join('+')}`;
}

function wayOption(way: Way): ClarificationOption {
  const links = way.joins.map(
    (join) => `${join.from.table}.${join.from.column} = ${join.to.table}.${join.to.column}`,
  );
  const first = way.joins[0];
  return {
    id: wayId(way.joins),
    label: way.added.length > 0 ? `by way of ${way.added.map(readableName).join(' and ')}` : links.join(' and '),
    ...(first ? { table: first.from.table, column: first.from.column } : {}),
    evidence: links,
    consequence: `Rows are matched where ${links.join(' and ')}.`,
  };
}
