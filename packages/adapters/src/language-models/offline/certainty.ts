import type { Interpretation } from './interpret.ts';
import type { Reading } from './resolve.ts';

/**
 * What speaks against a reading, in log-odds: fitted by logistic regression on questions over thirty
 * databases and checked on ten others. Words without a place weigh most.
 */
const BASE = 1.75;
const UNEXPLAINED = -1.2;
const PER_JOIN = -0.35;
const WEAKEST_LINK = -0.5;
const NO_LEAD = -0.3;
const MANY_TOPICS = -0.35;
const LONG_LIST = -0.6;
const BRIDGES = -0.6;

/** How likely a reading is what was meant, 0–1. */
export function certaintyOf(interpretation: Interpretation, reading: Reading): number {
  const { form } = reading;
  const { units, frame } = interpretation.parse;
  const second = interpretation.readings.find((other) => other !== reading);
  const named = units.flatMap((unit) => (unit.kind === 'name' ? unit.links.tables.filter((link) => link.score >= 0.5).map((link) => link.table) : []));
  const bridges = form.tables.filter((table) => !named.includes(table) && !form.select.some((expression) => expression.column?.table === table)).length;
  const odds =
    BASE +
    UNEXPLAINED * Math.min(3, interpretation.unexplained(reading).length) +
    PER_JOIN * Math.min(4, form.tables.length - 1) +
    WEAKEST_LINK * (1 - reading.weakest) +
    (second !== undefined && reading.score - second.score < 0.1 ? NO_LEAD : 0) +
    (frame.topics.length > 1 ? MANY_TOPICS : 0) +
    LONG_LIST * Math.min(3, Math.max(0, form.select.length - 2)) +
    (bridges > 1 ? BRIDGES : 0);
  return 1 / (1 + Math.exp(-odds));
}
