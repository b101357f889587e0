import { extname } from 'node:path';
import { read } from '../sources.ts';

/** `<!-- quote: path -->`, or with a range `<!-- quote: path from "first line" to "last line" -->`, and the block after it. */
const QUOTE = /^<!-- quote: (\S+)(?: from "(.*)" to "(.*)")? -->\n(?:```\w*\n[\s\S]*?^```\n)?/gm;

/** A document whose quotations of files are as the files are. */
export function quotedFiles(document: string): string {
  return document.replaceAll(QUOTE, (whole, file: string, from?: string, to?: string) => {
    const mark = whole.slice(0, whole.indexOf('\n') + 1);
    return `${mark}\`\`\`${extname(file).slice(1)}\n${excerpt(file, from, to)}\n\`\`\`\n`;
  });
}

/** The lines from the first that begins as `from` to the next no deeper that begins as `to`, without what all are indented by. */
function excerpt(file: string, from: string | undefined, to: string | undefined): string {
  const lines = read(file).trimEnd().split('\n');
  if (from === undefined || to === undefined) return lines.join('\n');
  const start = lines.findIndex((line) => line.trim().startsWith(from));
  const depth = lines[start]?.search(/\S/) ?? 0;
  const end = lines.findIndex((line, at) => at > start && line.search(/\S/) <= depth && line.trim().startsWith(to));
  if (start === -1 || end === -1) throw new Error(`${file} has no lines from "${from}" to "${to}" any more.`);
  const quoted = lines.slice(start, end + 1);
  const indent = Math.min(...quoted.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return quoted.map((line) => line.slice(indent)).join('\n');
}
