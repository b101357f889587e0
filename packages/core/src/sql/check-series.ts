import type { SqlProblem } from '../protocol/index.ts';
import type { DialectRules } from './dialect-rules.ts';
import { functionsOf } from './functions/index.ts';
import { LIMITS } from './limits.ts';
import { problem, shown } from './problems.ts';
import type { Call, Query } from './query-tree.ts';
import { hoursOf, isDateBound, isExtreme, numberOf, timeOf } from './read-bounds.ts';
import { clausesOf, sourcesIn, withOperands, withQueries } from './walk-tree.ts';

/** Refuses calls of `generate_series` and its kind that may make more rows than the statement shows. */
export function checkSeries(query: Query, rules: DialectRules): readonly SqlProblem[] {
  const { series } = functionsOf(rules.dialect);
  const messages = new Map<string, SqlProblem>();
  for (const inner of withQueries(query)) {
    const calls = [
      ...sourcesIn(inner).flatMap((source) => (source.kind === 'function' ? [source.call] : [])),
      ...clausesOf(inner).flatMap((clause) => [...withOperands(clause)].filter((part): part is Call => part.kind === 'call')),
    ];
    for (const call of calls) {
      if (!series.has(call.name) || seriesLength(call) <= LIMITS.series) continue;
      const message = `${shown(call.name)} may make at most ${LIMITS.series} rows: write its bounds out, or take dates with a step of at least an hour.`;
      messages.set(message, problem('too_large', message));
    }
  }
  return [...messages.values()];
}

/** What the data makes of a series from its lowest to its highest value. */
const OF_DATA = 1_000;

/** How many rows a call may make; infinity when the statement does not show it. */
export function seriesLength(call: Call): number {
  const args = call.args.map((arg) => (arg.kind === 'named' ? arg.value : arg));
  const [first, second, third] = args;
  if (first === undefined || args.length > 3) return Infinity;
  const [start, stop] = second === undefined ? [null, first] : [first, second];
  const from = start === null ? 0 : numberOf(start);
  const to = numberOf(stop);
  const step = third === undefined ? 1 : numberOf(third);
  if (from !== null && to !== null) return step === null || step === 0 ? Infinity : Math.max(0, (to - from) / step);
  const hours = third === undefined ? null : hoursOf(third);
  if (hours !== null && hours >= 1 && start !== null) {
    const [begin, end] = [timeOf(start), timeOf(stop)];
    // What the data holds is taken to be of today.
    const rows = Math.max(0, ((end ?? Date.now()) - (begin ?? Date.now())) / (hours * 3_600_000));
    if (begin !== null && end !== null) return rows;
    return isDateBound(start) && isDateBound(stop) ? Math.max(OF_DATA, rows) : Infinity;
  }
  const integerStep = third === undefined || (step !== null && Math.abs(step) >= 1);
  if (Math.abs(from ?? 0) > LIMITS.series || Math.abs(to ?? 0) > LIMITS.series) return Infinity;
  return integerStep && (from !== null || (start !== null && isExtreme(start))) && (to !== null || isExtreme(stop)) ? OF_DATA : Infinity;
}
