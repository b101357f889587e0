import type { ModelRequest } from '@nl2sql/core/contracts';

/** A request of the model, taken apart. */
export interface ReadRequest {
  /** The system text, and the prompt without its data. */
  readonly instructions: string;
  /** The data, by the name of its block. */
  readonly blocks: readonly { readonly name: string; readonly nonce: string; readonly json: string; readonly value: unknown }[];
  /** Texts that look like the end of a block and are none. */
  readonly strayMarkers: number;
}

/** Takes a request apart; a block is one line of JSON between markers with the same number. */
export function readRequest({ system, prompt }: Pick<ModelRequest, 'system' | 'prompt'>): ReadRequest {
  const blocks: ReadRequest['blocks'][number][] = [];
  const outside = prompt.replace(/<data-(?<nonce>[0-9a-f]{16,}) name="(?<name>[a-z]+)">\n(?<json>[^\n]*)\n<\/data-\k<nonce>>/gu, (...match) => {
    const { nonce, name, json } = match.at(-1) as { nonce: string; name: string; json: string };
    blocks.push({ nonce, name, json, value: parsed(json) });
    return '';
  });
  const markers = prompt.match(/<\/?data-[0-9a-f]/gu)?.length ?? 0;
  return { instructions: `${system}\n${outside}`, blocks, strayMarkers: markers - 2 * blocks.length };
}

/** Every text in a JSON value. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
