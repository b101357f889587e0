import type { TableInfo } from '@nl2sql/core/contracts';
import { splitIdentifier, stem } from '@nl2sql/core/text';
import MiniSearch from 'minisearch';

/** Ranks tables for a question, best first, at most `topK`. */
export type Search = (question: string, topK: number) => readonly string[];

/**
 * What a search library gives out of the box: minisearch with its own settings (BM25+) over the names of
 * schema and table, the names of columns, and their descriptions. Identifiers are split into words and
 * words are put into the singular, without which it would find little.
 */
export function bm25Peer(tables: readonly TableInfo[]): Search {
  const index = new MiniSearch<{ id: string; table: string; columns: string; descriptions: string }>({
    fields: ['table', 'columns', 'descriptions'],
    tokenize: splitIdentifier,
    processTerm: stem,
  });
  index.addAll(
    tables.map((table) => ({
      id: table.name,
      table: table.name,
      columns: table.columns.map(({ name }) => name).join(' '),
      descriptions: [table.comment, ...table.columns.map(({ comment }) => comment)].filter((text) => text !== undefined).join(' '),
    })),
  );
  return (question, topK) => index.search(question).slice(0, topK).map(({ id }) => String(id));
}
