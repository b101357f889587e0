import { setImmediate } from 'node:timers/promises';
import type { Embedder } from '@nl2sql/core/contracts';
import { CancelledError } from '@nl2sql/core/errors';
import { foldText, splitIdentifier, stem } from '@nl2sql/core/text';
import { recordedIn } from '../vocabulary/business-metrics.ts';
import { createNearWords } from './offline/near-words.ts';
import { wordFeatures, type WordFeatures } from './offline/word-features.ts';

const DIMENSIONS = 1024;
/** Texts between two looks at the signal and turns of the event loop. */
const BATCH = 64;
const REMEMBERED_WORDS = 20_000;
/** How much more a word of a document's title weighs: the names of columns outnumber it many times. */
const TITLE_WEIGHT = 2;
/** How much the things count in which a question's figure is recorded, all together, beside the figure itself. */
const RECORDED_WEIGHT = 3;

/** Words that say little about what a text is about. */
const FUNCTION_WORDS = new Set(
  `a about all an and any are as at be been being between but by can could did do does each every few for from give had has have he
  her hers him his how i if in into is it its just let many me more much my no not of off on one only or other our out over own
  per please same she should show so some such tell than that the their them then there these they this those to under up us was
  we were what when where which while who whom whose why will with would you your`.split(/\s+/),
);
/** Words that many tables have in common. */
const SCHEMA_WORDS = new Set(['table', 'view', 'column', 'field', 'row', 'record', 'id', 'key', 'code', 'value', 'name', 'list', 'data'].map(stem));

function weightOf(word: string): number {
  if (FUNCTION_WORDS.has(word)) return 0.1;
  return SCHEMA_WORDS.has(word) || /^\p{N}+$/u.test(word) ? 0.5 : 1;
}

/** The first of several lines. */
function titleOf(text: string): string {
  const end = text.indexOf('\n');
  return end === -1 ? '' : text.slice(0, end);
}

/**
 * An embedder without a model, a network or a key: words lie close to each other that business
 * language uses for one thing, that WordNet 3.1 says to mean about the same (a surgeon is a doctor;
 * who is employed is an employee), or that are spelled alike. It knows the meanings of English words
 * only, and no grammar; it is a baseline to start with and to compare against.
 *
 * A text is the sum of its words' features (see the sources in `offline/word-features.ts`), each
 * weighted by how rare the word is in English and by how often it occurs; where a document has several
 * lines, the words of the first weigh double, and a question for a business figure (revenue) also
 * looks for what records it (orders, invoices). The same text has the same vector in every process.
 * The first text takes a few milliseconds more, in which the table of words is read.
 *
 * `embed` throws `CancelledError` when its signal is aborted, and nothing else.
 *
 * @example
 * ```ts
 * import { offline } from '@nl2sql/adapters/embedders/offline';
 *
 * const embedder = offline();
 * const [customers, clients] = await embedder.embed(['customers', 'clients'], { kind: 'document' });
 * ```
 */
export function offline(): Embedder {
  const remembered = new Map<string, WordFeatures>();

  function featuresOf(word: string): WordFeatures {
    let features = remembered.get(word);
    if (features === undefined) {
      features = wordFeatures(word, DIMENSIONS);
      if (remembered.size >= REMEMBERED_WORDS) remembered.clear();
      remembered.set(word, features);
    }
    return features;
  }

  function embedText(text: string, kind: 'document' | 'query'): Float32Array {
    const titleWords = new Set(splitIdentifier(kind === 'document' ? titleOf(text) : '').map(stem));
    const counts = new Map<string, number>();
    for (const word of splitIdentifier(text)) {
      const form = stem(word);
      counts.set(form, (counts.get(form) ?? 0) + 1);
    }
    // A text without letters or digits is its own only word.
    if (counts.size === 0) counts.set(foldText(text), 1);

    const vector = new Float32Array(DIMENSIONS);
    const add = ({ places, values }: WordFeatures, weight: number): void => {
      for (let index = 0; index < places.length; index++) {
        const place = places[index] as number;
        vector[place] = (vector[place] as number) + weight * (values[index] as number);
      }
    };
    for (const [word, count] of counts) {
      const features = featuresOf(word);
      add(features, weightOf(word) * features.weight * (1 + Math.log(count)) * (titleWords.has(word) ? TITLE_WEIGHT : 1));
      const things = kind === 'query' ? recordedIn(word) : [];
      for (const thing of things) add(featuresOf(thing), RECORDED_WEIGHT / things.length);
    }
    let squares = 0;
    for (const value of vector) squares += value * value;
    const length = Math.sqrt(squares);
    for (let place = 0; place < DIMENSIONS; place++) vector[place] = (vector[place] as number) / length;
    return vector;
  }

  return {
    id: 'offline-3',
    dimensions: DIMENSIONS,
    async embed(texts, { kind, signal }) {
      const vectors: Float32Array[] = [];
      for (const text of texts) {
        if (vectors.length % BATCH === 0) {
          if (vectors.length > 0) await setImmediate();
          if (signal?.aborted === true) throw new CancelledError();
        }
        vectors.push(embedText(text, kind));
      }
      return vectors;
    },
    nearWords: (vocabulary) => createNearWords(vocabulary, featuresOf, DIMENSIONS),
  };
}
