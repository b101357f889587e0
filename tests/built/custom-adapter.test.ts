import { expect, it } from 'vitest';
import { runNodeTest } from '../../examples/custom-adapter/test/run-node-test.ts';

it('lets somebody else certify an adapter with what is published', { timeout: 300_000 }, async () => {
  const { passed, notPassed, output } = await runNodeTest();
  expect(notPassed, output).toBe(0);
  expect(passed).toBeGreaterThan(0);
});
