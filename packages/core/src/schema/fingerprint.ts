import { createHash } from 'node:crypto';
import type { ColumnValues, TableInfo } from '../contracts/index.ts';

/**
 * SHA-256 of what ingestion knows of a table, in hexadecimal. The number of rows is left out, since
 * it changes all the time and nothing that is derived from the catalog depends on it.
 */
export function tableFingerprint(table: TableInfo, values: Readonly<Record<string, ColumnValues>>): string {
  return sha256(canonicalJson({ structure: withoutRowCount(table), values }));
}

/** SHA-256 of how a table is made, in hexadecimal; also without the number of its rows. */
export function structureFingerprint(table: TableInfo): string {
  return sha256(canonicalJson(withoutRowCount(table)));
}

function withoutRowCount(table: TableInfo): TableInfo {
  const { rowEstimate: _, ...structure } = table;
  return structure;
}

/** SHA-256 of the fingerprints of tables and of their joins, in any order. */
export function catalogFingerprint(parts: readonly unknown[]): string {
  return sha256(JSON.stringify(parts.map(canonicalJson).sort()));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** JSON with the keys of every object in order, so that equal data gives equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, held]) => held !== undefined).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, held]) => `${JSON.stringify(key)}:${canonicalJson(held)}`).join(',')}}`;
}
