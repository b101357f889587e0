import type { DialectRules } from './dialect-rules.ts';
import type { Token } from './lex-sql.ts';
import { LIMITS } from './limits.ts';
import { Refusal, shown } from './problems.ts';
import type { Name } from './query-tree.ts';

/** Words that are never a name unless they stand in quotes: the skeleton of a query. */
const RESERVED = new Set(
  `select from where group having order limit offset fetch union intersect except with as on using join and or not in is like
  between exists case when then else null true false distinct all any some cast natural cross inner full into for
  window qualify lateral collate values table create insert update delete drop alter grant set interval`.split(/\s+/),
);
/** Words that may be names, but not an alias without AS, since a clause or a join can begin with them. */
const NO_BARE_ALIAS = new Set(
  `left right full cross natural inner outer semi anti asof positional straight_join end desc asc nulls filter over within rows range groups tablesample
  glob ilike similar regexp rlike match escape isnull notnull div mod xor procedure lock sounds member overlaps at by recursive
  pivot unpivot sample ignore respect separator use force indexed against`.split(/\s+/),
);
/** Where a dialect has the word as a plain name or function. */
const NAMES: Readonly<Record<DialectRules['dialect'], ReadonlySet<string>>> = {
  sqlite: new Set(['interval', 'any', 'some', 'qualify', 'lateral', 'full']),
  postgres: new Set(['values', 'qualify']),
  mysql: new Set(['any', 'some', 'qualify', 'full', 'offset']),
  duckdb: new Set(['values']),
};

