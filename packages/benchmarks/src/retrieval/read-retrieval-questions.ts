import { readJsonLines, textOf, unreadable, type JsonRow } from '../guard/json-files.ts';
import { mergedName, type MergedSchema } from './read-schema.ts';

/** A question with the tables that its answer needs. */
export interface RetrievalQuestion {
  readonly id: string;
  readonly db: string;
  readonly question: string;
  /** What one has to know besides the schema. */
  readonly evidence?: string;
  /** Names in the merged schema. */
  readonly gold: readonly string[];
}

export interface RetrievalQuestions {
  readonly questions: readonly RetrievalQuestion[];
  /** Gold tables, as `database.table`, that the schema does not hold: no ranking ever finds them. */
  readonly strangers: readonly string[];
  /** Questions without a gold table, which say nothing about retrieval and are left out. */
  readonly withoutGold: number;
}

/**
 * Reads `{id, db, question, evidence?, tables[]}`, one a line, against the schema that it asks about.
 *
 * @throws CommandError with exit code 2 when the file is missing, a line is not a question, or none needs
 * a table of the schema
 */
export function readRetrievalQuestions(file: string, schema: MergedSchema): RetrievalQuestions {
  const names = new Map(schema.tables.map(({ name }) => [name.toLowerCase(), name]));
  const known = (name: string): string | undefined => names.get(name.toLowerCase());
  const read = readJsonLines(file).map((row): RetrievalQuestion => {
    const db = textOf(row, 'db');
    const evidence = row.fields['evidence'];
    return {
      id: textOf(row, 'id'),
      db,
      question: textOf(row, 'question'),
      ...(typeof evidence === 'string' && evidence !== '' ? { evidence } : {}),
      gold: [...new Set(tablesOf(row).map((table) => known(mergedName(db, table)) ?? mergedName(db, table)))],
    };
  });
  const questions = read.filter(({ gold }) => gold.length > 0);
  const needed = new Set(questions.flatMap(({ gold }) => gold));
  const strangers = [...needed].filter((name) => known(name) === undefined);
  if (strangers.length === needed.size) throw unreadable(`${file} needs no table that the schema holds.`);
  return { questions, strangers, withoutGold: read.length - questions.length };
}

function tablesOf({ fields, place }: JsonRow): readonly string[] {
  const tables = fields['tables'];
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
  if (!Array.isArray(tables) || !tables.every(isText)) throw unreadable(`${place} has no list of names in "tables".`);
  return tables;
}
