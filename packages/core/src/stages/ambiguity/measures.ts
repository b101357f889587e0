import type { AmbiguityRule } from '../detect-ambiguity.ts';
import { columnEvidence } from './column-evidence.ts';
import { isMeasure } from './column-kinds.ts';
import { columnLabel, contentWords, nameStems } from './question-words.ts';

/** “top 5 customers”, “best product”: a ranking that does not say by what. */
const BARE_RANKING = /\b(?:top(?:\s+(?:\d+|two|three|four|five|ten|twenty))?|best|worst|leading)\s+(\p{L}+)/iu;
const SAYS_BY_WHAT = /\b(?:by|with|most|least|highest|lowest|largest|smallest|biggest|in terms of|based on|according to)\b/iu;

/** Asks by which measure to rank, when the question ranks and the tables hold several measures. */
export const findMeasures: AmbiguityRule = (input, context) => {
  const ranking = BARE_RANKING.exec(input.question);
  if (!ranking || SAYS_BY_WHAT.test(input.question)) return [];
  const measures = input.selected.flatMap((name) => {
    const table = context.view.tables.get(name);
    return table ? table.columns.filter((column) => isMeasure(column, table)).map((column) => ({ table: name, column: column.name })) : [];
  });
  const words = new Set(contentWords(input.question).map((word) => word.stem));
  const isNamed = measures.some((measure) => nameStems(measure.column).some((word) => words.has(word)));
  if (isNamed || measures.length < 2) return [];
  const shown = measures.slice(0, 4);
  return [
    {
      kind: 'ask',
      clarification: {
        id: `measure:${ranking[0].toLowerCase()}`,
        kind: 'measure',
        question: `“${ranking[0]}” by what?`,
        span: { text: ranking[0], start: ranking.index, end: ranking.index + ranking[0].length },
        options: shown.map((measure) => ({
          id: `measure:${measure.table}.${measure.column}`,
          label: columnLabel(measure),
          table: measure.table,
          column: measure.column,
          evidence: columnEvidence(context.view.tables.get(measure.table), measure.column),
          consequence: `The ranking goes by ${measure.table}.${measure.column}.`,
        })),
        suggested: `measure:${shown[0]!.table}.${shown[0]!.column}`,
        allowFreeText: true,
      },
    },
  ];
};
