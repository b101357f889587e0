const TIME_PHRASE =
  /\b(?:(?:last|this|next|previous|current|past)\s+(?:\d+\s+)?(?:years?|months?|weeks?|quarters?|days?)|yesterday|today|year to date|ytd|(?:in|since|during|before|after|until)\s+(?:19|20)\d\d)\b/iu;

/** The first words of a question that speak of a time: “last year”, “since 2020”. */
export function findTimePhrase(question: string): RegExpExecArray | null {
  return TIME_PHRASE.exec(question);
}

/** The question without its time words: the “last” of “last year” names no `last_name`. */
export function withoutTimePhrases(question: string): string {
  return question.replace(new RegExp(TIME_PHRASE, 'giu'), ' ');
}
