import type { Measure } from './cue.ts';

const AGE: Measure = {
  words: ['age'],
  reverse: ['birth', 'birthday', 'dob', 'birthdate', 'founded', 'built', 'opening', 'opened'],
};
const DATE: Measure = { words: ['date', 'year', 'time'], temporal: true };
const SIZE: Measure = {
  words: ['area', 'size', 'population', 'capacity', 'amount', 'number', 'quantity', 'total', 'square'],
};
const HEIGHT: Measure = { words: ['height', 'elevation'] };
const WEIGHT: Measure = { words: ['weight'] };
const LENGTH: Measure = { words: ['length', 'duration', 'distance', 'runtime', 'time'] };
const PRICE: Measure = { words: ['price', 'cost', 'rate', 'fee', 'charge', 'amount'] };
const SPEED: Measure = { words: ['speed', 'horsepower'], reverse: ['time', 'lap'] };
const SCORE: Measure = { words: ['score', 'rating', 'point', 'rank', 'grade', 'star', 'gpa'] };

/** Stem of the comparative and superlative, what it measures, and whether more of it is more. */
export const ADJECTIVES: readonly (readonly [
  comparative: string,
  superlative: string,
  measure: Measure | null,
  direction: 'asc' | 'desc',
])[] = [
  ['older', 'oldest', AGE, 'desc'],
  ['elder', 'eldest', AGE, 'desc'],
  ['younger', 'youngest', AGE, 'asc'],
  ['newer', 'newest', DATE, 'desc'],
  ['later', 'latest', DATE, 'desc'],
  ['earlier', 'earliest', DATE, 'asc'],
  ['more recent', 'most recent', DATE, 'desc'],
  ['more recently', 'most recently', DATE, 'desc'],
  ['less recent', 'least recent', DATE, 'asc'],
  ['larger', 'largest', SIZE, 'desc'],
  ['bigger', 'biggest', SIZE, 'desc'],
  ['smaller', 'smallest', SIZE, 'asc'],
  ['greater', 'greatest', null, 'desc'],
  ['taller', 'tallest', HEIGHT, 'desc'],
  ['heavier', 'heaviest', WEIGHT, 'desc'],
  ['lighter', 'lightest', WEIGHT, 'asc'],
  ['longer', 'longest', LENGTH, 'desc'],
  ['shorter', 'shortest', { words: [...LENGTH.words, 'height'] }, 'asc'],
  ['farther', 'farthest', { words: ['distance'] }, 'desc'],
  ['more expensive', 'most expensive', PRICE, 'desc'],
  ['costlier', 'costliest', PRICE, 'desc'],
  ['cheaper', 'cheapest', PRICE, 'asc'],
  ['less expensive', 'least expensive', PRICE, 'asc'],
  ['faster', 'fastest', SPEED, 'desc'],
  ['slower', 'slowest', SPEED, 'asc'],
  ['higher', 'highest', null, 'desc'],
  ['lower', 'lowest', null, 'asc'],
  ['better', 'best', SCORE, 'desc'],
  ['worse', 'worst', SCORE, 'asc'],
];
