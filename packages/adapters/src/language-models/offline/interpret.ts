import type { GroundColumnsInput } from '@nl2sql/core/contracts';
import { analyse } from './analyse.ts';
import { unmetDemands, unreachedBy } from './demands.ts';
import type { Parse } from './frame.ts';
import { questionWords } from './question-words.ts';
import { type Reading, resolve } from './resolve.ts';
import { type SchemaView, type TableView, viewSchema } from './schema-view.ts';
import { codedValues } from './coded-values.ts';

/** What an interpretation is made from. */
export type Facts = Omit<GroundColumnsInput, 'examples'>;

/** What a question was read as: readings from best to worst. */
export interface Interpretation {
  readonly parse: Parse;
  readonly schema: SchemaView;
  readonly readings: readonly Reading[];
  /** Words that a reading does not take into account. */
  unexplained(reading: Reading): string[];
  /** The heading of a note below the question, which no reading takes into account. */
  readonly note: string | null;
  /** Words that a reading leaves out though they make it another question. */
  unmet(reading: Reading): string[];
  /** Tables that the question names outright and no join connects with what a reading is about. */
  unreached(reading: Reading): TableView[];
  /** Words that the best reading does not explain and no name or value of the schema matches. */
  readonly unknown: readonly string[];
}

/** Words that say nothing about which rows are meant. */
const EMPTY_WORDS = new Set(
  'result results data details information record records table database entry entries row rows item items thing things people person one ones total totally number respectively total currently always exactly full complete whole use using used live lives spent take takes took get gets got give gives play plays work works teach teaches taught fly flies buy buys bought make makes made go goes went attend stay stays contain include serve hold held cover come came belong learn study won win lead run sell sold pay paid write wrote written sing sang sung drive know known member members out tests located lived teaches produces works entitled people person'.split(
    ' ',
  ),
);

/** Applies what the user settled: the words mean the chosen table or column and no rejected one. */
function applyResolutions(facts: Facts): Facts {
  let { tables, values } = facts;
  for (const { chosen, rejected } of facts.resolutions) {
    const columns = new Set(rejected.flatMap((one) => ('column' in one ? [`${one.table}.${one.column}`] : [])));
    const gone = new Set(rejected.flatMap((one) => ('column' in one ? [] : [one.table])));
    const kept = 'text' in chosen ? undefined : chosen.table;
    if (kept !== undefined) gone.delete(kept);
    if (!('text' in chosen) && chosen.table !== undefined && chosen.column !== undefined)
      columns.delete(`${chosen.table}.${chosen.column}`);
    tables = tables
      .filter((table) => !gone.has(table.name))
      .map((table) => ({
        ...table,
        columns: table.columns.filter(
          (column) =>
            column.primaryKey || column.references !== undefined || !columns.has(`${table.name}.${column.name}`),
        ),
      }));
    values = values.filter((hit) => !gone.has(hit.table) && !columns.has(`${hit.table}.${hit.column}`));
  }
  return { ...facts, tables, values };
}

/** Tables that a unit of the question could be about. */
function rootsOf(parse: Parse, schema: SchemaView): Set<TableView> {
  const roots = new Set<TableView>();
  for (const unit of parse.units) {
    if (unit.kind === 'name') {
      for (const link of unit.links.tables) roots.add(link.table);
      for (const link of unit.links.columns) roots.add(link.column.table);
    }
    if (unit.kind === 'value')
      for (const hit of unit.hits) for (const table of schema.tables) if (table.name === hit.table) roots.add(table);
  }
  return roots;
}

/** How much a table is what the question is about: the first thing that it names outright. */
function subjectBonus(parse: Parse, root: TableView): number {
  const subjects = [...parse.frame.targets.map((target) => target.name), ...parse.frame.topics]
    .filter((at): at is number => at !== null)
    .sort((a, b) => a - b);
  let weight = 0.4;
  for (const at of subjects) {
    const unit = parse.units[at];
    if (unit?.kind !== 'name') continue;
    const score = unit.links.tables.find((link) => link.table === root)?.score ?? 0;
    if ((unit.links.tables[0]?.score ?? 0) >= 0.5) {
      return weight * score;
    }
    weight *= 0.9;
  }
  return 0;
}

