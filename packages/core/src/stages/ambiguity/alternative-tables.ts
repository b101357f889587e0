import type { ClarificationOption } from '../../protocol/index.ts';
import type { CatalogTable } from '../../schema/catalog.ts';
import { columnFamily } from '../../schema/column-family.ts';
import type { Token } from '../../text/index.ts';
import type { AmbiguityRule } from '../detect-ambiguity.ts';
import type { StageContext } from '../stage.ts';
import { contentWords, explainedWords, nameStems, readableName, spanOf } from './question-words.ts';

const MOST_OPTIONS = 4;

/**
 * Asks when a table that was not selected could take the place of one that was: its relevance is
 * within the margin, or it holds the asked measure as well, and it accounts for every word of the
 * question that only the selected one accounts for. A table that joins the selected one and explains
 * other words is a partner, not an alternative.
 */
export const findAlternativeTables: AmbiguityRule = (input, context) => {
  const words = contentWords(input.question);
  const findings = [];
  for (const table of input.selected) {
    const rivals = rivalsOf(table, input, words, context);
    if (rivals.length === 0) continue;
    const options = [table, ...rivals].slice(0, MOST_OPTIONS);
    const about = sharedWords(words, options, context);
    const span = spanOf(input.question, about.length > 0 ? about : words);
    findings.push({
      kind: 'ask' as const,
      clarification: {
        id: `table:${table}`,
        kind: 'table' as const,
        question: span
          ? `Several tables can answer “${span.text}”. Which one do you mean?`
          : 'Several tables can answer this. Which one do you mean?',
        span,
        options: options.map((name) => tableOption(name, context)),
        suggested: `table:${table}`,
        allowFreeText: true,
      },
    });
  }
  return findings.slice(0, 1);
};

type Input = Parameters<AmbiguityRule>[0];

function rivalsOf(selected: string, input: Input, words: readonly Token[], context: StageContext): string[] {
  const table = context.view.tables.get(selected);
  const own = input.ranking.find((entry) => entry.table === selected);
  if (!table || !own) return [];
  const elsewhere = new Set(
    input.selected.filter((name) => name !== selected).flatMap((name) => explainedBy(name, words, context)),
  );
  const needed = [...explainedWords(words, table)].filter((word) => !elsewhere.has(word));
  const measures = measureWords(words, table);
  return input.ranking
    .filter((entry) => {
      const rival = context.view.tables.get(entry.table);
      if (!rival || entry.required || input.selected.includes(entry.table)) return false;
      const explained = explainedWords(words, rival);
      if (!needed.every((word) => explained.has(word))) return false;
      const close = own.relevance - entry.relevance < context.settings.ambiguity.margin;
      const sameMeasure =
        entry.relevance >= context.settings.relevance.select &&
        [...measureWords(words, rival)].some((word) => measures.has(word));
      return close || sameMeasure;
    })
    .map((entry) => entry.table);
}

function explainedBy(name: string, words: readonly Token[], context: StageContext): string[] {
  const table = context.view.tables.get(name);
  return table ? [...explainedWords(words, table)] : [];
}

/** The question's words that name a numeric column of the table which is no key. */
function measureWords(words: readonly Token[], table: CatalogTable): ReadonlySet<string> {
  const stems = new Set(
    table.columns.filter((column) => isMeasure(column, table)).flatMap((column) => nameStems(column.name)),
  );
  return new Set(words.filter((word) => stems.has(word.stem)).map((word) => word.stem));
}

/** True for a numeric column that is neither a key nor named like one. */
export function isMeasure(column: CatalogTable['columns'][number], table: CatalogTable): boolean {
  if (columnFamily(column.type) !== 'number') return false;
  if (table.primaryKey.includes(column.name)) return false;
  if (table.foreignKeys.some((key) => key.columns.includes(column.name))) return false;
  return !/(?:^|_)(?:id|key|code|no|year)$|Id$|ID$/u.test(column.name);
}

function sharedWords(words: readonly Token[], tables: readonly string[], context: StageContext): Token[] {
  const sets = tables.map((name) => new Set(explainedBy(name, words, context)));
  return words.filter((word) => sets.every((explained) => explained.has(word.stem)));
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
  const shown = table.columns.slice(0, 6).map((column) => column.name);
  return [
    ...(table.comment ? [table.comment] : []),
    `Columns: ${shown.join(', ')}${table.columns.length > shown.length ? ', …' : ''}`,
    ...(table.rowEstimate === undefined ? [] : [`About ${table.rowEstimate.toLocaleString('en-US')} rows`]),
  ];
}
