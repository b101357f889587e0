import type { SqlProblem } from '../protocol/index.ts';

/** Every reason for which the guard refuses a statement. */
export type SqlProblemCode =
  | 'syntax'
  | 'not_a_query'
  | 'multiple_statements'
  | 'forbidden_character'
  | 'forbidden_comment'
  | 'parameter'
  | 'too_large'
  | 'too_complex'
  | 'unsupported'
  | 'ambiguous_precedence'
  | 'unknown_table'
  | 'unknown_column'
  | 'ambiguous_column'
  | 'unqualified_column'
  | 'duplicate_name'
  | 'star'
  | 'natural_join'
  | 'function_not_allowed'
  | 'type_not_allowed'
  | 'limit_not_constant'
  | 'cross_join'
  | 'unbounded_recursion'
  | 'invalid_position'
  | 'parser_disagreement';

export function problem(code: SqlProblemCode, message: string): SqlProblem {
  return { code, message };
}

/** Stops the reading of a statement at the first thing that is not on the allow-list. */
export class Refusal extends Error {
  readonly problem: SqlProblem;
  constructor(code: SqlProblemCode, message: string) {
    super(message);
    this.problem = problem(code, message);
  }
}

const SHOWN = 64;

/** A name that the statement itself wrote, cut and cleaned for a message. */
export function shown(text: string): string {
  const clean = text.replace(/[\p{C}\p{Z}]+/gu, ' ');
  return clean.length > SHOWN ? `${clean.slice(0, SHOWN)}…` : clean;
}
