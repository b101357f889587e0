import type { ValueHit } from '@nl2sql/core/contracts';
import { stem } from '@nl2sql/core/text';
import { wordSimilarity } from './name-words.ts';
import type { QuestionWord } from './question-words.ts';
import type { ColumnView, SchemaView } from './schema-view.ts';

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

/** Finds words such as `female` in columns that store a letter for them, and those that a flag is called by. */
export function codedValues(words: readonly QuestionWord[], schema: SchemaView): ValueHit[] {
  const hits: ValueHit[] = schema.columns.flatMap((column) => flagHits(words, column));
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

/** Beginnings that turn a word round: `inactive`, `unpaid`. */
const OPPOSITES = ['in', 'un', 'non', 'dis'] as const;

/** Where a question says what a flag is called by: `active` for `is_active`, `inactive` as well. */
function flagHits(words: readonly QuestionWord[], column: ColumnView): ValueHit[] {
  const { flag } = column;
  const names = flag === null ? [] : [...new Set(column.readings.map((reading) => reading.words.filter(({ stem }) => !FLAG_WORDS.has(stem)).map(({ stem }) => stem)))];
  return names.flatMap((name) =>
    words.flatMap((word, at): ValueHit[] => {
      const last = words[at + name.length - 1];
      if (flag === null || name.length === 0 || last === undefined) return [];
      const meant = (stem: string) => name.every((part, offset) => wordSimilarity(offset === 0 ? stem : (words[at + offset]?.stem ?? ''), part) >= SAME_WORD);
      const opposite = OPPOSITES.find((start) => word.stem.startsWith(start) && meant(word.stem.slice(start.length).replace(/^-/u, '')));
      if (!meant(word.stem) && opposite === undefined) return [];
      return [
        {
          phrase: words.slice(at, at + name.length).map(({ raw }) => raw).join(' '),
          value: meant(word.stem) ? flag.yes : flag.no,
          table: column.table.name,
          column: column.name,
          coverage: 'complete',
          start: word.start,
          end: last.end,
          match: 'folded',
        },
      ];
    }),
  );
}

/** From this on, a word is another form of one in a name. */
const SAME_WORD = 0.8;

/** Words of a flag's name that only say that it is one. */
export const FLAG_WORDS: ReadonlySet<string> = new Set(['is', 'has', 'was', 'had', 'can', 'are', 'did', 'does', 'flag', 'yn', 'indicator', 'ind'].map(stem));
