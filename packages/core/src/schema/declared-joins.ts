import type { TableInfo } from '../contracts/index.ts';
import type { Join } from '../protocol/index.ts';
import { joinKey } from './join-graph.ts';

/**
 * The foreign keys of tables as joins, one for each pair of columns. A key that names no columns
 * refers to the primary key; names are taken up to case where they do not match exactly, and a key to
 * something that is not among the tables is left out.
 */
export function declaredJoins(tables: readonly TableInfo[]): Join[] {
  const byName = new Map<string, TableInfo>();
  for (const table of tables) if (!byName.has(table.name.toLowerCase())) byName.set(table.name.toLowerCase(), table);
  for (const table of tables) byName.set(table.name, table);
  const joins = new Map<string, Join>();
  for (const table of tables) {
    for (const key of table.foreignKeys) {
      const target = byName.get(key.referencedTable) ?? byName.get(key.referencedTable.toLowerCase());
      if (target === undefined) continue;
      const referenced = key.referencedColumns.length === 0 ? target.primaryKey : key.referencedColumns;
      const pairs = key.columns.map((column, index) => [columnName(table, column), columnName(target, referenced[index])] as const);
      if (pairs.some(([from, to]) => from === undefined || to === undefined)) continue;
      for (const [from, to] of pairs) {
        const join: Join = { from: { table: table.name, column: from ?? '' }, to: { table: target.name, column: to ?? '' }, source: 'declared' };
        if (!joins.has(joinKey(join))) joins.set(joinKey(join), join);
      }
    }
  }
  return [...joins.values()];
}

function columnName(table: TableInfo, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  return (table.columns.find((column) => column.name === name) ?? table.columns.find((column) => column.name.toLowerCase() === name.toLowerCase()))?.name;
}
