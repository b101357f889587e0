/** Scripts that are never spelled with joiners; between their letters one only hides. */
const JOINERLESS = String.raw`\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}`;

/**
 * A zero-width joiner or non-joiner where spelling needs one: between letters or marks, as in Persian
 * and the scripts of India, and between the parts of an emoji. Anywhere else it only hides.
 * Source: Unicode Standard Annex 31, section 2.3, and Technical Standard 51, section 2.
 */
export const SPELLED_JOINER = new RegExp(
  String.raw`(?<=[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])(?<![${JOINERLESS}])[\u200C\u200D](?=[\p{L}\p{M}\p{Extended_Pictographic}])(?![${JOINERLESS}])`,
  'gu',
);
