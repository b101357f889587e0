import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Database, Embedder } from '@nl2sql/core/contracts';
import { type ContractCase, databaseCases, embedderCases } from '@nl2sql/core/testing';
import { trigrams } from '../src/trigrams.ts';
import { harness } from './csv-files.ts';

/** Passes when the case finds the adapter out. */
async function assertCaught<Harness>(cases: readonly ContractCase<Harness>[], name: string, broken: Harness): Promise<void> {
  const found = cases.find((each) => each.name === name);
  assert.ok(found !== undefined, `there is no case "${name}"`);
  await assert.rejects(found.run(broken), { name: 'AssertionError' });
}

const databaseWith = (change: (database: Database) => Partial<Database>) => ({
  ...harness,
  create: async (statements: readonly string[]) => {
    const database = await harness.create(statements);
    return { ...database, ...change(database) };
  },
});

test('a database that does what it does not declare is caught', () =>
  assertCaught(databaseCases, 'compiles a statement without running it, or refuses to', databaseWith(({ capabilities }) => ({ capabilities: { ...capabilities, explain: false } }))));

test('a database that leaves rows out and does not say so is caught', () =>
  assertCaught(
    databaseCases,
    'returns at most maxRows and says when there were more',
    databaseWith(({ query }) => ({ query: async (sql, options) => ({ ...(await query(sql, options)), truncated: false }) })),
  ));

test('a database that does not look at the signal is caught', () =>
  assertCaught(
    databaseCases,
    'does not start when the signal is aborted already',
    databaseWith(({ query }) => ({ query: (sql, { timeoutMs, maxRows }) => query(sql, { timeoutMs, maxRows }) })),
  ));

test('an embedder whose vectors are not of length 1 is caught', () => {
  const { embed, ...rest } = trigrams();
  const broken: Embedder = { ...rest, embed: async (texts, options) => (await embed(texts, options)).map((vector) => vector.map((value) => 2 * value)) };
  return assertCaught(embedderCases, 'gives one vector of length 1 a text, in order', { create: () => broken });
});
