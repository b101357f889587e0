import type { Dialect } from '../contracts/index.ts';
import type { Name } from './query-tree.ts';

/** Where the dialects differ in reading and writing names. */
export interface DialectRules {
  readonly dialect: Dialect;
  /** Schemas in which unqualified tables are found. */
  readonly defaultSchema: string | null;
  readonly quote: '"' | '`';
  /** How names are compared: ASCII case is folded always, or only where they are unquoted. */
  readonly quotedNamesKeepCase: boolean;
  /** Whether table names are case-sensitive, as MySQL's are on Linux. */
  readonly tableNamesExact: boolean;
  /** Whether `"text"` is a string instead of a name. */
  readonly doubleQuotedStrings: boolean;
  readonly backslashEscapes: boolean;
  /** Whether an alias may be used in the items after it. */
  readonly aliasInItems: boolean;
  /** Whether an alias of the select list may be used in WHERE. */
  readonly aliasInWhere: boolean;
  /** Whether an alias may be used in HAVING. */
  readonly aliasInHaving: boolean;
  /** Whether an alias may be used inside an ORDER BY expression. */
  readonly aliasInOrderExpression: boolean;
  /** Whether set operations take parentheses around their members. */
  readonly parenthesisedMembers: boolean;
  /** Whether INTERSECT binds tighter than UNION and EXCEPT. */
  readonly intersectFirst: boolean;
}

const RULES: Readonly<Record<Dialect, DialectRules>> = {
  sqlite: {
    dialect: 'sqlite',
    defaultSchema: 'main',
    quote: '"',
    quotedNamesKeepCase: false,
    tableNamesExact: false,
    doubleQuotedStrings: false,
    backslashEscapes: false,
    aliasInItems: false,
    aliasInWhere: true,
    aliasInHaving: true,
    aliasInOrderExpression: true,
    parenthesisedMembers: false,
    intersectFirst: false,
  },
  postgres: {
    dialect: 'postgres',
    defaultSchema: 'public',
    quote: '"',
    quotedNamesKeepCase: true,
    tableNamesExact: false,
    doubleQuotedStrings: false,
    backslashEscapes: false,
    aliasInItems: false,
    aliasInWhere: false,
    aliasInHaving: false,
    aliasInOrderExpression: false,
    parenthesisedMembers: true,
    intersectFirst: true,
  },
  mysql: {
    dialect: 'mysql',
    defaultSchema: null,
    quote: '`',
    quotedNamesKeepCase: false,
    tableNamesExact: true,
    doubleQuotedStrings: true,
    backslashEscapes: true,
    aliasInItems: false,
    aliasInWhere: false,
    aliasInHaving: true,
    aliasInOrderExpression: true,
    parenthesisedMembers: true,
    intersectFirst: true,
  },
  duckdb: {
    dialect: 'duckdb',
    defaultSchema: 'main',
    quote: '"',
    quotedNamesKeepCase: false,
    tableNamesExact: false,
    doubleQuotedStrings: false,
    backslashEscapes: false,
    aliasInItems: true,
    aliasInWhere: true,
    aliasInHaving: true,
    aliasInOrderExpression: true,
    parenthesisedMembers: true,
    intersectFirst: true,
  },
};

export function dialectRules(dialect: Dialect, defaultSchema?: string): DialectRules {
  const rules = RULES[dialect];
  return defaultSchema === undefined ? rules : { ...rules, defaultSchema };
}

/** Lower case for A–Z alone: databases do not fold other letters alike. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** The form in which two names of a statement are the same name. */
export function foldName(name: Name, rules: DialectRules): string {
  return rules.quotedNamesKeepCase && name.quoted ? name.text : asciiLower(name.text);
}

/** The form of a name as the database stores it. */
export function foldStored(text: string, rules: DialectRules): string {
  return rules.quotedNamesKeepCase ? text : asciiLower(text);
}

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const PLAIN_LOWER_NAME = /^[a-z_][a-z0-9_]*$/;

const RESERVED = new Set(
  `all alter analyse analyze and any array as asc asymmetric attach autoincrement before begin between binary both by
  cascade case cast change char character check collate column commit condition constraint continue convert create cross
  cube current current_catalog current_date current_role current_schema current_time current_timestamp current_user cursor
  database databases dec decimal declare default deferrable delayed delete desc describe detach deterministic dense_rank
  distinct distinctrow div do double drop dual each else elseif empty enclosed end escape escaped except exclude exists exit
  explain extract false fetch filter first float following for force foreign from full fulltext function generated glob grant
  group grouping groups having if ignore ilike in index indexed infile inner inout insert instead int integer intersect
  interval into is isnull iterate join key keys kill lag last last_value lateral lead leading leave left like limit lines
  load localtime localtimestamp lock long loop match materialized mod natural no not nothing notnull nth_value ntile null
  nulls numeric of offset on only optimize option or order others out outer outfile over overlaps partition percent_rank
  pivot placing plan position pragma preceding primary procedure purge qualify query raise range rank read reads real
  recursive references regexp reindex release rename repeat replace require resignal restrict return returning revoke right
  rlike rollback row row_number rows savepoint schema schemas select separator session_user set show signal similar
  smallint some sql ssl starting straight_join symmetric system table tablesample temp temporary terminated then ties to
  trailing transaction trigger true unbounded undo union unique unlock unpivot unsigned update usage use user using vacuum
  values varchar variadic varying verbose view virtual when where while window with without write xor zerofill`.split(/\s+/),
);

/** A name as it must be written so that it means exactly the given stored name. */
export function printStoredName(text: string, rules: DialectRules): string {
  const plain = rules.quotedNamesKeepCase ? PLAIN_LOWER_NAME : PLAIN_NAME;
  if (plain.test(text) && !RESERVED.has(asciiLower(text))) return text;
  return rules.quote + text.replaceAll(rules.quote, rules.quote + rules.quote) + rules.quote;
}

/** A name of the statement as it must be written so that it keeps its meaning. */
export function printName(name: Name, rules: DialectRules): string {
  const text = rules.quotedNamesKeepCase && !name.quoted ? asciiLower(name.text) : name.text;
  return printStoredName(text, rules);
}
