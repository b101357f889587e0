import type { TableInfo } from '../contracts/index.ts';
import type { SimilarExample } from '../schema/example-matcher.ts';
import { checkReadable } from '../sql/index.ts';
import type { StageContext } from '../stages/stage.ts';

/** Similar examples that are looked at: some of them may turn out not to be usable. */
const LOOKED_AT = 20;

type Permissions = Pick<StageContext, 'view' | 'policy' | 'database' | 'settings'>;

/** The examples of which the guard takes the statement from the run's principal, as their permissions are now. */
export async function usableExamples(similar: readonly SimilarExample[], { view, policy, database, settings }: Permissions): Promise<readonly SimilarExample[]> {
  const alike = similar.filter(({ similarity }) => similarity >= settings.retrieval.exampleSimilarity).slice(0, LOOKED_AT);
  if (alike.length === 0) return [];
  const known = { tables: withoutMasked(view.tables, policy), dialect: database.dialect, policy };
  const usable = await Promise.all(alike.map(async ({ example: { sql, tables } }) => sql === undefined || (await checkReadable({ sql, tables }, known)).ok));
  return alike.filter((_, index) => usable[index]);
}

/** A statement that reads a masked column may compare it with one of its values. */
function withoutMasked(tables: ReadonlyMap<string, TableInfo>, policy: StageContext['policy']): ReadonlyMap<string, TableInfo> {
  const masked = new Map(policy.tables.map(({ table, masks }) => [table, new Set(masks.map(({ column }) => column))]));
  return new Map([...tables].map(([name, table]) => [name, { ...table, columns: table.columns.filter((column) => !masked.get(name)?.has(column.name)) }]));
}
