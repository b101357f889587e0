/** A part of a document that a command writes: its name in the marks around it, and what stands between them. */
export interface MarkedBlock {
  readonly name: string;
  /** The command that writes it anew. */
  readonly command: string;
  readonly content: string;
}

/** A document with the blocks filled in where it has their marks. It throws where one has been lost. */
export function withBlocks(document: string, blocks: readonly MarkedBlock[]): string {
  return blocks.reduce((text, { name, command, content }) => {
    const [opening, closing] = [`<!-- ${name}: written by \`${command}\` -->\n`, `<!-- end of the ${name} -->\n`];
    const [start, end] = [text.indexOf(opening), text.indexOf(closing)];
    if (start === -1 || end < start) throw new Error(`The document has lost the marks between which its ${name} stand.`);
    return text.slice(0, start + opening.length) + content + text.slice(end);
  }, document);
}
