/** A name as a statement writes it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as a statement writes it. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export interface TablePath {
  readonly schema: string;
  readonly table: string;
}

/** Where a table of a described name is: in the first schema, unless it names its own. */
export function toPath(name: string, firstSchema: string): TablePath {
  const dot = name.indexOf('.');
  return dot < 0 ? { schema: firstSchema, table: name } : { schema: name.slice(0, dot), table: name.slice(dot + 1) };
}
