import { words } from '../../src/sql/functions/function-list.ts';
import type { Denial } from './classification.ts';

export const SQLITE_DENIALS: readonly Denial[] = [
  { reason: 'loads code, reads or writes files', names: words(`load_extension readfile writefile edit fsdir lsmode zipfile zipfile_cds sqlar_compress
    sqlar_uncompress`) },
  { reason: 'runs SQL text, or reads a table or an index that is named in a text', names: words(`sha3_query eval vector_top_k fts3tokenize
    fts4aux fts5vocab sqlite_dbpage sqlite_dbdata dbstat carray`) },
  { reason: 'tells of the connection or of its changes', names: words(`changes total_changes last_insert_rowid last_rows_affected sqlite_version
    sqlite_source_id sqlite_offset sqlite_stmt`), families: /^sqlite_compileoption_|^sqlite3mc_|^sqlite_(crypt|log)$|^pragma_/ },
  { reason: 'makes values of any size', names: words(`zeroblob randomblob`) },
  { reason: 'works inside an index for full text, rectangles or vectors', names: words(`bm25 highlight snippet matchinfo match offsets optimize
    rtreenode rtreecheck rtreedepth rtree rtree_i32 libsql_vector_idx`), families: /^fts[345]/ },
  { reason: 'is of polygons, a module that few libraries are built with', names: words(), families: /^geopoly/ },
  { reason: 'is an internal of JSON, or an operator', names: words(`subtype -> ->>`) },
];

/** Functions that are allowed and that libsql does not have, by what has them. */
export const SQLITE_ELSEWHERE: Readonly<Record<string, ReadonlySet<string>>> = {
  'the compile option for mathematics': words(`log2 mod pow trunc`),
  '3.46 and later': words(`json_pretty if unistr unistr_quote json_array_insert jsonb_array_insert jsonb_each jsonb_tree`),
  'the extension for percentiles': words(`percentile percentile_cont percentile_disc`),
};
