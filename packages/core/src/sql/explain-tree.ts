import type { Explanation } from '../protocol/index.ts';
import { columnsUsed, tablesUsed } from './inspect-tree.ts';
import type { Query } from './query-tree.ts';

export function explainTree(tree: Query, _options: { readonly rowLimit: number }): Explanation {
  return { summary: `Reads ${tablesUsed(tree).join(', ')}.`, steps: [], tables: tablesUsed(tree), columns: columnsUsed(tree).map((c) => `${c.table}.${c.column}`) };
}
