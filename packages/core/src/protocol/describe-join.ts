import type { InferredJoin, Join, JoinEvidence, JoinValues } from './lock.ts';

/**
 * The equality of a join as people read it.
 *
 * @example
 * ```ts
 * import { describeJoin } from '@nl2sql/core/protocol';
 *
 * const ends = { from: { table: 'orders', column: 'customer_id' }, to: { table: 'customers', column: 'id' } };
 * describeJoin({ ...ends, source: 'declared' }); // 'orders.customer_id = customers.id'
 * ```
 */
export function describeJoin({ from, to }: Join): string {
  return `${from.table}.${from.column} = ${to.table}.${to.column}`;
}

/**
 * What speaks for a join that no foreign key declares, as the second half of a sentence.
 *
 * @example
 * ```ts
 * import { describeEvidence, type InferredJoin } from '@nl2sql/core/protocol';
 *
 * declare const join: InferredJoin;
 * describeEvidence(join);
 * // 'not declared, but customer_id names the key of customers, the types are the same and all 120 values occur there'
 * ```
 */
export function describeEvidence(join: InferredJoin): string {
  const { name, type, values } = join.evidence;
  const facts = [NAMES[name](join), ...TYPES[type], ...(values === null ? [] : [valuesText(values)])];
  return `not declared, but ${facts.length === 1 ? facts[0] : `${facts.slice(0, -1).join(', ')} and ${facts.at(-1)}`}`;
}

const NAMES: Readonly<Record<JoinEvidence['name'], (join: InferredJoin) => string>> = {
  reference: ({ from, to }) => `${from.column} names the key of ${to.table}`,
  parent: ({ from }) => `${from.column} names the table’s own key`,
  same_name: () => 'both columns have one name',
  table_name: ({ from, to }) => `${from.column} is called as ${to.table} is`,
  abbreviation: ({ from, to }) => `${from.column} may be short for the key of ${to.table}`,
};

const TYPES: Readonly<Record<JoinEvidence['type'], readonly string[]>> = {
  same: ['the types are the same'],
  comparable: ['the types agree'],
  unknown: [],
};

function valuesText({ compared, share, coverage }: JoinValues): string {
  const of = `${compared.toLocaleString('en-US')}${coverage === 'sample' ? ' sampled' : ''} ${compared === 1 ? 'value' : 'values'}`;
  return share === 1 ? `all of ${of} occur there` : `${Math.floor(share * 100)} % of ${of} occur there`;
}
