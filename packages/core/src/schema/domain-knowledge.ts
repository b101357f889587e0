import * as z from 'zod';
import type { Dialect, ExampleQuestion, GlossaryEntry } from '../contracts/index.ts';
import { ConfigurationError } from '../errors/index.ts';
import { checkReadable } from '../sql/index.ts';
import { tokenise } from '../text/index.ts';
import type { Catalog, CatalogTable } from './catalog.ts';

/** What the host knows about its data and no database says. */
export interface DomainKnowledge {
  readonly glossary: readonly GlossaryEntry[];
  readonly examples: readonly ExampleQuestion[];
}

const name = z.string().min(1);
const text = (longest: number) => z.string().max(longest).refine((given) => tokenise(given).length > 0, 'there is no word in it');
const MOST_NAMES = 50;

const knowledge = z.strictObject({
  glossary: z.array(
    z
      .strictObject({
        term: text(100),
        synonyms: z.array(text(100)).max(MOST_NAMES).exactOptional(),
        meaning: z.string().min(1).max(5_000).exactOptional(),
        tables: z.array(name).max(MOST_NAMES).exactOptional(),
        columns: z.array(z.strictObject({ table: name, column: name })).max(MOST_NAMES).exactOptional(),
      })
      .refine(({ meaning, tables, columns }) => meaning !== undefined || (tables ?? []).length + (columns ?? []).length > 0, 'it has neither meaning nor tables nor columns'),
  ),
  examples: z.array(
    z.strictObject({
      question: text(2_000),
      tables: z.array(name).min(1).max(MOST_NAMES),
      sql: z.string().min(1).max(20_000).exactOptional(),
    }),
  ),
});

/**
 * Checks what a host gave and copies it, so that nothing which the host does to its objects later counts.
 *
 * @throws ConfigurationError naming the place. Whether the names exist is not known before ingestion.
 */
export function readDomainKnowledge(given: Partial<DomainKnowledge>): DomainKnowledge {
  const read = knowledge.safeParse({ glossary: given.glossary ?? [], examples: given.examples ?? [] });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new ConfigurationError(`${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'not valid'}.`, {
    hint: 'A glossary entry has a term and a meaning, tables or columns; an example has a question, its tables and perhaps sql.',
  });
}

/** An entry or an example that nobody's question will use. */
export interface KnowledgeProblem {
  readonly kind: 'glossary' | 'example';
  /** The term or the question. */
  readonly name: string;
  readonly message: string;
}

/** The tables (`orders`) and columns (`orders.total`) that an entry or an example names and a catalog lacks. */
export function missingNames(named: GlossaryEntry | ExampleQuestion, tables: ReadonlyMap<string, CatalogTable>): readonly string[] {
  const columns = 'term' in named ? (named.columns ?? []) : [];
  return [
    ...(named.tables ?? []).filter((table) => !tables.has(table)),
    ...columns.filter(({ table, column }) => !tables.get(table)?.columns.some((known) => known.name === column)).map(({ table, column }) => `${table}.${column}`),
  ];
}

/** What of the knowledge the database does not bear out: names that it lacks, statements that the guard refuses. */
export async function findKnowledgeProblems({ glossary, examples }: DomainKnowledge, catalog: Catalog, dialect: Dialect): Promise<readonly KnowledgeProblem[]> {
  const tables = new Map(catalog.tables.map((table) => [table.name, table]));
  const lacking = (named: GlossaryEntry | ExampleQuestion): string | null => {
    const missing = missingNames(named, tables);
    return missing.length === 0 ? null : `The database has no ${missing.join(', ')}.`;
  };
  const problems: KnowledgeProblem[] = glossary.flatMap((entry) => {
    const message = lacking(entry);
    return message === null ? [] : [{ kind: 'glossary', name: entry.term, message }];
  });
  for (const example of examples) {
    const message = lacking(example) ?? (await refusalOf(example, tables, dialect));
    if (message !== null) problems.push({ kind: 'example', name: example.question, message });
  }
  return problems;
}

async function refusalOf({ sql, tables }: ExampleQuestion, known: ReadonlyMap<string, CatalogTable>, dialect: Dialect): Promise<string | null> {
  if (sql === undefined) return null;
  const result = await checkReadable({ sql, tables }, { tables: known, dialect });
  return result.ok ? null : `Its statement is not accepted: ${result.problems[0]?.message ?? ''}`;
}
