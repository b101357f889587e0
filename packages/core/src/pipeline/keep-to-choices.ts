import type { Proof, Resolution } from '../protocol/index.ts';
import type { ValidateSqlOutput } from '../stages/validate-sql.ts';

/**
 * Refuses a statement that does without a table or column that was chosen: it would answer another
 * question. Which joins it takes is a matter of the lock, and own words name nothing to look for.
 */
export function keepToChoices(result: ValidateSqlOutput, resolutions: readonly Resolution[]): ValidateSqlOutput {
  if (!result.ok) return result;
  const ignored = resolutions.flatMap(({ kind, chosen }) => (kind === 'join_path' || 'text' in chosen || isUsed(chosen, result.proof) ? [] : [chosen]));
  if (ignored.length === 0) return result;
  return {
    ok: false,
    problems: ignored.map(({ table, column }) => ({
      code: 'choice_ignored',
      message: `The user chose ${column === undefined ? table : `${table}.${column}`}, and the statement does not use it.`,
    })),
  };
}

function isUsed({ table, column }: { readonly table?: string; readonly column?: string }, { used }: Proof): boolean {
  if (table === undefined) return true;
  return column === undefined ? used.tables.includes(table) : used.columns.some((name) => name.table === table && name.column === column);
}
