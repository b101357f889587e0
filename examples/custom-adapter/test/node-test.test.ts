import { databaseCases, embedderCases, languageModelCases, remoteModelCases } from '@nl2sql/core/testing';
import { expect, it } from 'vitest';
import { runNodeTest } from './run-node-test.ts';

it('passes the contract cases under node:test, and a broken adapter does not', { timeout: 300_000 }, async () => {
  const { passed, notPassed, output } = await runNodeTest(['--conditions=@nl2sql/source']);
  expect(notPassed, output).toBe(0);
  expect(passed).toBeGreaterThan([databaseCases, embedderCases, languageModelCases, remoteModelCases].flat().length);
  console.log(`node:test: ${passed} passed, ${notPassed} not`);
});
