import type { AssumedReading, Assumption } from '../../protocol/index.ts';
import type { CatalogTable } from '../../schema/catalog.ts';
import { findTimePhrase, unitOfTimePhrase } from '../../schema/time-phrases.ts';
import { tokenise } from '../../text/index.ts';
import type { AmbiguityRule } from '../detect-ambiguity.ts';
import type { StageContext } from '../stage.ts';
import { columnEvidence } from './column-evidence.ts';
import { isDate, measureWords } from './column-kinds.ts';
import { columnLabel, contentWords, nameStems } from './question-words.ts';

/** Columns that record how a row was kept, not what happened. */
const BOOKKEEPING = /(?:updated|modified|changed|synced|imported|deleted)/iu;

/**
 * A time word, or a period to group by, needs a date column. One obvious column is assumed and shown; several equally likely
 * ones are asked about.
 */
export const findTimeColumns: AmbiguityRule = (input, context) => {
  const phrase = findTimePhrase(input.question);
  if (!phrase) return [];
  const words = new Set(tokenise(input.question).map((token) => token.stem));
  const columns = input.selected.flatMap((name) => {
    const table = context.view.tables.get(name);
    return table ? dateColumns(table).map((column) => ({ table: name, column })) : [];
  });
  if (columns.length === 0) return [];
  const unit = unitOfTimePhrase(phrase[0]);
  const measured = new Set(input.selected.filter((name) => holdsAskedMeasure(name, input.question, context)));
  const ranked = columns
    .map((column) => ({ ...column, score: obviousness(column, words) + (measured.has(column.table) ? 3 : 0) + (isNamedAfter(column.column, unit) ? 4 : 0), named: namedBy(column.column, words) > 0 }))
    .toSorted((a, b) => b.score - a.score);
  const top = ranked.filter((column) => column.score === ranked[0]!.score);
  const id = `time:${phrase[0].toLowerCase()}`;
  if (top.length === 1 || top.length > 4) {
    const { table, column } = top[0]!;
    return [{ kind: 'assume', assumption: assumption(id, phrase[0], { table, column }, ranked.filter((other) => !other.named && other.column !== column)) }];
  }
  return [
    {
      kind: 'ask',
      clarification: {
        id,
        kind: 'time',
        question: `Which date should “${phrase[0]}” refer to?`,
        span: { text: phrase[0], start: phrase.index, end: phrase.index + phrase[0].length },
        options: top.map(({ table, column }) => ({
          id: `time:${table}.${column}`,
          label: columnLabel({ table, column }),
          table,
          column,
          evidence: columnEvidence(context.view.tables.get(table), column),
          consequence: `“${phrase[0]}” is applied to ${table}.${column}.`,
        })),
        suggested: `time:${top[0]!.table}.${top[0]!.column}`,
        allowFreeText: true,
      },
    },
  ];
};

/** The date of a quantity stands beside it, not in the table of what it is counted for. */
function holdsAskedMeasure(name: string, question: string, context: StageContext): boolean {
  const table = context.view.tables.get(name);
  return table !== undefined && measureWords(contentWords(question), table).size > 0;
}

function dateColumns(table: CatalogTable): string[] {
  return table.columns.filter(isDate).map((column) => column.name);
}

/** Words of the question count most, then being named after the table or plainly “date”. */
function obviousness({ table, column }: { table: string; column: string }, words: ReadonlySet<string>): number {
  const stems = nameStems(column);
  const ofTable = stems.some((word) => nameStems(table).includes(word)) ? 1 : 0;
  const plain = stems.length === 1 ? 1 : 0;
  const created = stems.includes('created') || stems.includes('create') ? 0.5 : 0;
  return namedBy(column, words) * 4 + ofTable * 2 + plain + created - (BOOKKEEPING.test(column) ? 4 : 0);
}

/** How many telling words of a column's name the question holds. */
function namedBy(column: string, words: ReadonlySet<string>): number {
  return nameStems(column).filter((word) => words.has(word) && !GENERIC.has(word)).length;
}

/** `release_year` holds what “per year” groups by. */
function isNamedAfter(column: string, unit: string | null): boolean {
  return unit !== null && nameStems(column).at(-1) === unit;
}

const GENERIC: ReadonlySet<string> = new Set(['date', 'time', 'year', 'month', 'day', 'at', 'on']);

function assumption(
  id: string,
  phrase: string,
  chosen: { table: string; column: string },
  others: readonly { table: string; column: string }[],
): Assumption {
  return {
    id,
    kind: 'time',
    text: `“${phrase}” refers to ${chosen.table}.${chosen.column}.`,
    phrase,
    chosen: reading(chosen),
    ...(others.length > 0 ? { alternatives: others.slice(0, 4).map(reading) } : {}),
  };
}

function reading({ table, column }: { table: string; column: string }): AssumedReading {
  return { id: `time:${table}.${column}`, label: `${table}.${column}`, table, column };
}
