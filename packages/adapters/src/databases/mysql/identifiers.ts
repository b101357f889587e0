/** A name as a statement writes it. A doubled backtick stands for one, whatever the SQL mode. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** A text as a statement of this adapter writes it: as bytes, so that no SQL mode reads it in another way. */
export function quoteText(value: string): string {
  return `CONVERT(X'${Buffer.from(value, 'utf8').toString('hex')}' USING utf8mb4)`;
}
