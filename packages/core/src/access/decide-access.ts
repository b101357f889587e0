import * as z from 'zod';
import type { AccessCatalog, AccessDecision, AccessEvaluator, Principal, ReadAccess, RowFilter, TableAccess, TableInfo, WriteAccess } from '../contracts/index.ts';
import { ConfigurationError, isNl2SqlError, RunError } from '../errors/index.ts';
import { deepFreeze, SHORTEST_HASH_KEY } from './read-role-policy.ts';

const text = z.string().min(1);
const value = z.union([z.string(), z.number(), z.boolean()]);

const rows: z.ZodType<RowFilter> = z.lazy(() =>
  z.union([
    z.strictObject({ column: text, operator: z.enum(['=', '<>', '<', '<=', '>', '>=']), value }),
    z.strictObject({ column: text, operator: z.enum(['in', 'not in']), values: z.array(value).min(1) }),
    z.strictObject({ column: text, operator: z.enum(['is null', 'is not null']) }),
    z.strictObject({ all: z.array(rows).min(1) }),
    z.strictObject({ any: z.array(rows).min(1) }),
    z.strictObject({ not: rows }),
  ]),
);

const masks = z.array(z.strictObject({ column: text, mask: z.enum(['null', 'hash', 'last4']) }));
const approvals = z.array(z.strictObject({ role: text, approvers: z.int().min(1).exactOptional() }));
const read = z.strictObject({ columns: z.array(text), rows: rows.nullable().exactOptional(), masks: masks.exactOptional() });
const write = z.strictObject({ columns: z.array(text), rows: rows.nullable().exactOptional(), approvals: approvals.exactOptional() });
const decision = z.strictObject({
  tables: z.array(
    z.strictObject({ table: text, read: read.exactOptional(), insert: write.exactOptional(), update: write.exactOptional(), delete: write.exactOptional() }),
  ),
  hashKey: z.string().min(SHORTEST_HASH_KEY).exactOptional(),
});

/** A decision that was checked against the catalog: every name in it is there, and nobody can change it. */
export interface CheckedDecision extends AccessDecision {
  readonly tables: readonly CheckedTableAccess[];
}

/** What may be done with one table, with every part in its place. */
export interface CheckedTableAccess extends TableAccess {
  readonly read?: Required<ReadAccess>;
}

/**
 * Asks the evaluator and holds its answer against the catalog. Names that the catalog lacks are left
 * out, and so is a grant whose rows are filtered by a column that its table lacks.
 *
 * @throws RunError `ACCESS_UNDECIDED` when the evaluator throws, with what it threw as the cause.
 * @throws ConfigurationError when its answer has another form, or contradicts itself.
 */
export async function decideAccess(evaluator: AccessEvaluator, principal: Principal | null, catalog: AccessCatalog): Promise<CheckedDecision> {
  return deepFreeze(withinCatalog(readDecision(await ask(evaluator, principal, catalog)), catalog));
}

async function ask(evaluator: AccessEvaluator, principal: Principal | null, catalog: AccessCatalog): Promise<unknown> {
  try {
    return await evaluator.evaluate(principal, catalog);
  } catch (error) {
    if (isNl2SqlError(error)) throw error;
    throw new RunError('ACCESS_UNDECIDED', 'It could not be found out what may be read.', {
      hint: 'Nothing was read. Try again later; the onError option of the pipeline receives the cause.',
      cause: error,
    });
  }
}

function readDecision(given: unknown): AccessDecision {
  const result = decision.safeParse(given);
  if (!result.success) throw wrong(`${result.error.issues[0]?.path.join('.') ?? ''} is not valid`);
  const { tables, hashKey } = result.data;
  if (new Set(tables.map(({ table }) => table)).size < tables.length) throw wrong('it decides on a table twice');
  for (const { read: granted } of tables) {
    const { columns = [], masks: masked = [] } = granted ?? {};
    if (masked.some(({ column }) => !columns.includes(column))) throw wrong('it masks a column that it does not let read');
    if (new Set(masked.map(({ column }) => column)).size < masked.length) throw wrong('it masks a column twice');
    if (hashKey === undefined && masked.some(({ mask }) => mask === 'hash')) throw wrong('it has the mask “hash” and no hashKey');
  }
  return result.data;
}

function wrong(what: string): ConfigurationError {
  return new ConfigurationError(`The answer of the access evaluator cannot be used: ${what}.`, {
    hint: 'Nothing was read. An evaluator returns an AccessDecision.',
  });
}

function withinCatalog(given: AccessDecision, catalog: AccessCatalog): CheckedDecision {
  const byName = new Map(given.tables.map((access) => [access.table, access]));
  const tables = catalog.tables.flatMap((info): CheckedTableAccess[] => {
    const access = byName.get(info.name);
    const narrowed = access === undefined ? null : withinTable(access, info);
    return narrowed === null ? [] : [narrowed];
  });
  return { tables, ...(given.hashKey === undefined ? {} : { hashKey: given.hashKey }) };
}

function withinTable(access: TableAccess, info: TableInfo): CheckedTableAccess | null {
  const known = info.columns.map((column) => column.name);
  const readable = access.read === undefined ? null : narrowed(access.read, known);
  const masked = (access.read?.masks ?? []).filter(({ column }) => known.includes(column));
  const writes = (['insert', 'update', 'delete'] as const).flatMap((action): [string, WriteAccess][] => {
    const granted = access[action] === undefined ? null : narrowed(access[action], known);
    return granted === null ? [] : [[action, { ...granted, approvals: access[action]?.approvals ?? [] }]];
  });
  if (readable === null && writes.length === 0) return null;
  return { table: info.name, ...(readable === null ? {} : { read: { ...readable, masks: masked } }), ...Object.fromEntries(writes) };
}

function narrowed(
  { columns, rows: filter = null }: { readonly columns: readonly string[]; readonly rows?: RowFilter | null },
  known: readonly string[],
): { readonly columns: readonly string[]; readonly rows: RowFilter | null } | null {
  const named = new Set(columns);
  const granted = known.filter((column) => named.has(column));
  const applies = filter === null || comparedColumns(filter).every((column) => known.includes(column));
  return granted.length === 0 || !applies ? null : { columns: granted, rows: filter };
}

function comparedColumns(filter: RowFilter): readonly string[] {
  if ('all' in filter) return filter.all.flatMap(comparedColumns);
  if ('any' in filter) return filter.any.flatMap(comparedColumns);
  return 'not' in filter ? comparedColumns(filter.not) : [filter.column];
}
