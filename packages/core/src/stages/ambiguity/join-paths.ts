import { describeEvidence, describeJoin, type ClarificationOption, type Join } from '../../protocol/index.ts';
import { tokenise } from '../../text/index.ts';
import type { AmbiguityRule } from '../detect-ambiguity.ts';
import { columnLabel, nameStems, readableName } from './question-words.ts';

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
        question: `${sentenceList(input.selected.map(readableName))} are related in more than one way. Which one do you mean?`,
        span: null,
        options: ways.map((way) => wayOption(way, ways)),
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

function wayOption(way: Way, ways: readonly Way[]): ClarificationOption {
  const links = way.joins.map(describeJoin);
  const [first] = ownJoins(way, ways);
  return {
    id: wayId(way.joins),
    label: wayLabel(way, ways),
    ...(first ? { table: first.from.table, column: first.from.column } : {}),
    evidence: way.joins.map((join) => (join.source === 'declared' ? describeJoin(join) : `${describeJoin(join)}: ${describeEvidence(join)}`)),
    consequence: `Rows are matched where ${sentenceList(links)}.`,
  };
}

/** What only this way does: the tables it passes, or else the columns it goes by. */
function wayLabel(way: Way, ways: readonly Way[]): string {
  const passed = sentenceList(way.added.map(readableName));
  const isOnlyOne = ways.every((other) => other === way || other.added.join() !== way.added.join());
  if (passed !== '' && isOnlyOne) return `by way of ${passed}`;
  return sentenceList(ownJoins(way, ways).map((join) => columnLabel(join.from)));
}

/** The joins that not every way has. */
function ownJoins(way: Way, ways: readonly Way[]): readonly Join[] {
  const own = way.joins.filter((join) => !ways.every((other) => other.joins.includes(join)));
  return own.length > 0 ? own : way.joins;
}

function sentenceList(parts: readonly string[]): string {
  return parts.length < 3 ? parts.join(' and ') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
