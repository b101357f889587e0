const RELATIVE =
  /\b(?:(?:last|this|next|previous|current|past)\s+(?:\d+\s+)?(?:years?|months?|weeks?|quarters?|days?)|yesterday|today|year to date|ytd|(?:in|since|during|before|after|until)\s+(?:19|20)\d\d)\b/iu;

const UNIT = '(?:year|quarter|month|week|day)';
const YEAR = '(?:19|20)\\d\\d';
const MONTH = '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';

/** The ways to speak of a time whose words may be the name of a column too: “by year” of a column `year`. */
const PERIODS = [
  `(?:per|by|each|every)\\s+(?:calendar\\s+)?${UNIT}s?`,
  `(?:which|what)\\s+${UNIT}s?`,
  '(?:daily|weekly|monthly|quarterly|yearly|annually)(?=\\s*(?:[?.,;]|$)|\\s+(?:in|for|since|from|between|during)\\b)',
  `${MONTH}(?:\\s+\\d{1,2}(?:st|nd|rd|th)?)?,?\\s+(?:of\\s+)?${YEAR}`,
  `${YEAR}-\\d\\d(?:-\\d\\d)?`,
  `(?:q[1-4]|h[12])\\s*(?:of\\s+|in\\s+|-)?${YEAR}`,
  `${YEAR}[\\s-]?q[1-4]`,
  `(?:first|second|third|fourth|1st|2nd|3rd|4th)\\s+(?:quarter|half)\\s+(?:of\\s+|in\\s+)?${YEAR}`,
];
const ANY = new RegExp(`${RELATIVE.source}|\\b(?:${PERIODS.join('|')})(?![\\w-])`, 'iu');

/** The first words of a question that speak of a time: “last year”, “since 2020”, “March 2022”, “per month”. */
export function findTimePhrase(question: string): RegExpExecArray | null {
  return ANY.exec(question);
}

/** The unit of time that a phrase ends in: “month” of “per month”. */
export function unitOfTimePhrase(phrase: string): string | null {
  return new RegExp(`\\b(${UNIT})s?$`, 'iu').exec(phrase)?.[1]?.toLowerCase() ?? null;
}

/** The question without the words that only say when: the “last” of “last year” names no `last_name`. */
export function withoutTimePhrases(question: string): string {
  return question.replace(new RegExp(RELATIVE, 'giu'), ' ');
}
