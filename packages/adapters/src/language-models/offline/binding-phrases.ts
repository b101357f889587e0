import { ADJECTIVES } from './adjectives.ts';
import type { Cue } from './cue.ts';
import { phraseList } from './phrase-list.ts';

const { entries, add } = phraseList();

/** Phrases that order, or bind the parts of a question to each other. */
export const BINDING_PHRASES = entries;

const direction = (way: 'asc' | 'desc', alphabetical = false): Cue => ({
  kind: 'direction',
  direction: way,
  alphabetical,
});

add(
  direction('asc'),
  `
  ascending, ascending order, in ascending order, increasing, increasing order, in increasing order,
  from low to high, from lowest to highest, from smallest to largest, from youngest to oldest,
  from the youngest to the oldest, from least to most, from early to late, from earliest to latest,
  from oldest to newest, lowest to highest, from short to long, asc, ascendingly, chronological order,
  in chronological order, from the lowest to the highest, smallest to largest, from least to greatest,
  from worst to best, from small to big
`,
);
add(
  { kind: 'everything' },
  ...['about', 'of', 'on', 'for', 'regarding', 'from'].flatMap((about) =>
    [
      'all information',
      'all the information',
      'all details',
      'all the details',
      'all info',
      'everything',
      'all data',
      'all the data',
      'all columns',
      'all fields',
      'all attributes',
    ].map((all) => `${all} ${about}`),
  ),
);
add(
  direction('desc'),
  `
  descending, descending order, in descending order, decreasing, decreasing order, in decreasing order,
  from high to low, from highest to lowest, from largest to smallest, from oldest to youngest,
  from the oldest to the youngest, from most to least, from late to early, from latest to earliest,
  from newest to oldest, highest to lowest, desc, descendingly, reverse order, in reverse order,
  from the highest to the lowest, from long to short, largest to smallest, most recent first, newest first,
  from greatest to least, from best to worst, from greatest to smallest, from big to small
`,
);
// "from longest to shortest", "ordered from the highest to the lowest".
for (const [, first, , way] of ADJECTIVES)
  for (const [, last, , other] of ADJECTIVES)
    if (way !== other)
      add(
        direction(way),
        ...['', 'ordered ', 'sorted ', 'ranked ', 'arranged '].flatMap((verb) => [`${verb}from ${first} to ${last}`, `${verb}from the ${first} to the ${last}`]),
      );
