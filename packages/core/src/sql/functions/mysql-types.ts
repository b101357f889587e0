import { words } from './function-list.ts';

/** What `CAST` and `CONVERT` may name (https://dev.mysql.com/doc/refman/8.4/en/cast-functions.html, https://mariadb.com/kb/en/cast/). */
export const MYSQL_TYPES: ReadonlySet<string> = new Set([
  ...words(`binary char date datetime dec decimal double float inet4 inet6 int integer json nchar real signed time timestamp unsigned uuid varchar
    year`),
  'signed int',
  'signed integer',
  'unsigned int',
  'unsigned integer',
  'interval day_second',
]);

/** Rules of the older Unicode collations, which follow the name of the character set. */
const UNICODE_RULES = `bin general_ci general_nopad_ci nopad_bin unicode_ci unicode_nopad_ci unicode_520_ci unicode_520_nopad_ci
  croatian_ci czech_ci danish_ci esperanto_ci estonian_ci german2_ci hungarian_ci icelandic_ci latvian_ci lithuanian_ci persian_ci
  polish_ci roman_ci romanian_ci sinhala_ci slovak_ci slovenian_ci spanish2_ci spanish_ci swedish_ci thai_520_w2 turkish_ci
  vietnamese_ci`;

/** Languages with collations of Unicode 9.0 in MySQL 8, as in `utf8mb4_de_pb_0900_ai_ci`. */
const UNICODE_9_LANGUAGES = `bg bs cs da de_pb eo es es_trad et gl hr hu is la lt lv mn_cyrl nb nn pl ro ru sk sl sr_latn sv tr vi`;

/** https://dev.mysql.com/doc/refman/8.4/en/charset-charsets.html: those of Unicode, of Latin-1, of ASCII and of bytes. */
export const MYSQL_COLLATIONS: ReadonlySet<string> = new Set([
  ...words(`binary ascii_bin ascii_general_ci latin1_bin latin1_danish_ci latin1_general_ci latin1_general_cs latin1_german1_ci
    latin1_german2_ci latin1_spanish_ci latin1_swedish_ci`),
  ...['utf8', 'utf8mb3', 'utf8mb4'].flatMap((characters) => [...words(UNICODE_RULES)].map((rule) => `${characters}_${rule}`)),
  ...words(`utf8mb4_0900_ai_ci utf8mb4_0900_as_ci utf8mb4_0900_as_cs utf8mb4_0900_bin utf8mb4_ja_0900_as_cs utf8mb4_ja_0900_as_cs_ks
    utf8mb4_ru_0900_ai_ci utf8mb4_zh_0900_as_cs`),
  ...[...words(UNICODE_9_LANGUAGES)].flatMap((language) => [`utf8mb4_${language}_0900_ai_ci`, `utf8mb4_${language}_0900_as_cs`]),
  ...words(`uca1400_ai_ci uca1400_ai_cs uca1400_as_ci uca1400_as_cs uca1400_nopad_ai_ci uca1400_nopad_ai_cs uca1400_nopad_as_ci
    uca1400_nopad_as_cs`),
]);
