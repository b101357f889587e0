import type { ValueHit } from '@nl2sql/core/contracts';
import type { QuestionWord } from './question-words.ts';
import type { SchemaView } from './schema-view.ts';

/** Words that databases store as one letter. */
const CODES: readonly {
  readonly words: ReadonlySet<string>;
  readonly columns: ReadonlySet<string>;
  readonly stored: readonly string[];
}[] = [
  {
    words: new Set(['female', 'woman', 'girl']),
    columns: new Set(['sex', 'gender']),
    stored: ['F', 'f', 'Female', 'female'],
  },
  { words: new Set(['male', 'man', 'boy']), columns: new Set(['sex', 'gender']), stored: ['M', 'm', 'Male', 'male'] },
];

/** Finds words such as `female` in columns that store a letter for them. */
export function codedValues(words: readonly QuestionWord[], schema: SchemaView): ValueHit[] {
  const hits: ValueHit[] = [];
  for (const word of words) {
    const code = CODES.find((entry) => entry.words.has(word.stem));
    if (code === undefined) continue;
    for (const column of schema.columns) {
      if (!column.readings.some((reading) => reading.words.some((name) => code.columns.has(name.stem)))) continue;
      const samples = column.samples?.values ?? [];
      const value = code.stored.find((stored) => samples.includes(stored));
      if (value === undefined) continue;
      hits.push({
        phrase: word.raw,
        value,
        table: column.table.name,
        column: column.name,
        coverage: column.samples?.coverage ?? 'sample',
        start: word.start,
        end: word.end,
        match: 'folded',
      });
    }
  }
  return hits;
}
