import type { Interpretation } from './interpret.ts';
import type { Reading } from './resolve.ts';

/**
 * What speaks against a reading, in log-odds: fitted by logistic regression on questions over thirty
 * databases and checked on ten others. Words without a place weigh most.
 */
const BASE = 1.8;
const PER_UNEXPLAINED_WORD = -1.1;
const PER_JOIN = -0.28;
const NO_LEAD = -0.7;
const MANY_TOPICS = -0.28;
const ALTERNATIVES = -0.3;
const PER_FURTHER_ATTRIBUTE = -0.65;
const BRIDGES = -0.7;

/** The lead over the next reading from which more of it says no more. */
const CLEAR_LEAD = 0.6;

/** How likely a reading is what was meant, 0–1. */
export function certaintyOf(interpretation: Interpretation, reading: Reading): number {
  const { form } = reading;
  const { units, frame } = interpretation.parse;
  const second = interpretation.readings.find((other) => other !== reading);
  const lead = second === undefined ? CLEAR_LEAD : Math.max(0, reading.score - second.score);
  const named = units.flatMap((unit) =>
    unit.kind === 'name' ? unit.links.tables.filter((link) => link.score >= 0.5).map((link) => link.table) : [],
  );
  const bridges = form.tables.filter(
    (table) => !named.includes(table) && !form.select.some((expression) => expression.column?.table === table),
  );
  const odds =
    BASE +
    PER_UNEXPLAINED_WORD * Math.min(3, interpretation.unexplained(reading).length) +
    PER_JOIN * Math.min(4, form.tables.length - 1) +
    NO_LEAD * Math.max(0, 1 - lead / CLEAR_LEAD) +
    (frame.topics.length > 1 ? MANY_TOPICS : 0) +
    (frame.restrictions.some((restriction) => restriction.connector === 'or') ? ALTERNATIVES : 0) +
    PER_FURTHER_ATTRIBUTE * Math.min(3, Math.max(0, form.select.length - 2)) +
    (bridges.length > 1 ? BRIDGES : 0);
  return 1 / (1 + Math.exp(-odds));
}
