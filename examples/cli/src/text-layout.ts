import stringWidth from 'string-width';

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const BAR_WIDTH = 10;
/** With less room than this beside its lead, a text goes below it, indented by so much. */
const MIN_HANGING = 24;
const NEXT_LINE_INDENT = 6;

/**
 * Text from elsewhere (cells, names, a model's words) made safe to print on one line: control
 * characters could move the cursor or recolour the screen, and bidirectional overrides could show
 * something else than what is there.
 */
export function oneLine(text: string): string {
  return printable(text.replace(/\r\n|[\r\n\t\v\f\u2028\u2029]/g, ' '));
}

/** Like {@link oneLine}, but line breaks and tabs stay (a tab as two spaces). */
export function printable(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, '  ')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** The columns that a text takes up; escape sequences take none. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** The text in at most `width` columns; what is cut off leaves an ellipsis. */
export function fit(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    used += widthOf(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return width > 0 ? `${kept}…` : '';
}

/** Spaces up to a width, after or (`right`) before the text. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const spaces = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + spaces : spaces + text;
}

/** Breaks plain text at spaces; a word that is wider than a line is cut into pieces. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of oneLine(text).split(/ +/).filter(Boolean).flatMap((long) => pieces(long, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

function pieces(word: string, width: number): readonly string[] {
  if (widthOf(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const { segment } of GRAPHEMES.segment(word)) {
    if (part !== '' && widthOf(part + segment) > width) {
      parts.push(part);
      part = '';
    }
    part += segment;
  }
  return [...parts, part];
}

/**
 * Wraps a text after a lead such as a bullet; later lines start under the first letter of the text.
 * Where a long lead leaves too little room, the text starts on the next line.
 */
export function hang(lead: string, text: string, columns: number): readonly string[] {
  const indent = widthOf(lead);
  if (indent > NEXT_LINE_INDENT && columns - indent < MIN_HANGING) {
    const lines = wrap(text, columns - NEXT_LINE_INDENT).filter((line) => line !== '');
    return [lead.trimEnd(), ...lines.map((line) => ' '.repeat(NEXT_LINE_INDENT) + line)];
  }
  return wrap(text, Math.max(1, columns - indent)).map((line, index) => (index === 0 ? lead : ' '.repeat(indent)) + line);
}

/** A share of 1 as a bar; numbers outside 0–1 are taken as the nearer end. */
export function bar(share: number, width: number = BAR_WIDTH): string {
  const filled = Number.isFinite(share) ? Math.round(Math.min(1, Math.max(0, share)) * width) : 0;
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}

/** `800 ms`, `1.2 s`. */
export function duration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
}

/** `1 row`, `2 rows`; thousands are set apart. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}
