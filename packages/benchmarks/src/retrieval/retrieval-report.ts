import { fixed, percent, textTable } from '../text-table.ts';
import type { RetrievalSummary, RetrievedQuestion } from './measure-retrieval.ts';
import { DEPTHS, type RecallSummary } from './summarise-retrieval.ts';

/** Tables of a missed question that are shown. */
const SHOWN = 10;

export function retrievalReport(summary: RetrievalSummary): string {
  const { questions, tables, mrr, p50Ms, p95Ms, buildSeconds, rssMb, ablation } = summary;
  const row = (name: string, { recallAt, allGoldAt }: RecallSummary): readonly string[] => [name, ...DEPTHS.flatMap((depth) => [percent(recallAt[depth]), percent(allGoldAt[depth])])];
  return [
    `${questions} questions over ${tables} tables: mean reciprocal rank ${fixed(mrr, 3)}, p50 ${fixed(p50Ms, 1)} ms and p95 ${fixed(p95Ms, 1)} ms a question`,
    `The index was built in ${fixed(buildSeconds, 1)} s; the process holds ${fixed(rssMb, 0)} MB.`,
    '',
    textTable(
      ['', ...DEPTHS.flatMap((depth) => [`recall@${depth}`, `all@${depth}`])],
      [row('pipeline', summary), ...Object.entries(ablation).map(([name, part]) => row(name, part))],
    ),
  ].join('\n');
}

/** Each missed question with the places of its gold tables and what was found instead. */
export function missesReport(misses: readonly RetrievedQuestion[]): string {
  return misses
    .map(({ question, gold, found }) => {
      const places = gold.map((table) => `${table} (${found.indexOf(table) + 1 || 'not found'})`);
      return [`${question.id}: ${question.question}`, `  gold:  ${places.join(', ')}`, `  found: ${found.slice(0, SHOWN).join(', ')}`].join('\n');
    })
    .join('\n');
}
