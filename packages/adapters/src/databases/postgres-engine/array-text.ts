/** An array as a tree of its elements' texts. */
export type ArrayText = readonly (string | null | ArrayText)[];

/**
 * Reads the text form of an array (https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO):
 * nested braces, quoted elements, NULL, and bounds in front where they do not start at 1.
 */
export function readArrayText(text: string, delimiter = ','): ArrayText {
  let at = text.startsWith('[') ? text.indexOf('=') + 1 : 0;

  function quoted(): string {
    let value = '';
    for (at += 1; text[at] !== '"'; at += 1) {
      if (at >= text.length) throw new Error('An array of PostgreSQL does not end.');
      if (text[at] === '\\') at += 1;
      value += text[at];
    }
    at += 1;
    return value;
  }

  function bare(): string | null {
    const start = at;
    while (at < text.length && text[at] !== delimiter && text[at] !== '}') at += 1;
    const value = text.slice(start, at);
    return value === 'NULL' ? null : value;
  }

  function elements(): ArrayText {
    const values: (string | null | ArrayText)[] = [];
    at += 1;
    while (text[at] !== '}') {
      if (at >= text.length) throw new Error('An array of PostgreSQL does not end.');
      values.push(text[at] === '{' ? elements() : text[at] === '"' ? quoted() : bare());
      if (text[at] === delimiter) at += 1;
    }
    at += 1;
    return values;
  }

  return elements();
}
