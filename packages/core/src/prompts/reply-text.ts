import * as z from 'zod';
import { cleanText } from '../text/clean-text.ts';

/** The longest sentence of a model that is kept, and the most entries of a list of them. */
const LONGEST = 1_000;
const MOST = 100;

/**
 * A model's own words, which people read and later prompts repeat: cleaned and cut where they come
 * in. Never for names or SQL, which must mean what they say or be refused.
 */
export const replyText = z.string().overwrite((text) => cut(cleanText(text.slice(0, 2 * LONGEST))));

/** A list of a model's own words; what is beyond any use is left out. */
export const replyTexts = z.array(replyText).overwrite((texts) => texts.slice(0, MOST));

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}
