/** A name as a statement writes it. Double quotes are always understood as a name here: libsql is built with DQS=0. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** SQLite compares names up to the case of ASCII letters. */
export function foldName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
