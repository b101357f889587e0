import { words } from './function-list.ts';

/**
 * Built-in types that hold values (https://www.postgresql.org/docs/current/datatype.html). Those that
 * look names up in the catalog (`regclass`, `regtype`, …), parse documents (`xml`) or number rows,
 * transactions and objects (`oid`, `tid`, `xid`, `pg_lsn`) are not among them, and neither is any
 * domain, composite or enumerated type.
 */
export const POSTGRES_TYPES: ReadonlySet<string> = new Set([
  ...words(`bigint boolean bool dec decimal float float4 float8 int int2 int4 int8 integer money numeric real smallint
    bpchar char character nchar text varchar bit varbit bytea
    date interval time timestamp timestamptz timetz
    json jsonb jsonpath uuid cidr inet macaddr macaddr8 tsquery tsvector
    daterange int4range int8range numrange tsrange tstzrange
    datemultirange int4multirange int8multirange nummultirange tsmultirange tstzmultirange
    box circle line lseg path point polygon`),
  'double precision',
  'character varying',
  'char varying',
  'national character',
  'national character varying',
  'national char',
  'national char varying',
  'nchar varying',
  'bit varying',
  'time with time zone',
  'time without time zone',
  'timestamp with time zone',
  'timestamp without time zone',
  'interval year',
  'interval month',
  'interval day',
  'interval hour',
  'interval minute',
  'interval second',
  'interval year to month',
  'interval day to hour',
  'interval day to minute',
  'interval day to second',
  'interval hour to minute',
  'interval hour to second',
  'interval minute to second',
]);

const ICU_LANGUAGES = `und af am ar az be bg bn bs ca cs cy da de el en en-us en-gb es et eu fa fi fil fr fr-ca ga gl gu he hi hr hu hy
  id is it ja ka kk km kn ko ky lo lt lv mk ml mn mr ms my nb ne nl nn or pa pl ps pt pt-br ro ru si sk sl sq sr sv sw ta te th tr uk
  ur uz vi zh zu`;

/** https://www.postgresql.org/docs/current/collation.html: those of every server, and of the languages by ICU. */
export const POSTGRES_COLLATIONS: ReadonlySet<string> = new Set([
  ...words(`default c posix ucs_basic unicode pg_c_utf8 pg_unicode_fast c.utf8 c.utf-8 en_us en_us.utf8 en_us.utf-8 de_de de_de.utf8
    fr_fr fr_fr.utf8 es_es es_es.utf8 it_it it_it.utf8 pt_br pt_br.utf8 nl_nl nl_nl.utf8 sv_se sv_se.utf8 ja_jp ja_jp.utf8 zh_cn
    zh_cn.utf8`),
  ...[...words(ICU_LANGUAGES)].map((language) => `${language}-x-icu`),
]);
