/** One piece of a script, to be sent at once. */
export type ScriptPiece = string;

/**
 * Splits a script for the `mysql` client as the client does: DELIMITER lines are its own, and what
 * stands between them is sent piece by piece. With the delimiter `;` a piece may hold many statements.
 * Statements about accounts are left out: the harness makes an account of its own.
 */
export function splitMysqlScript(script: string): readonly ScriptPiece[] {
  const pieces: string[] = [];
  let delimiter = ';';
  let lines: string[] = [];
  const flush = (): void => {
    const text = lines.join('\n');
    lines = [];
    const parts = delimiter === ';' ? [text] : text.split(delimiter);
    pieces.push(...parts.map((part) => part.trim()).filter((part) => part !== ''));
  };
  for (const line of script.split('\n')) {
    const changed = /^\s*DELIMITER\s+(\S+)\s*$/iu.exec(line)?.[1];
    if (changed !== undefined) {
      flush();
      delimiter = changed;
    } else if (!/^\s*(?:CREATE\s+(?:OR\s+REPLACE\s+)?USER|GRANT|DROP\s+USER)\b/iu.test(line)) lines.push(line);
  }
  flush();
  return pieces;
}

/** The databases that a script makes. */
export function databasesOfScript(script: string): readonly string[] {
  const names = [...script.matchAll(/\bCREATE\s+DATABASE\s+(?:IF\s+NOT\s+EXISTS\s+)?`?(\w+)`?/giu)].map(([, name]) => name ?? '');
  return [...new Set(names)];
}

/** A text with other names for some databases, wherever they stand as whole words. */
export function renameWords(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(/[\p{L}\p{N}_$]+/gu, (word) => names.get(word) ?? word);
}
