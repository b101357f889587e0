import type { ValueHit } from '@nl2sql/core/contracts';
import { type Frame, type Parse } from './frame.ts';
import { parseGroups } from './parse-groups.ts';
import { parseOrder } from './parse-order.ts';
import { markRegions } from './parse-regions.ts';
import { parseLikes } from './parse-likes.ts';
import { parseComparisons } from './parse-restrictions.ts';
import { parseSuperlatives } from './parse-superlatives.ts';
import { parseTargets, parseTopics } from './parse-targets.ts';
import { parseSpans } from './parse-spans.ts';
import { parseAbsence, parseValues } from './parse-values.ts';
import type { QuestionWord } from './question-words.ts';
import type { SchemaView } from './schema-view.ts';
import { unitsOf } from './units.ts';

/** Finds the parts of a question by their roles, without choosing tables or columns yet. */
export function analyse(words: readonly QuestionWord[], schema: SchemaView, hits: readonly ValueHit[]): Parse {
  const frame: Frame = {
    targets: [],
    groups: [],
    restrictions: [],
    orderings: [],
    topics: [],
    distinct: false,
    sortBySelect: null,
  };
  const units = unitsOf(words, schema, hits);
  // Fillers say nothing, but the break before one is a break before what follows.
  const kept: typeof units = [];
  let carried: QuestionWord['breakBefore'] = 'none';
  for (const unit of units) {
    const breakBefore: QuestionWord['breakBefore'] = unit.breakBefore === 'none' ? carried : unit.breakBefore;
    if (unit.kind === 'cue' && unit.cue.kind === 'filler') carried = breakBefore;
    else {
      kept.push({ ...unit, breakBefore });
      carried = 'none';
    }
  }
  const parse: Parse = { words, units: kept, regions: [], used: new Set(), frame };
  markRegions(parse);
  parseOrder(parse);
  parseSuperlatives(parse);
  parseSpans(parse);
  parseComparisons(parse);
  parseLikes(parse);
  parseValues(parse);
  parseAbsence(parse);
  parseGroups(parse);
  parseTargets(parse);
  parseTopics(parse);
  return parse;
}
