/** What a word of the closed class asks for. */
export type Cue =
  | { readonly kind: 'filler' }
  | { readonly kind: 'ask' }
  | { readonly kind: 'command' }
  | { readonly kind: 'count' }
  | { readonly kind: 'aggregate'; readonly fn: 'avg' | 'sum' }
  /** The highest or lowest: an aggregate when it is what is asked for, else the first row of an order. */
  | { readonly kind: 'extreme'; readonly direction: 'asc' | 'desc'; readonly measure: Measure | null }
  /** The most rows: `count` of the thing that follows, `frequency` of the thing itself. */
  | { readonly kind: 'most'; readonly direction: 'asc' | 'desc'; readonly of: 'count' | 'frequency' }
  | { readonly kind: 'compare'; readonly op: CompareOp; readonly measure: Measure | null; readonly temporal: boolean }
  | { readonly kind: 'between' }
  /** Compared with the mean over all rows. */
  | { readonly kind: 'average' }
  | { readonly kind: 'order' }
  | { readonly kind: 'direction'; readonly direction: 'asc' | 'desc'; readonly alphabetical: boolean }
  | { readonly kind: 'each' }
  | { readonly kind: 'not' }
  | { readonly kind: 'and' }
  | { readonly kind: 'or' }
  | { readonly kind: 'both' }
  | { readonly kind: 'also' }
  | { readonly kind: 'distinct' }
  | { readonly kind: 'relative' }
  | { readonly kind: 'with' }
  | { readonly kind: 'of' }
  | { readonly kind: 'preposition' }
  | { readonly kind: 'be' }
  | { readonly kind: 'have' }
  | { readonly kind: 'like'; readonly where: 'start' | 'end' | 'any' }
  /** "18 years old" */
  | { readonly kind: 'aged' }
  /** All attributes of the thing that follows. */
  | { readonly kind: 'everything' }
  | { readonly kind: 'date'; readonly period: DatePeriod };

export type CompareOp = '>' | '>=' | '<' | '<=' | '=' | '<>';

export type DatePeriod = { readonly unit: 'day' | 'week' | 'month' | 'year'; readonly offset: number };

/** The columns that an adjective measures; `reverse` ones order the other way (old: birth date). */
export interface Measure {
  readonly words: readonly string[];
  readonly reverse?: readonly string[];
  /** Any date column will do. */
  readonly temporal?: boolean;
}

const AGE: Measure = { words: ['age'], reverse: ['birth', 'birthday', 'dob', 'birthdate', 'founded', 'built', 'opening', 'opened'] };
const DATE: Measure = { words: ['date', 'year', 'time'], temporal: true };
const SIZE: Measure = { words: ['area', 'size', 'population', 'capacity', 'amount', 'number', 'quantity', 'total', 'square'] };
const HEIGHT: Measure = { words: ['height', 'elevation'] };
const WEIGHT: Measure = { words: ['weight'] };
const LENGTH: Measure = { words: ['length', 'duration', 'distance', 'runtime', 'time'] };
const PRICE: Measure = { words: ['price', 'cost', 'rate', 'fee', 'charge', 'amount'] };
const SPEED: Measure = { words: ['speed', 'horsepower'], reverse: ['time', 'lap'] };
const SCORE: Measure = { words: ['score', 'rating', 'point', 'rank', 'grade', 'star', 'gpa'] };

