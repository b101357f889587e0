import { Refusal } from './problems.ts';

/** Notes of the parser that carry no meaning of their own. */
const NOTES = new Set([
  'span', 'alias_explicit_as', 'alias_keyword', 'original_name', 'name_span', 'kind_text', 'start_side_text', 'end_side_text',
  'use_inner_keyword', 'use_outer_keyword', 'explicit_asc', 'alias_first', 'arrow_syntax', 'postfix_form', 'double_colon_syntax',
  'no_parens', 'inferred_type', 'operator_comments',
]);

export type Fields = Readonly<Record<string, unknown>>;

/** The kind and the fields of one node of the parser's tree. */
export function nodeOf(value: unknown): { readonly kind: string; readonly fields: Fields } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unsupported();
  const entries = Object.entries(value);
  const entry = entries[0];
  if (entry === undefined || entries.length !== 1) throw unsupported();
  return { kind: entry[0], fields: isFields(entry[1]) ? entry[1] : {} };
}

/**
 * Refuses a node that holds more than the named fields: a part of the statement that nobody looks at
 * is a part that nobody checks.
 */
export function onlyFields(value: unknown, known: readonly string[]): Fields {
  if (!isFields(value)) throw unsupported();
  for (const [key, field] of Object.entries(value)) {
    if (!isEmpty(field) && !known.includes(key) && !NOTES.has(key)) throw unsupported();
  }
  return value;
}

export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === false || (Array.isArray(value) && value.length === 0);
}

export function listOf(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw unsupported();
  return value as readonly unknown[];
}

export function textOf(value: unknown): string {
  if (typeof value !== 'string') throw unsupported();
  return value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function unsupported(what = 'a construct'): Refusal {
  return new Refusal(
    'unsupported',
    `The statement uses ${what} that is not allowed. Write it with plain SELECT, JOIN, WHERE, GROUP BY, HAVING, ORDER BY and LIMIT.`,
  );
}
