import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { withBlocks } from '../marked-block.ts';
import { read, root } from '../sources.ts';
import { type AdapterEntry, adapterEntries, peerRanges } from './adapter-entries.ts';
import { makeAdapter, sampleOf } from './samples.ts';

export const PAGE = 'docs/adapters.md';

/** Cells of a row by the heading of their column. */
type Row = Readonly<Record<string, string>>;

/** The page as it should be: what it says now, with its tables read from the adapters. */
export async function renderPage(): Promise<string> {
  return withBlocks(read(PAGE), [{ name: 'tables', command: 'pnpm docs:adapters', content: await renderTables() }]);
}

async function renderTables(): Promise<string> {
  const rows: { readonly group: string; readonly row: Row }[] = [];
  for (const entry of adapterEntries) rows.push({ group: entry.group, row: await describe(entry) });
  const sections = [...new Set(rows.map(({ group }) => group))].map((group) => `\n## ${headingOf(group)}\n\n${table(rows.filter((row) => row.group === group).map(({ row }) => row))}`);
  return `${sections.join('')}\n`;
}

/** Makes the adapter of an entry, asks it nothing, and closes it. */
async function describe(entry: AdapterEntry): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'nl2sql-adapters-page-'));
  const made: object[] = [];
  try {
    const module = (await import(pathToFileURL(join(root, entry.source)).href)) as object;
    const sample = sampleOf(entry.subpath, folder);
    const adapter = await makeAdapter(module, sample);
    made.push(adapter);
    const able = new Map<string, object>();
    for (const [option, call] of Object.entries(sample.more ?? {})) able.set(option, await makeAdapter(module, sample, call));
    made.push(...able.values());
    return {
      import: `\`${entry.specifier}\``,
      'what it is': firstSentence(entry.source, sample.factory),
      ...identityOf(adapter),
      ...capabilitiesOf(adapter, able),
      ...(entry.group === 'stores' ? { 'what it keeps': contractsOf(adapter).join(', ') } : {}),
      needs: entry.peers.map((peer) => `\`${peer}\` ${peerRanges[peer]}`).join(', '),
    };
  } finally {
    for (const adapter of made) if ('close' in adapter && typeof adapter.close === 'function') await adapter.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What an adapter says of itself, where it says so. */
function identityOf(adapter: object): Row {
  const told = Object.entries(adapter).filter(([key]) => ['id', 'name', 'dialect', 'dialects', 'dimensions'].includes(key));
  return Object.fromEntries(told.map(([key, value]) => [key, [value].flat().map((text) => (typeof text === 'number' ? String(text) : `\`${String(text)}\``)).join(', ')]));
}

/** `with` an option where only that makes the adapter able to. */
function capabilitiesOf(adapter: object, able: ReadonlyMap<string, object>): Row {
  const options = (capability: string): string => {
    const making = [...able].filter(([, other]) => declared(other)[capability] === true).map(([option]) => `\`${option}\``);
    return making.length === 0 ? 'no' : `with ${making.join(' or ')}`;
  };
  return Object.fromEntries(Object.entries(declared(adapter)).map(([capability, can]) => [capability, can === true ? 'yes' : can === false ? options(capability) : String(can)]));
}

function declared(adapter: object): Readonly<Record<string, unknown>> {
  return 'capabilities' in adapter ? (adapter.capabilities as Readonly<Record<string, unknown>>) : {};
}

/** Which contracts of core an object fulfils, or the objects that it holds do. */
function contractsOf(store: object): string[] {
  const methods: Readonly<Record<string, readonly string[]>> = {
    CatalogStore: ['load', 'save'],
    Checkpointer: ['getTuple', 'putWrites'],
    ClarificationStore: ['recall', 'remember'],
    RunStore: ['claim', 'turns'],
  };
  const objects = [store, ...Object.values(store).filter((value): value is object => typeof value === 'object' && value !== null)];
  return Object.keys(methods).filter((contract) => objects.some((object) => methods[contract]!.every((method) => method in object) && !(contract === 'CatalogStore' && 'claim' in object)));
}

/** The first sentence of a factory's doc comment, without asides and the package, which has a column of its own. */
function firstSentence(file: string, factory: string): string {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const declaration = source.statements.find((statement): statement is ts.FunctionDeclaration => ts.isFunctionDeclaration(statement) && statement.name?.text === factory);
  const [comment] = declaration === undefined ? [] : ts.getJSDocCommentsAndTags(declaration);
  const text = comment === undefined || !ts.isJSDoc(comment) ? '' : (ts.getTextOfJSDocComment(comment.comment) ?? '');
  const sentence = /^[\s\S]*?[.:](?=\s|$)/.exec(text.replaceAll(/\{@link (\w+)\}/g, '`$1`'))?.[0];
  if (sentence === undefined) throw new Error(`${file}: ${factory}() has no doc comment that says what it is.`);
  return sentence.slice(0, -1).replaceAll(/\s+/g, ' ').replaceAll(/ \([^)]*\)|,? (?:by|through) the optional package `[^`]+`/g, '').replaceAll('|', '\\|');
}

function headingOf(group: string): string {
  const words = group.replaceAll('-', ' ').replace(/\bsql\b/, 'SQL');
  return words[0]!.toUpperCase() + words.slice(1);
}

/** A column for each heading that a row has; the last is `needs`. */
function table(rows: readonly Row[]): string {
  const headings = [...new Set(rows.flatMap((row) => Object.keys(row)).filter((heading) => heading !== 'needs')), 'needs'];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`.replaceAll('|  |', '| |');
  return [line(headings), `|${'---|'.repeat(headings.length)}\n`, ...rows.map((row) => line(headings.map((heading) => row[heading] ?? '')))].join('');
}
