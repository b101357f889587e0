import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNl2SqlError } from '../errors/index.ts';
import { checkQuestion } from './check-question.ts';

describe('checkQuestion', () => {
  it.each([
    ['empty', ''],
    ['only white space', ' \n\t '],
    ['too long', 'x'.repeat(101)],
    ['with NUL', 'how many\u0000orders'],
    ['with an escape sequence', 'how many \u001b[31morders'],
    ['with a direction override', 'how many \u202eorders'],
    ['with a zero-width space', 'how\u200bmany'],
    ['with a mark that joins nothing', 'how many \u200d orders'],
    ['with joiners in a row', 'ما\u200c\u200cها'],
    ['with a joiner at its end', 'orders\u200d'],
    ['with a direction mark', 'orders\u200f'],
    ['with an Arabic letter mark', 'orders\u061c'],
    ['with a word joiner', 'or\u2060ders'],
    ['with half a surrogate pair', 'how many \ud800'],
    ['not a text', undefined],
  ])('refuses a question that is %s', (_name, question) => {
    expect(() => checkQuestion(question, 100)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });

  it.each(['How many orders?', 'Wie viele Aufträge\nin São Paulo?', 'revenue > 10 €', 'いくつ？', 'how many 🎸 sold', 'چند مشتری سفارش می\u200cدهند؟', 'orders with 👩\u200d💻 or ❤️\u200d🔥 or 👩🏽\u200d🚀', 'क्\u200dष', 'ප්\u200dර'])(
    'takes %j',
    (question) => {
      expect(() => checkQuestion(question, 100)).not.toThrow();
    },
  );

  it('throws nothing but its own error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (question) => {
        try {
          checkQuestion(question, 100);
        } catch (error) {
          expect(isNl2SqlError(error)).toBe(true);
        }
      }),
    );
  });
});
