import { expect, it } from 'vitest';
import { isRead, judgeStatements } from './measure-statements.ts';
import { summariseStatements } from './summarise-guard.ts';

const silent = { step: () => undefined };
const statements = [
  { id: 'write', kind: 'InsertStmt', sql: "INSERT INTO lions VALUES (1, 'Leo')" },
  { id: 'query labelled otherwise', kind: 'OddStmt', sql: 'SELECT name FROM lions' },
  { id: 'query', kind: 'select', sql: 'SELECT name FROM lions' },
  { id: 'broken query', kind: 'select', sql: 'SELECT name FROM FROM lions' },
];

it('refuses what is no query for what it is, and reads queries though their names are unknown', async () => {
  const { mustReject, select } = await judgeStatements(statements, 'postgres', silent);
  const [write, otherwise] = mustReject;
  expect(write).toMatchObject({ accepted: false, codes: ['not_a_query'] });
  expect(otherwise).toMatchObject({ accepted: true, codes: [] });
  expect(select.map(({ statement, accepted }, at) => [statement.id, accepted, isRead(select[at]!)])).toEqual([
    ['query', false, true],
    ['broken query', false, false],
  ]);
  expect(summariseStatements({ mustReject, select })).toEqual({
    mustReject: { total: 2, rejected: 1, missed: [{ id: 'query labelled otherwise', category: 'OddStmt' }] },
    select: { total: 2, parsed: 1 },
  });
});
