import type { Clarification, ClarificationOption } from '../../protocol/index.ts';
import type { CatalogTable } from '../../schema/catalog.ts';
import type { Token } from '../../text/index.ts';
import type { StageContext } from '../stage.ts';
import { isDate, isKey, isMeasure } from './column-kinds.ts';
import { readableName, spanOf } from './question-words.ts';

/** The most readings that one question offers. */
export const MOST_OPTIONS = 4;

/** Asks which of some tables is meant; `about` are the words of the question that fit all of them. The first is suggested. */
export function tableQuestion(
  question: string,
  tables: readonly string[],
  about: readonly Token[],
  context: StageContext,
): Clarification {
  const span = spanOf(question, about);
  return {
    id: `table:${tables[0]}`,
    kind: 'table',
    question: span
      ? `Several tables fit “${span.text}”. Which one do you mean?`
      : 'Several tables fit this question. Which one do you mean?',
    span,
    options: tables.slice(0, MOST_OPTIONS).map((name) => tableOption(name, context)),
    suggested: `table:${tables[0]}`,
    allowFreeText: true,
  };
}

function tableOption(name: string, context: StageContext): ClarificationOption {
  const table = context.view.tables.get(name);
  return {
    id: `table:${name}`,
    label: readableName(name),
    table: name,
    evidence: table ? tableEvidence(table) : [],
    consequence: `The answer is computed from ${name}.`,
  };
}

function tableEvidence(table: CatalogTable): string[] {
  const shown = table.columns.toSorted((a, b) => telling(b, table) - telling(a, table)).slice(0, 6);
  return [
    ...(table.comment ? [table.comment] : []),
    `Columns: ${shown.map((column) => column.name).join(', ')}${table.columns.length > shown.length ? ', …' : ''}`,
    ...(table.rowEstimate === undefined ? [] : [`About ${table.rowEstimate.toLocaleString('en-US')} rows`]),
  ];
}

/** How much a column tells of what its table holds: quantities and dates the most, keys the least. */
function telling(column: CatalogTable['columns'][number], table: CatalogTable): number {
  if (isKey(column, table)) return 0;
  return isMeasure(column, table) ? 3 : isDate(column) ? 2 : 1;
}