/** Stem of the comparative and superlative, what it measures, and whether more of it is more. */
const ADJECTIVES: readonly (readonly [comparative: string, superlative: string, measure: Measure | null, direction: 'asc' | 'desc'])[] = [
  ['older', 'oldest', AGE, 'desc'], ['elder', 'eldest', AGE, 'desc'], ['younger', 'youngest', AGE, 'asc'],
  ['newer', 'newest', DATE, 'desc'], ['later', 'latest', DATE, 'desc'], ['earlier', 'earliest', DATE, 'asc'],
  ['more recent', 'most recent', DATE, 'desc'], ['more recently', 'most recently', DATE, 'desc'], ['less recent', 'least recent', DATE, 'asc'],
  ['larger', 'largest', SIZE, 'desc'], ['bigger', 'biggest', SIZE, 'desc'], ['smaller', 'smallest', SIZE, 'asc'], ['greater', 'greatest', null, 'desc'],
  ['taller', 'tallest', HEIGHT, 'desc'], ['heavier', 'heaviest', WEIGHT, 'desc'], ['lighter', 'lightest', WEIGHT, 'asc'],
  ['longer', 'longest', LENGTH, 'desc'], ['shorter', 'shortest', { words: [...LENGTH.words, 'height'] }, 'asc'], ['farther', 'farthest', { words: ['distance'] }, 'desc'],
  ['more expensive', 'most expensive', PRICE, 'desc'], ['costlier', 'costliest', PRICE, 'desc'], ['cheaper', 'cheapest', PRICE, 'asc'],
  ['less expensive', 'least expensive', PRICE, 'asc'], ['faster', 'fastest', SPEED, 'desc'], ['slower', 'slowest', SPEED, 'asc'],
  ['higher', 'highest', null, 'desc'], ['lower', 'lowest', null, 'asc'], ['better', 'best', SCORE, 'desc'], ['worse', 'worst', SCORE, 'asc'],
];

const compare = (op: CompareOp, measure: Measure | null = null, temporal = false): Cue => ({ kind: 'compare', op, measure, temporal });

const entries: [string, Cue][] = [];
const add = (cue: Cue, ...phrases: string[]): void => {
  for (const phrase of phrases) entries.push([phrase, cue]);
};

