import { foldText, stem, tokenise } from '@nl2sql/core/text';
import type { Span } from './cue.ts';
import { writtenSpans } from './written-spans.ts';

/** A word, number or quoted text of the question, with what stands before it. */
export interface QuestionWord {
  readonly text: string;
  readonly stem: string;
  /** Offsets in the question, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  /** The letters as typed. */
  readonly raw: string;
  /** The text between quotation marks, when the word is one; that of a written time. */
  readonly quoted: string | null;
  /** The time that the word writes out. */
  readonly span: Span | null;
  readonly number: number | null;
  readonly capital: boolean;
  /** Punctuation since the word before. */
  readonly breakBefore: 'none' | 'comma' | 'sentence';
}

const QUOTED =
  /"([^"]{1,200})"|“([^”]{1,200})”|(?<=^|[\s(])['‘]{1,2}([^'‘’"]{1,200}|[^"]{1,60}?)['’]{1,2}(?=$|[\s?.,;:!)])|`([^`]{1,200})`/gu;

const NUMBER_WORDS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    zero: 0,
    one: 1,
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
    dozen: 12,
    fifteen: 15,
    twenty: 20,
    thirty: 30,
    fifty: 50,
    hundred: 100,
    once: 1,
    twice: 2,
    third: 3,
    fourth: 4,
    fifth: 5,
    sixth: 6,
    seventh: 7,
    eighth: 8,
    ninth: 9,
    tenth: 10,
  }),
);

const SCALES: ReadonlyMap<string, number> = new Map(
  Object.entries({ thousand: 1e3, million: 1e6, billion: 1e9, k: 1e3, m: 1e6 }),
);

/** The number that a word stands for: digits with separators, or a small number word. */
export function numberOf(text: string): number | null {
  const word = NUMBER_WORDS.get(text);
  if (word !== undefined) return word;
  const scaled = /^(\d+(?:\.\d+)?)(k|m)$/.exec(text);
  if (scaled !== null) return Number(scaled[1]) * (SCALES.get(scaled[2] ?? '') ?? 1);
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  const ordinal = /^(\d+)(?:st|nd|rd|th)$/.exec(text);
  if (ordinal !== null) return Number(ordinal[1]);
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text)) return Number(text.replaceAll(',', ''));
  return null;
}

function breakIn(gap: string): QuestionWord['breakBefore'] {
  if (/[.?!;:](?:\s|$)/.test(gap)) return 'sentence';
  return gap.includes(',') ? 'comma' : 'none';
}

/** Splits a question into words; a quoted text is one word. */
export function questionWords(question: string): QuestionWord[] {
  const quoted = [...question.matchAll(QUOTED)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[1] ?? match[2] ?? match[3] ?? match[4] ?? '',
  }));
  const times = writtenSpans(question)
    .filter((time) => !quoted.some((quote) => quote.start < time.end && time.start < quote.end))
    .map((time) => ({ ...time, text: question.slice(time.start, time.end) }));
  const quotes = [...quoted.map((quote) => ({ ...quote, span: null })), ...times].sort((a, b) => a.start - b.start);
  const words: QuestionWord[] = [];
  let cursor = 0;
  const push = (word: Omit<QuestionWord, 'breakBefore' | 'raw'>): void => {
    words.push({
      ...word,
      raw: question.slice(word.start, word.end),
      breakBefore: breakIn(question.slice(cursor, word.start)),
    });
    cursor = word.end;
  };
  const pushPlain = (from: number, to: number): void => {
    for (const token of tokenise(question.slice(from, to))) {
      const start = from + token.start;
      const end = from + token.end;
      const previous = words.at(-1);
      const scale = SCALES.get(token.text);
      if (scale !== undefined && token.text.length > 1 && previous !== undefined && previous.number !== null) {
        words[words.length - 1] = { ...previous, number: previous.number * scale, end };
        cursor = end;
        continue;
      }
      const capital = /^\p{Lu}/u.test(question.slice(start, end));
      push({ text: token.text, stem: token.stem, start, end, quoted: null, span: null, number: numberOf(token.text), capital });
    }
  };
  let from = 0;
  for (const quote of quotes) {
    pushPlain(from, quote.start);
    const text = foldText(quote.text);
    push({
      text,
      stem: stem(text),
      start: quote.start,
      end: quote.end,
      quoted: quote.text.trim(),
      span: quote.span,
      number: null,
      capital: false,
    });
    from = quote.end;
  }
  pushPlain(from, question.length);
  return words;
}
