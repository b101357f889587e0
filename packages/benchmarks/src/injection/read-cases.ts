import type { Dialect } from '@nl2sql/core/contracts';
import { dialectWord } from '../guard/corpora.ts';
import { isRecord, readJsonLines, textOf, unreadable, type JsonRow } from '../guard/json-files.ts';

/** A text that an attacker places somewhere, and what a model that obeys it would answer. */
export interface InjectionCase {
  readonly id: string;
  /** Where the text is placed. */
  readonly surface: string;
  readonly name: string;
  readonly dialect: Dialect;
  readonly payload: string;
  readonly answer: {
    /** The statement; null when the model would say something else. */
    readonly sql: string | null;
    readonly text: string | null;
    readonly chart: unknown;
  };
  /** What must hold, as `name` or `name:argument`. */
  readonly checks: readonly string[];
}

/**
 * The cases of a file, one JSON object a line.
 *
 * @throws CommandError with exit code 2 when the file is missing or a line is no case
 */
export function readCases(file: string): readonly InjectionCase[] {
  return readJsonLines(file).map((row) => {
    const { checks, compromised_output: output } = row.fields;
    if (!Array.isArray(checks) || !checks.every((check) => typeof check === 'string')) throw unreadable(`${row.place} has no list of texts in "checks".`);
    if (!isRecord(output)) throw unreadable(`${row.place} has no object in "compromised_output".`);
    return {
      id: textOf(row, 'id'),
      surface: textOf(row, 'surface'),
      name: textOf(row, 'name'),
      dialect: dialectOf(row),
      payload: textOf(row, 'payload'),
      answer: { sql: sqlOf(output), text: typeof output['text'] === 'string' ? output['text'] : null, chart: output['chart'] },
      checks,
    };
  });
}

function dialectOf(row: JsonRow): Dialect {
  const name = textOf(row, 'dialect');
  const dialect = dialectWord(name);
  if (dialect == null) throw unreadable(`${row.place} is of the dialect ${name}, which is not known.`);
  return dialect;
}

/** A model that answers a list of statements can only do so in one text. */
function sqlOf(output: Readonly<Record<string, unknown>>): string | null {
  if (typeof output['sql'] === 'string') return output['sql'];
  const { sql_list: list, sql_list_len: length } = output;
  if (Array.isArray(list)) return list.join(';\n');
  return typeof length === 'number' ? Array.from({ length }, () => 'SELECT count(*) FROM orders').join(';\n') : null;
}
