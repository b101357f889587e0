import { ADJECTIVES } from './adjectives.ts';
import type { CompareOp, Cue, Measure } from './cue.ts';
import { phraseList } from './phrase-list.ts';

const { entries, add } = phraseList();

/** Phrases that ask, count, compare, order and date. */
export const ASKING_PHRASES = entries;

const compare = (op: CompareOp, measure: Measure | null = null, temporal = false): Cue => ({
  kind: 'compare',
  op,
  measure,
  temporal,
});

add(
  { kind: 'filler' },
  `
  the, a, an, all, any, some, their, its, his, her, our, my, me, us, them, it, they, he, she, we, i, you, there,
  these, those, this, please, can, could, would, will, just, also, then, to, as, if, so, such, other, own, in total,
  full, each other, corresponding, respectively, respective, currently, ever, actually, overall, in the database,
  in our database, in the system, in our system, in our records, we have, record of, records of, information,
  information about, information of, info, along, particular, exactly, associated, related, value of, list of,
  kind of, kinds of, set of, exist, exists, known, given, possible, available, listed, recorded, stored, only,
  about, been, being, be, at all, whole, entire
`,
);
add(
  { kind: 'ask' },
  `
  what, what is, what are, what was, what were, whats, what's, which, who, who is, who are, who was, who were,
  where, where is, when, when was, in which, in what, on what, on which, at which, for which, from which, to which,
  what kind of, which kind of, what type of, what kinds of, whose
`,
);
add(
  { kind: 'command' },
  `
  show, show me, list, list out, find, find out, give, give me, return, tell, tell me, display, output, get, get me,
  report, print, provide, select, compute, calculate, retrieve, identify, determine, show all, list all, find all,
  look up, i want to know, i would like to know, i'd like to know, please show, please list, please find,
  please give, can you tell me, could you tell me, name, state, check, see, view, fetch, answer, sort, order, rank,
  count
`,
);
add(
  { kind: 'count' },
  `
  count, counts, frequency, how many, number of, the number of, count of, count the number of, total number of,
  total count of, numbers of, amount of, counts of, how many different kinds of, how many times, number of times,
  number of records, how often
`,
);
add(
  { kind: 'aggregate', fn: 'avg' },
  `
  average, mean, on average, averages, average number of, average amount of
`,
);
add(
  { kind: 'aggregate', fn: 'sum' },
  `
  total, sum, sum of, total amount of, combined, in sum, how much, total of, totals, overall, aggregate
`,
);
add({ kind: 'extreme', direction: 'desc', measure: null }, 'maximum', 'max', 'top', 'maximal', 'largest amount of');
add({ kind: 'extreme', direction: 'asc', measure: null }, 'minimum', 'min', 'minimal', 'bottom');
for (const adjective of ['most', 'largest', 'highest', 'greatest', 'biggest', 'maximum', 'max', 'top']) {
  add(
    { kind: 'most', direction: 'desc', of: 'count' },
    `${adjective} number of`,
    `${adjective} amount of`,
    `${adjective} total number of`,
    `${adjective} count of`,
  );
}
for (const adjective of ['least', 'smallest', 'lowest', 'fewest', 'minimum', 'min']) {
  add(
    { kind: 'most', direction: 'asc', of: 'count' },
    `${adjective} number of`,
    `${adjective} amount of`,
    `${adjective} count of`,
  );
}
add({ kind: 'most', direction: 'desc', of: 'count' }, 'most', 'the most');
add({ kind: 'most', direction: 'asc', of: 'count' }, 'least', 'fewest', 'the least', 'the fewest');
for (const [word, direction] of [
  ['most', 'desc'],
  ['least', 'asc'],
] as const) {
  add(
    { kind: 'most', direction, of: 'frequency' },
    ...[
      'common',
      'commonly',
      'popular',
      'frequent',
      'frequently',
      'often',
      'used',
      'frequently used',
      'commonly used',
      'prominent',
      'widely used',
      'prevalent',
      'common kind of',
      'times',
    ].map((rest) => `${word} ${rest}`),
  );
}
add(
  { kind: 'most', direction: 'desc', of: 'frequency' },
  `
  most number of times, predominant, predominantly, most frequently used
`,
);
for (const [comparative, superlative, measure, direction] of ADJECTIVES) {
  const [more, atLeast] = direction === 'desc' ? (['>', '>='] as const) : (['<', '<='] as const);
  // A reverse measure turns these round when it is chosen.
  add({ kind: 'extreme', direction, measure }, superlative);
  add(compare(more, measure), `${comparative} than`, comparative);
  add(compare(atLeast, measure), `${comparative} than or equal to`);
}
add(
  compare('>'),
  `
  more than, greater than, over, above, exceeding, exceeds, exceed, larger than, bigger than, higher than,
  at more than, in excess of, beyond, more, surpassing
`,
);
add(
  compare('<'),
  `
  less than, fewer than, under, below, smaller than, lower than, fewer, less, not more than or equal to
`,
);
add(
  compare('>='),
  `
  at least, no less than, not less than, no fewer than, greater than or equal to, more than or equal to,
  larger than or equal to, equal to or greater than, equal or greater than, equal to or more than, or more,
  or above, or higher, or greater, or older, or later, and above, minimum of, a minimum of, no lower than,
  higher than or equal to, not smaller than, not lower than, not below
`,
);
add(
  compare('<='),
  `
  at most, no more than, not more than, less than or equal to, smaller than or equal to, no greater than,
  not greater than, equal to or less than, up to, or less, or fewer, or below, or lower, or younger, or earlier,
  and below, maximum of, a maximum of, no higher than, lower than or equal to, not exceeding, not above,
  does not exceed, not over
`,
);
add(compare('='), 'equal to', 'equals', 'equal', 'same as', 'exactly', 'is exactly');
add(
  compare('<>'),
  `
  other than, different from, not equal to, except, except for, excluding, apart from, besides, but not,
  differs from, different than
`,
);
add(
  compare('>', null, true),
  `
  after, later than, after the year, after year, after the year of, following
`,
);
add(
  compare('>=', null, true),
  `
  since, since the year, since year, on or after, in or after, starting from, starting in, as of, no earlier than, not before
`,
);
add(
  compare('<', null, true),
  `
  before, prior to, earlier than, before the year, before year, prior to year, before the year of
`,
);
add(
  compare('<=', null, true),
  `
  until, till, up until, by the end of, on or before, in or before, no later than, not after
`,
);
add(
  { kind: 'between' },
  `
  between, in between, in the range of, ranging from, ranges from, in the range, range from
`,
);
add(
  { kind: 'average' },
  `
  than average, than the average, above average, above the average, below average, below the average,
  than the overall average, than the mean, than the average of all, than average of all, over average,
  over the average
`,
);
add(
  { kind: 'order' },
  `
  sorted by, ordered by, order by, sort by, in order of, sorted in, ordered in, sort them by, sort the result in,
  sort the results in, order the result in, order the results in, sort the result, sort the results,
  order the result, order the results, sort results, order results, sort them in, order them in, sort results in,
  sort the results by, order the results by, order the result by, sort the result by, order them by, ranked by,
  sort the list by, listed in, order results by, sort results by, sorted according to, arranged by, sort in,
  order in, sort the names in, in order by, listed by, in the order of, in alphabetical order of,
  in alphabetical order by
`,
);
add({ kind: 'aged' }, 'years old', 'year old', 'years of age', 'yrs old');

for (const unit of ['week', 'month', 'quarter', 'year'] as const) {
  const span = (offset: number): Cue => ({ kind: 'date', span: { kind: 'unit', unit, offset } });
  add(
    span(0),
    `this ${unit}`,
    `in this ${unit}`,
    `the current ${unit}`,
    `current ${unit}`,
    `in the current ${unit}`,
  );
  add(
    span(-1),
    `last ${unit}`,
    `in the last ${unit}`,
    `previous ${unit}`,
    `the previous ${unit}`,
    `past ${unit}`,
    `in the past ${unit}`,
  );
  add(span(1), `next ${unit}`);
}
for (const [word, offset] of [
  ['today', 0],
  ['yesterday', -1],
  ['tomorrow', 1],
] as const)
  add({ kind: 'date', span: { kind: 'unit', unit: 'day', offset } }, word);
