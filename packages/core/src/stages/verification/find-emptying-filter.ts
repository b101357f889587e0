import { checkSql, type LiteralFilter } from '../../sql/index.ts';
import type { StageContext } from '../stage.ts';

const MOST_PROBES = 4;
const PROBE_TIMEOUT_MS = 2_000;

/**
 * The first filter that no row of its table passes on its own: asked of the database with one small
 * checked statement a filter. A probe that fails says nothing about the filter.
 */
export async function findEmptyingFilter(
  filters: readonly LiteralFilter[],
  context: StageContext,
): Promise<LiteralFilter | null> {
  for (const filter of filters.slice(0, MOST_PROBES)) {
    if ((await matchesAnything(filter, context)) === false) return filter;
  }
  return null;
}

async function matchesAnything(filter: LiteralFilter, context: StageContext): Promise<boolean | null> {
  const { table, column } = filter;
  const checked = await checkSql(probe(filter, context.database.dialect === 'mysql' ? '`' : '"'), {
    dialect: context.database.dialect,
    lock: { tables: [{ table, columns: [column] }], joins: [], values: [] },
    rowLimit: 1,
    policy: context.policy,
  });
  if (!checked.ok) return null;
  try {
    const { rows } = await context.database.query(checked.checked, {
      signal: context.signal,
      timeoutMs: PROBE_TIMEOUT_MS,
      maxRows: 1,
    });
    return rows.length > 0;
  } catch (error) {
    if (context.signal.aborted) throw error;
    return null;
  }
}

function probe({ table, column, operator, values }: LiteralFilter, quote: string): string {
  const name = (text: string) => quote + text.replaceAll(quote, quote + quote) + quote;
  const path = table.split('.').map(name).join('.');
  const literals = values.map((value) => `'${value.replaceAll("'", "''")}'`);
  const right =
    operator === 'between' ? literals.join(' AND ') : operator.endsWith('in') ? `(${literals.join(', ')})` : literals[0]!;
  return `SELECT ${name(column)} FROM ${path} WHERE ${name(column)} ${operator.toUpperCase()} ${right} LIMIT 1`;
}
