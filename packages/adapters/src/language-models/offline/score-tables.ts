import type { ScoreTableRelevanceInput, ScoreTableRelevanceReply } from '@nl2sql/core/contracts';
import { certaintyOf } from './certainty.ts';
import { interpret, type Interpretation } from './interpret.ts';
import { tablesOfForm } from './query-form.ts';
import type { Reading } from './resolve.ts';
import type { TableView } from './schema-view.ts';

/** How much of a lead the best reading has over another before their tables stop being alternatives. */
const CLEAR_LEAD = 0.35;

/** Ranks the candidates by the readings of the question that use them. */
export function scoreTables(input: ScoreTableRelevanceInput): ScoreTableRelevanceReply {
  const interpretation = interpret({
    question: input.question,
    tables: input.candidates,
    joins: input.joins,
    values: input.values,
    terms: input.terms,
    resolutions: input.resolutions,
    today: '1970-01-01',
  });
  const [best] = interpretation.readings;
  const used = best === undefined ? new Set<string>() : new Set(tablesOfForm(best.form).map((table) => table.name));
  const unreached = best === undefined ? [] : interpretation.unreached(best);
  const top = best === undefined ? 0 : relevanceOf(certaintyOf(interpretation, best));
  return {
    ranking: input.candidates.map(({ name }) => {
      if (best !== undefined && used.has(name))
        return {
          table: name,
          relevance: round(top),
          required: true,
          reason: 'The question is read as one about this table.',
        };
      const table = interpretation.schema.tables.find((view) => view.name === name);
      if (table !== undefined && unreached.includes(table))
        return { table: name, relevance: round(top), required: true, reason: 'The question names this table, and nothing is known that joins it.' };
      const other = interpretation.readings.find(
        (reading) => reading.root.name === name && !sharesSubject(reading, best),
      );
      if (best !== undefined && other !== undefined) {
        const gap = Math.max(0, best.score - other.score);
        return {
          table: name,
          relevance: round(Math.max(0.15, top - 0.08 - Math.min(1, gap / CLEAR_LEAD) * 0.55)),
          required: false,
          reason: 'The question could also be read as one about this table.',
        };
      }
      return {
        table: name,
        relevance: round(table === undefined ? 0 : mentionOf(interpretation, table)),
        required: false,
        reason: 'No reading of the question needs this table.',
      };
    }),
  };
}

/** A reading that joins the best one's table only adds to it: it is no alternative. */
const sharesSubject = (reading: Reading, best: Reading | undefined): boolean =>
  best !== undefined && tablesOfForm(reading.form).includes(best.root);

/** A likely reading makes its tables relevant beyond doubt; an unlikely one leaves them candidates. */
const relevanceOf = (certainty: number): number => Math.min(0.98, Math.max(0.35, (certainty - 0.45) / 0.35));

const round = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000;

function mentionOf(interpretation: Interpretation, table: TableView): number {
  let most = 0;
  for (const unit of interpretation.parse.units) {
    if (unit.kind !== 'name') continue;
    most = Math.max(most, unit.links.tables.find((link) => link.table === table)?.score ?? 0);
  }
  return 0.05 + 0.14 * most;
}
