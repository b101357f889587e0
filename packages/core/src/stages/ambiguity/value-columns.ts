import type { ValueHit } from '../../contracts/index.ts';
import { foldText, tokenise } from '../../text/index.ts';
import type { AmbiguityRule } from '../detect-ambiguity.ts';
import type { RankedTable } from '../score-table-relevance.ts';
import type { StageContext } from '../stage.ts';
import { columnLabel, nameStems } from './question-words.ts';

const MOST_OPTIONS = 4;

/**
 * Asks when a value of the question is stored in several columns of the selected tables, and no word
 * of the question names one of those columns; also when one column stores several values that are as
 * like it. Two columns that a join equates hold one thing, and so do two spellings in one column.
 * The likeliest four are offered.
 */
export const findValueColumns: AmbiguityRule = (input, context) => {
  const selected = new Set(input.selected);
  const hits = context.findValues(input.question).filter((hit) => selected.has(hit.table));
  const bySpan = new Map<string, ValueHit[]>();
  for (const hit of hits) bySpan.set(`${hit.start}:${hit.end}`, [...(bySpan.get(`${hit.start}:${hit.end}`) ?? []), hit]);
  const words = new Set(tokenise(input.question).map((token) => token.stem));
  return [...bySpan.values()].flatMap((places) => {
    const distinct = withoutJoinedTwins(withoutSpellings(bestMatches(places)), context);
    if (distinct.length < 2) return [];
    const named = distinct.map((hit) => score(hit, words));
    const best = Math.max(...named);
    if (best > 0 && named.filter((count) => count === best).length === 1) return [];
    const likely = likeliest(distinct, words, input.ranking);
    const phrase = likely[0]!.phrase;
    const isOneColumn = likely.every((hit) => sameColumn(hit, likely[0]!));
    const idOf = (hit: ValueHit): string => {
      const place = `value:${hit.table}.${hit.column}`;
      return likely.some((other) => other !== hit && sameColumn(other, hit)) ? `${place}=${hit.value}` : place;
    };
    return [
      {
        kind: 'ask' as const,
        clarification: {
          id: `value:${phrase.toLowerCase()}`,
          kind: 'value' as const,
          question: isOneColumn ? `“${phrase}” is like several values. Which one do you mean?` : `“${phrase}” occurs in several columns. Which one do you mean?`,
          span: { text: phrase, start: likely[0]!.start, end: likely[0]!.end },
          options: likely.map((hit) => ({
            id: idOf(hit),
            label: likely.some((other) => other !== hit && sameColumn(other, hit)) ? `${hit.value}: ${columnLabel(hit)}` : columnLabel(hit),
            table: hit.table,
            column: hit.column,
            value: hit.value,
            evidence: [`Stored as “${hit.value}” in ${hit.table}.${hit.column}`],
            consequence: `Rows are kept where ${hit.table}.${hit.column} is “${hit.value}”.`,
          })),
          suggested: idOf(likely[0]!),
          allowFreeText: true,
        },
      },
    ];
  });
};

const QUALITY = { exact: 2, folded: 1, close: 0 } as const;

function bestMatches(hits: readonly ValueHit[]): readonly ValueHit[] {
  const best = Math.max(...hits.map((hit) => QUALITY[hit.match]));
  return hits.filter((hit) => QUALITY[hit.match] === best);
}

/** Of several spellings of one value in a column, the first. */
function withoutSpellings(hits: readonly ValueHit[]): readonly ValueHit[] {
  return hits.filter((hit, index) => !hits.slice(0, index).some((earlier) => sameColumn(earlier, hit) && foldText(earlier.value) === foldText(hit.value)));
}

function withoutJoinedTwins(hits: readonly ValueHit[], context: StageContext): ValueHit[] {
  return hits.filter(
    (hit, index) =>
      !hits.slice(0, index).some((earlier) =>
        context.view.joins.some(
          (join) =>
            (sameColumn(join.from, hit) && sameColumn(join.to, earlier)) ||
            (sameColumn(join.to, hit) && sameColumn(join.from, earlier)),
        ),
      ),
  );
}

function sameColumn(a: { table: string; column: string }, b: { table: string; column: string }): boolean {
  return a.table === b.table && a.column === b.column;
}

/** A named column counts more than a named table. */
function score(hit: ValueHit, words: ReadonlySet<string>): number {
  const column = nameStems(hit.column).filter((word) => words.has(word)).length;
  const table = nameStems(hit.table).filter((word) => words.has(word)).length;
  return column * 2 + table;
}

/** As many hits as can be offered: those whose column or table the question names, then those of the most relevant tables. */
function likeliest(hits: readonly ValueHit[], words: ReadonlySet<string>, ranking: readonly RankedTable[]): ValueHit[] {
  const relevance = new Map(ranking.map((entry) => [entry.table, entry.relevance]));
  return hits
    .toSorted((a, b) => score(b, words) - score(a, words) || (relevance.get(b.table) ?? 0) - (relevance.get(a.table) ?? 0))
    .slice(0, MOST_OPTIONS);
}