add(
  direction('asc', true),
  `
  alphabetical, alphabetical order, in alphabetical order, alphabetically, lexicographical order,
  in lexicographical order, lexicographic order, in alphabetic order, alphabetic order,
  ascending alphabetical order, in ascending alphabetical order, alphabetic, lexicographically,
  sorted alphabetically
`,
);
add(
  direction('desc', true),
  `
  reverse alphabetical order, in reverse alphabetical order, descending alphabetical order,
  in descending alphabetical order, reverse lexicographical order, in reverse lexicographical order,
  descending lexicographical order
`,
);
add(
  { kind: 'each' },
  `
  each, every, per, for each, for every, of each, in each, by each, from each, grouped by, group by, with each,
  to each, on each, at each, under each, for all the different, across each, broken down by, in every, of every,
  for the different, for different, each of the, each of, by every, for each of the, for each distinct,
  for each different, in different, of different, across different, for each type of, with different,
  in each different, from every, for all different, split by
`,
);
add(
  { kind: 'not' },
  `
  not, no, never, without, don't, doesn't, didn't, isn't, aren't, haven't, hasn't, wasn't, weren't, dont, doesnt,
  do not, does not, did not, do not have, does not have, did not have, have not, has not, have no, has no, had no,
  have never, has never, had not, are not, is not, was not, were not, neither, nor, have not had, no longer,
  without any, do not have any, does not have any, don't have, don't have any, doesn't have, doesn't have any, lack,
  lacks, lacking, none of, cannot, can't, never had, without a, without the, not been, not have, not any, but not in
`,
);
add({ kind: 'and' }, 'and', 'but', 'and also', 'but also', 'but they', '&');
add({ kind: 'or' }, 'or', 'either');
add({ kind: 'both' }, 'both');
add(
  { kind: 'also' },
  `
  along with, together with, as well as, with their, with its, with the corresponding, and their, and its, and his,
  and her, with their corresponding, along with the, along with their, together with their, together with the,
  with the number of, in addition to, and what, and what is, and what are, and which, and show, and list, and give,
  and return, and find, and tell me, and report, and give me, as well as their, as well as its, as well as the,
  and the corresponding, and how, and where, and when, also, and also show
`,
);
add(
  { kind: 'distinct' },
  `
  different, distinct, unique, various, all the different, all different, all distinct, all the distinct,
  different kinds of, different types of, without duplicates, without repetition, deduplicated, distinctive
`,
);
add(
  { kind: 'relative' },
  `
  who, that, whose, which, whom, where, when, in which, for which, who is, who are, that is, that are, which is,
  which are, who was, who were, that was, that were, who have, who has, who had, that have, that has, that had,
  which have, which has, on which, at which, to which, from which, while, such that, so that, since which, of which,
  with which, by whom
`,
);
add({ kind: 'with' }, 'with', 'having', 'with a', 'with an', 'with the', 'using');
add(
  { kind: 'of' },
  `
  of, for, of all, for all, of the, for the, of all the, for all the, of any, of those, across, across all,
  across all the, among, among all, among all the, amongst, over all, of every
`,
);
add(
  { kind: 'preposition' },
  `
  in, from, on, at, by, into, during, through, within, inside, via, onto, towards, against, near, in the, on the,
  from the, at the, by the, under the, located in, located at, based in, living in, lives in, live in, came from,
  come from, comes from, belonging to, belong to, belongs to, called, named, titled, entitled, out of, situated in,
  happened in, held in, made by, done by, found in, used by, used in, known as, working in, working for, work in,
  work for, works in, works for, stored in, taking, according to, based on, regarding, concerning, shown in,
  contained in, included in, involved in, affiliated with, going to, goes to, go to, taught by, written by,
  produced by, given by, owned by, belonging, played by, with the name, with name, with the name of
`,
);
add(
  { kind: 'be' },
  `
  is, are, was, were, is the, are the, being, equals to, do, does, did, are there, is there, as, were there
`,
);
add(
  { kind: 'have' },
  `
  have, has, had, have the, has the, have had, has had, have been, has been, had been, own, owns, contain any,
  have any, has any, have a, has a, got, involve, involves, include, includes, including, received, made, make,
  makes, took, take, takes, taken, done, exist in
`,
);
add(
  { kind: 'occur' },
  `
  take place, takes place, took place, taking place, taken place, happen, happens, happened, happening, occur, occurs,
  occurred, occurring, were made, was made, have been made, has been made, been made
`,
);
add(
  { kind: 'like', where: 'start' },
  `
  starting with, starts with, start with, begin with, begins with, beginning with, started with,
  starting with letter, starting with the letter, starts with the letter, start with the letter, starts with letter,
  begin with the letter, begins with the letter, beginning with the letter, start with letter, prefix, with prefix,
  begin with letter
`,
);
add(
  { kind: 'like', where: 'end' },
  `
  ending with, ends with, end with, ending in, ends in, end in, ends with the letter, ending with the letter,
  end with the letter, ends with letter, ending with letter, suffix
`,
);
add(
  { kind: 'like', where: 'any' },
  `
  contains, contain, containing, substring, contains the substring, contain the substring, include the substring,
  includes the substring, with the substring, contains the word, contain the word, containing the word,
  contains the letter, contain the letter, containing the letter, contain letter, contains letter,
  includes the word, include the word, has the substring, have the substring, with substring, that has the word,
  has the word, have the word, including the word, including the substring, with the letter, the letter, the word,
  the substring, include letter, includes letter, contains substring, contain substring, contains word,
  has substring, like, includes the letter, contains the phrase, containing the phrase, the phrase, the string,
  matching, has letter, the letters
`,
);
