import { describe, expect, it } from 'vitest';
import { findTimePhrase, unitOfTimePhrase, withoutTimePhrases } from './time-phrases.ts';

describe('findTimePhrase', () => {
  it.each([
    ['How many orders last year?', 'last year'],
    ['How many orders since 2020?', 'since 2020'],
    ['How many orders per month?', 'per month'],
    ['Revenue by quarter and region', 'by quarter'],
    ['How many orders were there each day?', 'each day'],
    ['Which months had more than 3 orders?', 'Which months'],
    ['How many orders do we get monthly?', 'monthly'],
    ['How many orders in March 2022?', 'March 2022'],
    ['How many orders on May 4th, 2023?', 'May 4th, 2023'],
    ['How many orders on 2023-05-04?', '2023-05-04'],
    ['How many orders in Q2 2023?', 'Q2 2023'],
    ['How many orders in the first quarter of 2023?', 'first quarter of 2023'],
  ])('%s', (question, phrase) => {
    expect(findTimePhrase(question)?.[0]).toBe(phrase);
  });

  it.each(['What is the monthly salary of Ann?', 'How many parts cost 2023?', 'Orders by daytime', 'Who may order?', 'Show 2023-123'])('finds none in: %s', (question) => {
    expect(findTimePhrase(question)).toBeNull();
  });
});

it('tells the unit that a phrase ends in', () => {
  expect(['per month', 'by Years', 'March 2022', 'monthly'].map(unitOfTimePhrase)).toEqual(['month', 'year', null, null]);
});

it('keeps words that may be the name of a column', () => {
  expect(withoutTimePhrases('Orders by year of last year')).toBe('Orders by year of  ');
});
