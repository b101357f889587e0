import type { QueryResult } from '@nl2sql/core/contracts';

type Cell = QueryResult['rows'][number][number];

const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?![\d.eE])/g;

/** A text of JSON as a cell. Integers that a JavaScript number cannot hold become strings, as in a column of integers. */
export function readJson(text: string): Cell {
  return JSON.parse(text.replace(JSON_TOKEN, (token) => (token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`))) as Cell;
}
