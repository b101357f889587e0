import type { Lock, Proof, ProofAddition, ProofScope } from '../protocol/index.ts';
import { functionsIn, functionsUsed } from './check-functions.ts';
import type { DialectRules } from './dialect-rules.ts';
import { columnsIn, columnsUsed, joinsUsed, tablesIn, tablesUsed } from './inspect-tree.ts';
import type { Query } from './query-tree.ts';
import { clausesOf, sourcesIn, subqueryOf, withOperands } from './walk-tree.ts';

/** Writes down what a checked statement may use and what it uses, before any policy is put into it. */
export function prove(query: Query, lock: Lock, rules: DialectRules): Omit<Proof, 'added' | 'parsers' | 'rule'> {
  return {
    decision: 'accepted',
    dialect: rules.dialect,
    allowed: lock.tables.map(({ table, columns }) => ({ table, columns })),
    used: { tables: tablesUsed(query), columns: columnsUsed(query), functions: functionsUsed(query), joins: joinsUsed(query, lock.joins), scopes: scopesOf(query, 'query') },
  };
}

export function ruleOf(added: readonly ProofAddition[]): Proof['rule'] {
  return added.some(({ kind }) => kind !== 'row_limit') ? 'locked_read_with_policy' : 'locked_read';
}

function scopesOf(query: Query, scope: string): readonly ProofScope[] {
  const within = (name: string): string => (scope === 'query' ? name : `${scope} > ${name}`);
  const own: ProofScope = { scope, tables: tablesIn(query), columns: columnsIn(query), functions: functionsIn(query) };
  const { body } = query;
  const members = body.kind === 'set' ? [body.left, body.right].flatMap((member, index) => scopesOf(member, within(`part ${index + 1}`))) : [];
  const derived = sourcesIn(query).flatMap((source) => (source.kind === 'derived' ? scopesOf(source.query, within(`from ${source.alias?.text ?? ''}`)) : []));
  const subqueries = clausesOf(query)
    .flatMap((clause) => [...withOperands(clause)].flatMap((part) => subqueryOf(part) ?? []))
    .flatMap((inner) => scopesOf(inner, within('subquery')));
  return [...query.ctes.flatMap((cte) => scopesOf(cte.query, within(`with ${cte.name.text}`))), own, ...members, ...derived, ...subqueries];
}