add({ kind: 'filler' }, 'the', 'a', 'an', 'all', 'any', 'some', 'their', 'its', 'his', 'her', 'our', 'my', 'me', 'us', 'them', 'it', 'they', 'he', 'she', 'we', 'i', 'you', 'there', 'these', 'those', 'this', 'please', 'can', 'could', 'would', 'will', 'just', 'also', 'then', 'to', 'as', 'if', 'so', 'such', 'other', 'own', 'in total', 'full', 'each other', 'corresponding', 'respectively', 'respective', 'currently', 'ever', 'actually', 'overall', 'in the database', 'in our database', 'in the system', 'in our system', 'in our records', 'we have', 'record of', 'records of', 'information', 'information about', 'information of', 'info', 'along', 'particular', 'exactly', 'associated', 'related', 'value of', 'list of', 'kind of', 'kinds of', 'set of', 'exist', 'exists', 'known', 'given', 'possible', 'available', 'listed', 'recorded', 'stored', 'only', 'about', 'been', 'being', 'be', 'at all', 'whole', 'entire');
add({ kind: 'ask' }, 'what', 'what is', 'what are', 'what was', 'what were', 'whats', "what's", 'which', 'who', 'who is', 'who are', 'who was', 'who were', 'where', 'where is', 'when', 'when was', 'in which', 'in what', 'on what', 'on which', 'at which', 'for which', 'from which', 'to which', 'what kind of', 'which kind of', 'what type of', 'what kinds of', 'whose');
add({ kind: 'command' }, 'show', 'show me', 'list', 'list out', 'find', 'find out', 'give', 'give me', 'return', 'tell', 'tell me', 'display', 'output', 'get', 'get me', 'report', 'print', 'provide', 'select', 'compute', 'calculate', 'retrieve', 'identify', 'determine', 'show all', 'list all', 'find all', 'look up', 'i want to know', 'i would like to know', "i'd like to know", 'please show', 'please list', 'please find', 'please give', 'can you tell me', 'could you tell me', 'name', 'state', 'check', 'see', 'view', 'fetch', 'answer', 'sort', 'order', 'rank', 'count');
add({ kind: 'count' }, 'count', 'counts', 'frequency', 'how many', 'number of', 'the number of', 'count of', 'count the number of', 'total number of', 'total count of', 'numbers of', 'amount of', 'counts of', 'how many different kinds of', 'how many times', 'number of times', 'number of records', 'how often');
add({ kind: 'aggregate', fn: 'avg' }, 'average', 'mean', 'on average', 'averages', 'average number of', 'average amount of');
add({ kind: 'aggregate', fn: 'sum' }, 'total', 'sum', 'sum of', 'total amount of', 'combined', 'in sum', 'how much', 'total of', 'totals', 'overall', 'aggregate');
add({ kind: 'extreme', direction: 'desc', measure: null }, 'maximum', 'max', 'top', 'maximal', 'largest amount of');
add({ kind: 'extreme', direction: 'asc', measure: null }, 'minimum', 'min', 'minimal', 'bottom');
for (const adjective of ['most', 'largest', 'highest', 'greatest', 'biggest', 'maximum', 'max', 'top']) {
  add({ kind: 'most', direction: 'desc', of: 'count' }, `${adjective} number of`, `${adjective} amount of`, `${adjective} total number of`, `${adjective} count of`);
}
for (const adjective of ['least', 'smallest', 'lowest', 'fewest', 'minimum', 'min']) {
  add({ kind: 'most', direction: 'asc', of: 'count' }, `${adjective} number of`, `${adjective} amount of`, `${adjective} count of`);
}
add({ kind: 'most', direction: 'desc', of: 'count' }, 'most', 'the most');
add({ kind: 'most', direction: 'asc', of: 'count' }, 'least', 'fewest', 'the least', 'the fewest');
for (const [word, direction] of [['most', 'desc'], ['least', 'asc']] as const) {
  add({ kind: 'most', direction, of: 'frequency' }, ...['common', 'commonly', 'popular', 'frequent', 'frequently', 'often', 'used', 'frequently used', 'commonly used', 'prominent', 'widely used', 'prevalent', 'common kind of', 'times'].map((rest) => `${word} ${rest}`));
}
add({ kind: 'most', direction: 'desc', of: 'frequency' }, 'most number of times', 'predominant', 'predominantly', 'most frequently used');
for (const [comparative, superlative, measure, direction] of ADJECTIVES) {
  const [more, atLeast] = direction === 'desc' ? (['>', '>='] as const) : (['<', '<='] as const);
  // A reverse measure turns these round when it is chosen.
  add({ kind: 'extreme', direction, measure }, superlative);
  add(compare(more, measure), `${comparative} than`, comparative);
  add(compare(atLeast, measure), `${comparative} than or equal to`);
}
add(compare('>'), 'more than', 'greater than', 'over', 'above', 'exceeding', 'exceeds', 'exceed', 'larger than', 'bigger than', 'higher than', 'at more than', 'in excess of', 'beyond', 'more', 'surpassing');
add(compare('<'), 'less than', 'fewer than', 'under', 'below', 'smaller than', 'lower than', 'fewer', 'less', 'not more than or equal to', 'up until');
add(compare('>='), 'at least', 'no less than', 'not less than', 'no fewer than', 'greater than or equal to', 'more than or equal to', 'larger than or equal to', 'equal to or greater than', 'equal or greater than', 'equal to or more than', 'or more', 'or above', 'or higher', 'or greater', 'or older', 'or later', 'and above', 'minimum of', 'a minimum of', 'no lower than', 'higher than or equal to', 'not smaller than', 'not lower than', 'not below');
add(compare('<='), 'at most', 'no more than', 'not more than', 'less than or equal to', 'smaller than or equal to', 'no greater than', 'not greater than', 'equal to or less than', 'up to', 'or less', 'or fewer', 'or below', 'or lower', 'or younger', 'or earlier', 'and below', 'maximum of', 'a maximum of', 'no higher than', 'lower than or equal to', 'not exceeding', 'not above', 'does not exceed', 'not over');
add(compare('='), 'equal to', 'equals', 'equal', 'same as', 'exactly', 'is exactly');
add(compare('<>'), 'other than', 'different from', 'not equal to', 'except', 'except for', 'excluding', 'apart from', 'besides', 'but not', 'differs from', 'different than');
add(compare('>', null, true), 'after', 'since', 'later than', 'after the year', 'after year', 'after the year of', 'since year', 'following');
add(compare('<', null, true), 'before', 'prior to', 'earlier than', 'before the year', 'before year', 'prior to year', 'before the year of', 'until', 'by the end of');
add({ kind: 'between' }, 'between', 'in between', 'in the range of', 'ranging from', 'ranges from', 'in the range', 'range from');
add({ kind: 'average' }, 'than average', 'than the average', 'above average', 'above the average', 'below average', 'below the average', 'than the overall average', 'than the mean', 'than the average of all', 'than average of all', 'over average', 'over the average');
add({ kind: 'order' }, 'sorted by', 'ordered by', 'order by', 'sort by', 'in order of', 'sorted in', 'ordered in', 'sort them by', 'sort the result in', 'sort the results in', 'order the result in', 'order the results in', 'sort the result', 'sort the results', 'order the result', 'order the results', 'sort results', 'order results', 'sort them in', 'order them in', 'sort results in', 'sort the results by', 'order the results by', 'order the result by', 'sort the result by', 'order them by', 'ranked by', 'sort the list by', 'listed in', 'order results by', 'sort results by', 'sorted according to', 'arranged by', 'sort in', 'order in', 'sort the names in', 'in order by', 'listed by', 'in the order of', 'in alphabetical order of', 'in alphabetical order by');
const direction = (way: 'asc' | 'desc', alphabetical = false): Cue => ({ kind: 'direction', direction: way, alphabetical });
add(direction('asc'), 'ascending', 'ascending order', 'in ascending order', 'increasing', 'increasing order', 'in increasing order', 'from low to high', 'from lowest to highest', 'from smallest to largest', 'from youngest to oldest', 'from the youngest to the oldest', 'from least to most', 'from early to late', 'from earliest to latest', 'from oldest to newest', 'lowest to highest', 'from short to long', 'asc', 'ascendingly', 'chronological order', 'in chronological order', 'from the lowest to the highest', 'smallest to largest', 'from least to greatest', 'from worst to best', 'from small to big');
add({ kind: 'aged' }, 'years old', 'year old', 'years of age', 'yrs old');
add({ kind: 'everything' }, ...['about', 'of', 'on', 'for', 'regarding', 'from'].flatMap((about) => ['all information', 'all the information', 'all details', 'all the details', 'all info', 'everything', 'all data', 'all the data', 'all columns', 'all fields', 'all attributes'].map((all) => `${all} ${about}`)));
add(direction('desc'), 'descending', 'descending order', 'in descending order', 'decreasing', 'decreasing order', 'in decreasing order', 'from high to low', 'from highest to lowest', 'from largest to smallest', 'from oldest to youngest', 'from the oldest to the youngest', 'from most to least', 'from late to early', 'from latest to earliest', 'from newest to oldest', 'highest to lowest', 'desc', 'descendingly', 'reverse order', 'in reverse order', 'from the highest to the lowest', 'from long to short', 'largest to smallest', 'most recent first', 'newest first', 'from greatest to least', 'from best to worst', 'from greatest to smallest', 'from big to small');
add(direction('asc', true), 'alphabetical', 'alphabetical order', 'in alphabetical order', 'alphabetically', 'lexicographical order', 'in lexicographical order', 'lexicographic order', 'in alphabetic order', 'alphabetic order', 'ascending alphabetical order', 'in ascending alphabetical order', 'alphabetic', 'lexicographically', 'sorted alphabetically');
add(direction('desc', true), 'reverse alphabetical order', 'in reverse alphabetical order', 'descending alphabetical order', 'in descending alphabetical order', 'reverse lexicographical order', 'in reverse lexicographical order', 'descending lexicographical order');
add({ kind: 'each' }, 'each', 'every', 'per', 'for each', 'for every', 'of each', 'in each', 'by each', 'from each', 'grouped by', 'group by', 'with each', 'to each', 'on each', 'at each', 'under each', 'for all the different', 'across each', 'broken down by', 'in every', 'of every', 'for the different', 'for different', 'each of the', 'each of', 'by every', 'for each of the', 'for each distinct', 'for each different', 'in different', 'of different', 'across different', 'for each type of', 'with different', 'in each different', 'from every', 'for all different', 'split by');
add({ kind: 'not' }, 'not', 'no', 'never', 'without', "don't", "doesn't", "didn't", "isn't", "aren't", "haven't", "hasn't", "wasn't", "weren't", 'dont', 'doesnt', 'do not', 'does not', 'did not', 'do not have', 'does not have', 'did not have', 'have not', 'has not', 'have no', 'has no', 'had no', 'have never', 'has never', 'had not', 'are not', 'is not', 'was not', 'were not', 'neither', 'nor', 'have not had', 'no longer', 'without any', 'do not have any', 'does not have any', "don't have", "don't have any", "doesn't have", "doesn't have any", 'lack', 'lacks', 'lacking', 'none of', 'cannot', "can't", 'never had', 'without a', 'without the', 'not been', 'not have', 'not any', 'but not in');
add({ kind: 'and' }, 'and', 'but', 'and also', 'but also', 'but they', '&');
add({ kind: 'or' }, 'or', 'either');
add({ kind: 'both' }, 'both');
add({ kind: 'also' }, 'along with', 'together with', 'as well as', 'with their', 'with its', 'with the corresponding', 'and their', 'and its', 'and his', 'and her', 'with their corresponding', 'along with the', 'along with their', 'together with their', 'together with the', 'with the number of', 'in addition to', 'and what', 'and what is', 'and what are', 'and which', 'and show', 'and list', 'and give', 'and return', 'and find', 'and tell me', 'and report', 'and give me', 'as well as their', 'as well as its', 'as well as the', 'and the corresponding', 'and how', 'and where', 'and when', 'also', 'and also show');
add({ kind: 'distinct' }, 'different', 'distinct', 'unique', 'various', 'all the different', 'all different', 'all distinct', 'all the distinct', 'different kinds of', 'different types of', 'without duplicates', 'without repetition', 'deduplicated', 'distinctive');
add({ kind: 'relative' }, 'who', 'that', 'whose', 'which', 'whom', 'where', 'when', 'in which', 'for which', 'who is', 'who are', 'that is', 'that are', 'which is', 'which are', 'who was', 'who were', 'that was', 'that were', 'who have', 'who has', 'who had', 'that have', 'that has', 'that had', 'which have', 'which has', 'on which', 'at which', 'to which', 'from which', 'while', 'such that', 'so that', 'since which', 'of which', 'with which', 'by whom');
add({ kind: 'with' }, 'with', 'having', 'with a', 'with an', 'with the', 'using');
add({ kind: 'of' }, 'of', 'for', 'of all', 'for all', 'of the', 'for the', 'of all the', 'for all the', 'of any', 'of those', 'across', 'across all', 'across all the', 'among', 'among all', 'among all the', 'amongst', 'over all', 'of every');
add({ kind: 'preposition' }, 'in', 'from', 'on', 'at', 'by', 'into', 'during', 'through', 'within', 'inside', 'via', 'onto', 'towards', 'against', 'near', 'in the', 'on the', 'from the', 'at the', 'by the', 'under the', 'located in', 'located at', 'based in', 'living in', 'lives in', 'live in', 'came from', 'come from', 'comes from', 'belonging to', 'belong to', 'belongs to', 'called', 'named', 'titled', 'entitled', 'out of', 'situated in', 'happened in', 'held in', 'made by', 'done by', 'found in', 'used by', 'used in', 'known as', 'working in', 'working for', 'work in', 'work for', 'works in', 'works for', 'stored in', 'taking', 'according to', 'based on', 'regarding', 'concerning', 'shown in', 'contained in', 'included in', 'involved in', 'affiliated with', 'going to', 'goes to', 'go to', 'taught by', 'written by', 'produced by', 'given by', 'owned by', 'belonging', 'played by', 'with the name', 'with name', 'with the name of');
add({ kind: 'be' }, 'is', 'are', 'was', 'were', 'is the', 'are the', 'being', 'equals to', 'do', 'does', 'did', 'are there', 'is there', 'as', 'were there');
add({ kind: 'have' }, 'have', 'has', 'had', 'have the', 'has the', 'have had', 'has had', 'have been', 'has been', 'had been', 'own', 'owns', 'contain any', 'have any', 'has any', 'have a', 'has a', 'got', 'involve', 'involves', 'include', 'includes', 'including', 'received', 'made', 'make', 'makes', 'took', 'take', 'takes', 'taken', 'done', 'exist in');
add({ kind: 'like', where: 'start' }, 'starting with', 'starts with', 'start with', 'begin with', 'begins with', 'beginning with', 'started with', 'starting with letter', 'starting with the letter', 'starts with the letter', 'start with the letter', 'starts with letter', 'begin with the letter', 'begins with the letter', 'beginning with the letter', 'start with letter', 'prefix', 'with prefix', 'begin with letter');
add({ kind: 'like', where: 'end' }, 'ending with', 'ends with', 'end with', 'ending in', 'ends in', 'end in', 'ends with the letter', 'ending with the letter', 'end with the letter', 'ends with letter', 'ending with letter', 'suffix');
add({ kind: 'like', where: 'any' }, 'contains', 'contain', 'containing', 'substring', 'contains the substring', 'contain the substring', 'include the substring', 'includes the substring', 'with the substring', 'contains the word', 'contain the word', 'containing the word', 'contains the letter', 'contain the letter', 'containing the letter', 'contain letter', 'contains letter', 'includes the word', 'include the word', 'has the substring', 'have the substring', 'with substring', 'that has the word', 'has the word', 'have the word', 'including the word', 'including the substring', 'with the letter', 'the letter', 'the word', 'the substring', 'include letter', 'includes letter', 'contains substring', 'contain substring', 'contains word', 'has substring', 'like', 'includes the letter', 'contains the phrase', 'containing the phrase', 'the phrase', 'the string', 'matching', 'has letter', 'the letters');
for (const unit of ['week', 'month', 'year'] as const) {
  add({ kind: 'date', period: { unit, offset: 0 } }, `this ${unit}`, `in this ${unit}`, `the current ${unit}`, `current ${unit}`, `in the current ${unit}`);
  add({ kind: 'date', period: { unit, offset: -1 } }, `last ${unit}`, `in the last ${unit}`, `previous ${unit}`, `the previous ${unit}`, `past ${unit}`, `in the past ${unit}`);
  add({ kind: 'date', period: { unit, offset: 1 } }, `next ${unit}`);
}
add({ kind: 'date', period: { unit: 'day', offset: 0 } }, 'today');
add({ kind: 'date', period: { unit: 'day', offset: -1 } }, 'yesterday');
add({ kind: 'date', period: { unit: 'day', offset: 1 } }, 'tomorrow');

/** Phrases of the closed class by their first word, the longest first. */
const CUES: ReadonlyMap<string, readonly { readonly words: readonly string[]; readonly cue: Cue }[]> = (() => {
  const byFirst = new Map<string, { words: string[]; cue: Cue }[]>();
  for (const [phrase, cue] of entries) {
    const words = phrase.split(' ');
    const list = byFirst.get(words[0] ?? '') ?? [];
    list.push({ words, cue });
    byFirst.set(words[0] ?? '', list);
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length);
  return byFirst;
})();

/** The cue phrases that begin at a word, the longest first; of equal ones the first in the table. */
export function cuesAt(texts: readonly string[], at: number): { readonly length: number; readonly cue: Cue }[] {
  const found: { length: number; cue: Cue }[] = [];
  for (const { words, cue } of CUES.get(texts[at] ?? '') ?? []) {
    if (words.every((word, offset) => texts[at + offset] === word)) found.push({ length: words.length, cue });
  }
  return found;
}
