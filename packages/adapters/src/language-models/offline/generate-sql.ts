import type { GenerateSqlInput, GenerateSqlReply, RepairSqlInput } from '@nl2sql/core/contracts';
import { certaintyOf } from './certainty.ts';
import { interpret, type Interpretation } from './interpret.ts';
import type { Reading } from './resolve.ts';
import { tellsPeriods } from './value-class.ts';
import { writeSql } from './write-sql.ts';

/** The share of a question's parts that may stay unexplained in an answer. */
const MOST_UNEXPLAINED = 0.34;

/** A less likely reading is no answer. */
const LEAST_CERTAIN = 0.2;

/** Writes the statement for the best reading, or says that the question was not understood. */
export function generateSql(input: GenerateSqlInput): GenerateSqlReply {
  const interpretation = read(input);
  const [best] = interpretation.readings;
  return best === undefined ? notUnderstood(interpretation) : answer(interpretation, best, input);
}

/** Writes the statement for the best reading that was not tried yet. */
export function repairSql(input: RepairSqlInput): GenerateSqlReply {
  const interpretation = read(input);
  const next = interpretation.readings
    .slice(0, input.attempt + 1)
    .find((reading) => writeSql(reading.form, input.dialect, input.rowLimit) !== input.failed.sql.trim());
  return next === undefined ? notUnderstood(interpretation) : answer(interpretation, next, input);
}

const read = (input: GenerateSqlInput): Interpretation =>
  interpret({
    question: input.question,
    tables: input.schema.tables,
    joins: input.schema.joins,
    values: input.schema.values,
    terms: input.terms,
    resolutions: input.resolutions,
    today: input.today,
  });

function answer(interpretation: Interpretation, reading: Reading, input: GenerateSqlInput): GenerateSqlReply {
  const unused = interpretation.unexplained(reading);
  const parts = interpretation.parse.units.filter((unit) => unit.kind !== 'cue' || unit.cue.kind !== 'ask').length;
  const unmet = interpretation.unmet(reading);
  const untold = untoldPeriods(reading, input);
  if (untold !== undefined)
    return { kind: 'insufficient', reason: `The values of ${untold} are not known to be dates that a period can be told from.`, missing: [untold] };
  const unreached = interpretation.unreached(reading).map(({ name }) => name);
  if (unreached.length > 0)
    return { kind: 'insufficient', reason: `Nothing is known that joins ${reading.root.name} with ${unreached.join(' and ')}.`, missing: unreached };
  if (unmet.length > 0 || unused.length / Math.max(1, parts) > MOST_UNEXPLAINED || certaintyOf(interpretation, reading) < LEAST_CERTAIN) {
    const missing = [...new Set([...unmet, ...unused])];
    return {
      kind: 'insufficient',
      reason:
        missing.length > 0
          ? `These words were not understood from the available tables: ${missing.join(', ')}.`
          : 'The question can be read in too many ways to be answered from the available tables.',
      missing,
    };
  }
  return {
    kind: 'sql',
    sql: writeSql(reading.form, input.dialect, input.rowLimit),
    assumptions: assumptionsOf(reading, input),
    unused: interpretation.note === null ? unused : [...unused, interpretation.note],
  };
}

/** A time that is grouped by though the dialect cannot tell its periods. */
function untoldPeriods({ form }: Reading, { dialect }: GenerateSqlInput): string | undefined {
  const periods = [...form.select, ...form.groupBy, ...form.orderBy.map((order) => order.by)].filter(({ kind }) => kind === 'period');
  return periods.flatMap(({ column }) => (column === null || tellsPeriods(column.calendar, dialect) ? [] : [column.id]))[0];
}

/** What was read into the question, except what has been settled before. */
function assumptionsOf(reading: Reading, { resolutions }: GenerateSqlInput): string[] {
  const settled = new Set(
    resolutions.flatMap(({ chosen }) => ('column' in chosen ? [`${chosen.table}.${chosen.column}`] : [])),
  );
  return [...new Set(reading.assumptions.filter(({ column }) => column === null || !settled.has(column.id)).map(({ text }) => text))];
}

function notUnderstood(interpretation: Interpretation): GenerateSqlReply {
  const missing = [...interpretation.unknown];
  return {
    kind: 'insufficient',
    reason:
      missing.length > 0
        ? `These words match nothing in the available tables: ${missing.join(', ')}.`
        : 'The question could not be read as a query over the available tables.',
    missing,
  };
}