/** A line of its own that explains instead of asking. */
const NOTE = /\n\s*(evidence|hint|note|instructions?)\s*:/iu;

function withoutNote(question: string): { asked: string; note: string | null } {
  const found = NOTE.exec(question);
  return found === null ? { asked: question, note: null } : { asked: question.slice(0, found.index), note: found[1] ?? null };
}

/** Reads a question against a schema. Deterministic; every name in the result is one of the schema. */
export function interpret(given: Facts): Interpretation {
  const facts = applyResolutions(given);
  const { asked, note } = withoutNote(facts.question);
  const words = questionWords(asked);
  const schema = viewSchema(
    facts.tables,
    facts.joins,
    words.map((word) => word.stem),
    {
      settledTimes: new Set(
        facts.resolutions.flatMap(({ kind, chosen }) =>
          kind === 'time' && 'column' in chosen ? [`${chosen.table}.${chosen.column}`] : [],
        ),
      ),
      terms: facts.terms,
      standsFor: new Map(
        facts.resolutions.flatMap(({ kind, chosen, rejected }): [string, string[]][] =>
          kind === 'table' && 'table' in chosen && chosen.table !== undefined ? [[chosen.table, rejected.map(({ table }) => table)]] : [],
        ),
      ),
    },
  );
  const parse = analyse(words, schema, [...facts.values, ...codedValues(words, schema)]);
  const readings: Reading[] = [];
  for (const root of schema.tables) {
    if (!rootsOf(parse, schema).has(root)) continue;
    const reading = resolve(parse, schema, root, facts.today);
    if (reading !== null) readings.push({ ...reading, score: reading.score + subjectBonus(parse, root) });
  }
  readings.sort((a, b) => b.score - a.score || a.root.name.localeCompare(b.root.name));

  const wordsOf = (at: number): string[] => {
    const unit = parse.units[at];
    return unit === undefined ? [] : words.slice(unit.from, unit.to).map((word) => word.raw);
  };
  const silent = (at: number): boolean => {
    const unit = parse.units[at];
    if (unit === undefined) return true;
    if (unit.kind === 'cue')
      return ![
        'count',
        'aggregate',
        'extreme',
        'most',
        'compare',
        'between',
        'average',
        'not',
        'both',
        'like',
        'date',
        'or',
      ].includes(unit.cue.kind);
    if (unit.kind !== 'unknown') return false;
    const word = words[unit.from];
    return word === undefined || EMPTY_WORDS.has(word.text);
  };
  const left = parse.units
    .map((_, at) => at)
    .filter((at) => !parse.used.has(at) && !silent(at) && !isInnerOr(parse, at));
  return {
    parse,
    schema,
    readings,
    unexplained: (reading) =>
      [...new Set([...left, ...reading.unplaced])].sort((a, b) => a - b).map((at) => wordsOf(at).join(' ')),
    note,
    unmet: (reading) => unmetDemands(parse, reading, silent).map((at) => wordsOf(at).join(' ')),
    unreached: (reading) =>
      unreachedBy(reading, parse, schema).flatMap((at) => {
        const unit = parse.units[at];
        const table = unit?.kind === 'name' ? unit.links.tables[0]?.table : undefined;
        return table === undefined ? [] : [table];
      }),
    unknown: left
      .filter((at) => parse.units[at]?.kind === 'unknown' || parse.units[at]?.kind === 'literal')
      .map((at) => wordsOf(at).join(' ')),
  };
}

/** An "or" between two restrictions is taken into account by them. */
function isInnerOr(parse: Parse, at: number): boolean {
  const unit = parse.units[at];
  return (
    unit?.kind === 'cue' &&
    unit.cue.kind === 'or' &&
    parse.frame.restrictions.some((restriction) => restriction.connector === 'or')
  );
}
