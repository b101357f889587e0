/** The rows of a CSV text (RFC 4180). A field without any character is null; `""` is an empty text. */
export function parseCsv(text: string): readonly (readonly (string | null)[])[] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  const fields = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  while (fields.lastIndex < text.length) {
    const [whole, quoted, plain, end] = fields.exec(text) ?? [];
    if (whole === undefined) throw new SyntaxError(`The CSV text ends in the middle of row ${rows.length + 1}.`);
    row.push(quoted === undefined ? plain || null : quoted.replaceAll('""', '"'));
    if (end === ',' && fields.lastIndex < text.length) continue;
    if (end === ',') row.push(null);
    rows.push(row);
    row = [];
  }
  return rows;
}
