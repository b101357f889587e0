import { words } from './function-list.ts';

/**
 * Built-in types (https://duckdb.org/docs/stable/sql/data_types/overview.html). A suffix of lists and
 * the fields of a struct, a map or a union are read by the grammar; their types are held to this list
 * as well. Enumerations have to be made before they are named, and so are none of these.
 */
export const DUCKDB_TYPES: ReadonlySet<string> = new Set([
  ...words(`bigint bignum binary bit bitstring blob bool boolean bpchar bytea char date datetime dec decimal double float float4 float8 geometry guid hugeint int
    int1 int128 int16 int2 int32 int4 int64 int8 integer integral interval json logical long nchar numeric nvarchar real short signed
    smallint string text time time_ns timestamp timestamp_ms timestamp_ns timestamp_s timestamp_us timestamptz timetz tinyint ubigint uhugeint
    uint128 uint16 uint32 uint64 uint8 uinteger usmallint utinyint uuid varbinary varchar variant varint
    list struct map union row`),
  'double precision',
  'character varying',
  'time with time zone',
  'time without time zone',
  'timestamp with time zone',
  'timestamp without time zone',
]);

/** https://duckdb.org/docs/stable/sql/expressions/collations.html: the built-in ones and languages of ICU. They are joined by dots. */
export const DUCKDB_COLLATIONS: ReadonlySet<string> = words(`binary c posix nocase noaccent nfc icu_noaccent
  af am ar az be bg bn bs ca cs cy da de de_at dsb el en en_us eo es et fa fi fil fr fr_ca ga gl gu he hi hr hsb hu hy id is it ja ka kk
  km kn ko ky lb lo lt lv mk ml mn mr ms my nb ne nl nn pa pl ps pt ro ru si sk sl sq sr sv sw ta te th tr uk ur uz vi zh zh_cn zh_hk
  zh_tw zu`);
