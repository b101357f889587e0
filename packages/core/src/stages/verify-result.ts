import type { QueryResult } from '../contracts/index.ts';
import type { ColumnRef, Lock, ResultWarning } from '../protocol/index.ts';
import { filtersOf, usesAggregateOverJoin, type LiteralFilter, type Query } from '../sql/index.ts';
import { findEmptyingFilter } from './verification/find-emptying-filter.ts';
import type { Stage, StageContext } from './stage.ts';

export interface VerifyResultInput {
  readonly tree: Query;
  readonly result: QueryResult;
  readonly lock: Lock;
}

/** Looks for what makes a result suspicious, and says why an empty one is empty. */
export const verifyResult: Stage<VerifyResultInput, readonly ResultWarning[]> = async (input, context) => [
  ...(await explainEmptiness(input, context)),
  ...findFanOut(input.tree, context),
  ...findNullColumns(input.result),
  ...(input.result.truncated
    ? [{ code: 'truncated' as const, text: `Only the first ${context.settings.limits.rows.toLocaleString('en-US')} rows are shown.` }]
    : []),
];

async function explainEmptiness({ tree, result }: VerifyResultInput, context: StageContext): Promise<ResultWarning[]> {
  const noRows = result.rows.length === 0;
  const nothingToCompute = result.rows.length === 1 && result.rows[0]!.every((cell) => cell === null);
  if (!noRows && !nothingToCompute) return [];
  const code = noRows ? 'empty_result' : 'null_aggregate';
  const lead = noRows ? 'There are no rows' : 'There was nothing to compute from';
  const filters = filtersOf(tree);
  const culprit = await findEmptyingFilter(filters, context);
  if (!culprit) {
    const together = filters.length > 1 ? ': every condition matches something, but no row matches all of them.' : '.';
    return [{ code, text: `${lead}${together}` }];
  }
  return [{ code, text: `${lead}, because ${describeFilter(culprit)} matches nothing.${suggestion(culprit, context)}` }];
}

function describeFilter({ table, column, operator, values }: LiteralFilter): string {
  const quoted = values.map((value) => `'${value}'`);
  const right = operator === 'between' ? quoted.join(' and ') : quoted.join(', ');
  return `${table}.${column} ${operator} ${right}`;
}

function suggestion({ table, column, operator, values }: LiteralFilter, context: StageContext): string {
  if (operator !== '=' && operator !== 'in') return '';
  const near = values.flatMap((value) => {
    const nearest = context.index.values.nearest(table, column, value);
    return nearest === null || nearest === value ? [] : [nearest];
  });
  return near.length > 0 ? ` ${near.map((value) => `'${value}'`).join(', ')} ${near.length > 1 ? 'exist' : 'exists'}.` : '';
}

const SUMS: ReadonlySet<string> = new Set(['sum', 'avg', 'total']);

/** A sum over one table's column is suspicious when a join can repeat that table's rows. */
function findFanOut(tree: Query, context: StageContext): ResultWarning[] {
  const repeated = usesAggregateOverJoin(tree).flatMap(({ aggregates, joins }) =>
    aggregates.flatMap(({ function: name, distinct, argument }) => {
      if (!argument || distinct || !SUMS.has(name)) return [];
      const many = joins
        .flatMap(({ left, right }) => [{ from: left, to: right }, { from: right, to: left }])
        .find(({ from, to }) => from.table === argument.table && to.table !== argument.table && !isUnique(to, context));
      return many ? [{ argument, by: many.to.table }] : [];
    }),
  );
  return repeated.slice(0, 1).map(({ argument, by }) => ({
    code: 'fan_out',
    text: `${argument.table}.${argument.column} may be counted more than once: one row of ${argument.table} can match several of ${by}.`,
  }));
}

function isUnique({ table, column }: ColumnRef, context: StageContext): boolean {
  const info = context.view.tables.get(table);
  const keys = info ? [info.primaryKey, ...info.unique] : [];
  return keys.some((key) => key.length === 1 && key[0] === column);
}

function findNullColumns({ columns, rows }: QueryResult): ResultWarning[] {
  if (rows.length < 2) return [];
  return columns
    .filter((_column, index) => rows.every((row) => row[index] === null))
    .map((column) => ({ code: 'all_null_column', text: `${column.name} is empty in every row.` }));
}
