import { read } from '../sources.ts';
import { table } from './component-page.ts';
import { SOURCES } from './react-program.ts';

export interface Token {
  readonly name: string;
  readonly value: string;
  /** Its comment in the style sheet; empty where there is none. */
  readonly meaning: string;
}

const sheet = read(`${SOURCES}styles/tokens.css`);

/** The tokens that the rule of a selector sets, each with the comment on its line. */
function tokensOf(selector: string): readonly Token[] {
  const start = sheet.indexOf(`:where(${selector}) {`);
  const body = sheet.slice(start, sheet.indexOf('\n}', start));
  if (start === -1) throw new Error(`tokens.css has no rule for ${selector}.`);
  return [...body.matchAll(/^ {2}(--nl2sql-[\w-]+): (.*);(?: \/\* (.*) \*\/)?$/gm)].map(([, name, value, meaning]) => ({ name: name!, value: value!, meaning: meaning ?? '' }));
}

/** Every token that a host may set. */
export const tokens = tokensOf('[data-nl2sql-root]');

/** The tables of tokens by name: colours for light and dark, what else has one value, and what a density sets. */
export function tokenTables(): Readonly<Record<'colours' | 'measures' | 'densities', string>> {
  const compact = new Map(tokensOf("[data-nl2sql-root][data-density='compact']").map(({ name, value }) => [name, value]));
  const pairs = tokens.map((token) => ({ ...token, pair: /^light-dark\((#\w+), (#\w+)\)$/.exec(token.value) }));
  const code = (text: string): string => `\`${text}\``;
  return {
    colours: table(['token', 'light', 'dark', 'meaning'], pairs.flatMap(({ name, pair, meaning }) => (pair === null ? [] : [[code(name), code(pair[1]!), code(pair[2]!), meaning]]))),
    measures: table(['token', 'value', 'meaning'], pairs.flatMap(({ name, value, pair, meaning }) => (pair !== null || compact.has(name) ? [] : [[code(name), code(value), meaning]]))),
    densities: table(['token', 'comfortable', 'compact', 'meaning'], tokens.flatMap(({ name, value, meaning }) => (compact.has(name) ? [[code(name), code(value), code(compact.get(name)!), meaning]] : []))),
  };
}
