import type { StatementSummary } from '@nl2sql/core/contracts';

/** A node of a parser's tree, whose form is the parser's own. */
export type TreeNode = Readonly<Record<string, unknown>>;

export function isNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The nodes in a list of a tree; none where it is absent. */
export function nodesOf(value: unknown): readonly TreeNode[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** Those of the values that are texts with something in them, as the parts of a name. */
export function partsOf(...values: readonly unknown[]): readonly string[] {
  return values.filter((value): value is string => typeof value === 'string' && value !== '');
}

/** Lower case for A–Z alone: databases do not fold other letters alike. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** The names of CTEs in scope, in the form in which the dialect compares them. */
export type CteNames = ReadonlySet<string>;

/** What a walk over a parser's tree has met. */
export class Reading {
  readonly #tables = new Map<string, readonly string[]>();
  readonly #functions = new Set<string>();
  #onlyReads = true;

  /** Something that does more than read, or that the parser cannot tell to only read. */
  addEffect(): void {
    this.#onlyReads = false;
  }

  addTable(parts: readonly string[]): void {
    this.#tables.set(JSON.stringify(parts), parts);
  }

  addFunction(name: string): void {
    this.#functions.add(name);
  }

  /** @throws Error when the text held no statement at all. */
  summary(statements: number): StatementSummary {
    if (statements === 0) throw new Error('The text holds no statement.');
    return {
      statements,
      kind: this.#onlyReads ? 'query' : 'other',
      tables: [...this.#tables.values()],
      functions: [...this.#functions],
    };
  }
}