/** Reads the tokens of one statement from left to right. */
export class TokenReader {
  readonly rules: DialectRules;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], rules: DialectRules) {
    this.rules = rules;
    this.#tokens = tokens;
  }

  get dialect(): DialectRules['dialect'] {
    return this.rules.dialect;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw this.unexpected();
    this.#at += 1;
    return token;
  }

  isWord(...words: readonly string[]): boolean {
    const token = this.#tokens[this.#at];
    return token !== undefined && token.word !== '' && words.includes(token.word);
  }

  /** Whether the next tokens are these words, in this order. */
  areWords(...words: readonly string[]): boolean {
    return words.every((word, index) => this.#tokens[this.#at + index]?.word === word);
  }

  acceptWord(...words: readonly string[]): string | null {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.word === '' || !words.includes(token.word)) return null;
    this.#at += 1;
    return token.word;
  }

  /** Takes these words if all of them come next. */
  acceptWords(...words: readonly string[]): boolean {
    if (!this.areWords(...words)) return false;
    this.#at += words.length;
    return true;
  }

  expectWord(...words: readonly string[]): string {
    const word = this.acceptWord(...words);
    if (word === null) throw this.unexpected(words.map((expected) => expected.toUpperCase()).join(' or '));
    return word;
  }

  isSymbol(...symbols: readonly string[]): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'symbol' && symbols.includes(token.text);
  }

  isSymbolAt(ahead: number, symbol: string): boolean {
    const token = this.#tokens[this.#at + ahead];
    return token?.kind === 'symbol' && token.text === symbol;
  }

  acceptSymbol(...symbols: readonly string[]): string | null {
    if (!this.isSymbol(...symbols)) return null;
    return this.next().text;
  }

  expectSymbol(symbol: string): void {
    if (this.acceptSymbol(symbol) === null) throw this.unexpected(`"${symbol}"`);
  }

  expectString(): string {
    if (this.peek()?.kind !== 'string') throw this.unexpected('a string');
    return this.next().text;
  }

  /** A whole number written out. */
  expectCount(): number {
    const token = this.peek();
    if (token?.kind !== 'number' || !/^\d{1,9}$/.test(token.text)) throw this.unexpected('a whole number');
    return Number(this.next().text);
  }

  /** Whether the token ahead can be a name. */
  isName(ahead = 0): boolean {
    const token = this.peek(ahead);
    if (token?.kind === 'name') return true;
    return token !== undefined && token.word !== '' && (!RESERVED.has(token.word) || NAMES[this.dialect].has(token.word));
  }

  expectName(): Name {
    if (!this.isName()) throw this.unexpected('a name');
    return this.#name();
  }

  /** A name in a place where no clause can begin, such as after a dot or AS. */
  expectLabel(): Name {
    const token = this.peek();
    if (token?.kind !== 'name' && (token?.word ?? '') === '') throw this.unexpected('a name');
    return this.#name();
  }

  /** An alias with or without AS. */
  acceptAlias(): Name | null {
    const texts = this.dialect === 'sqlite' || this.dialect === 'mysql';
    const as = this.acceptWord('as') !== null;
    const token = this.peek();
    // SQLite and MySQL take a string as an alias.
    if (token?.kind === 'string' && texts && token.text !== '') return { text: this.next().text, quoted: true };
    if (as) return this.expectLabel();
    if (token === undefined || !this.isName() || (token.word !== '' && NO_BARE_ALIAS.has(token.word))) return null;
    return this.#name();
  }

  /** `(a, b, c)`, or nothing. */
  acceptNames(): Name[] {
    if (!this.isSymbol('(')) return [];
    return this.parenthesised(() => this.list(() => this.expectLabel()));
  }

  #name(): Name {
    const token = this.next();
    if (token.kind !== 'name') return { text: token.text, quoted: false };
    return token.double ? { text: token.text, quoted: true, double: true } : { text: token.text, quoted: true };
  }

  list<T>(read: () => T): T[] {
    const items = [read()];
    while (this.acceptSymbol(',') !== null) items.push(read());
    return items;
  }

  parenthesised<T>(read: () => T): T {
    this.expectSymbol('(');
    const result = this.nested(read);
    this.expectSymbol(')');
    return result;
  }

  /** Runs one level of the recursive descent, with a bound on how deep it may go. */
  nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > LIMITS.depth) throw new Refusal('too_complex', 'The statement is nested too deeply.');
    const result = read();
    this.#depth -= 1;
    return result;
  }

  /** How far ahead the parenthesis closes that opens `ahead` tokens from here. */
  closing(ahead: number): number {
    let depth = 0;
    for (let at = ahead; this.peek(at) !== undefined; at += 1) {
      if (this.isSymbolAt(at, '(')) depth += 1;
      else if (this.isSymbolAt(at, ')')) depth -= 1;
      if (depth === 0) return at;
    }
    throw new Refusal('syntax', 'A parenthesis is not closed.');
  }

  /** Whether one of the words stands directly within the parentheses that open after the next token. */
  holdsWord(words: readonly string[]): boolean {
    return this.#holds((at) => words.includes(this.peek(at)?.word ?? ''));
  }

  /** The same for a symbol. */
  holdsSymbol(symbol: string): boolean {
    return this.#holds((at) => this.isSymbolAt(at, symbol));
  }

  #holds(sought: (at: number) => boolean): boolean {
    const end = this.closing(1);
    for (let at = 2; at < end; at += 1) {
      if (this.isSymbolAt(at, '(')) at = this.closing(at);
      else if (sought(at)) return true;
    }
    return false;
  }

  expectEnd(): void {
    if (this.#at < this.#tokens.length) throw this.unexpected('the end of the statement');
  }

  unexpected(expected = 'something else'): Refusal {
    const token = this.peek();
    if (token === undefined) return new Refusal('syntax', `The statement ends where ${expected} is expected.`);
    const text = token.kind === 'string' ? 'a string' : `"${shown(token.text)}"`;
    return new Refusal('syntax', `${text[0]?.toUpperCase()}${text.slice(1)} is not allowed here; expected ${expected}.`);
  }

  unsupported(what: string): Refusal {
    return new Refusal('unsupported', `The statement uses ${what}, which is not allowed. Write it with plain SELECT, JOIN, WHERE, GROUP BY, HAVING, ORDER BY and LIMIT.`);
  }
}

