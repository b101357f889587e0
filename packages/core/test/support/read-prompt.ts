/** A prompt taken apart: what the project wrote, and the data that it put between markers. */
export interface ReadPrompt {
  /** The text with every block taken out. */
  readonly outside: string;
  readonly blocks: readonly { readonly name: string; readonly nonce: string; readonly json: string; readonly value: unknown }[];
}

/** Reads a prompt as a careful model would: a block ends at its own marker and nowhere else. */
export function readPrompt(prompt: string): ReadPrompt {
  const blocks: ReadPrompt['blocks'][number][] = [];
  const outside = prompt.replace(
    /<data-(?<nonce>[0-9a-f]+) name="(?<name>[a-z]+)">\n(?<json>[^\n]*)\n<\/data-\k<nonce>>/gu,
    (...match) => {
      const { nonce, name, json } = match.at(-1) as { nonce: string; name: string; json: string };
      blocks.push({ name, nonce, json, value: JSON.parse(json) });
      return '';
    },
  );
  return { outside, blocks };
}

/** The data of a block; fails when the prompt has none of the name. */
export function blockOf(prompt: string, name: string): unknown {
  const block = readPrompt(prompt).blocks.find((each) => each.name === name);
  if (!block) throw new Error(`no block “${name}” in: ${prompt}`);
  return block.value;
}
