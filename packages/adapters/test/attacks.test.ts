import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPipeline, rolePolicy, type Pipeline } from '@nl2sql/core';
import { isNl2SqlError } from '@nl2sql/core/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MYSQL_ATTACKS } from './support/security/attacks/mysql.ts';
import { POSTGRES_ATTACKS } from './support/security/attacks/postgres.ts';
import { SQLITE_ATTACKS } from './support/security/attacks/sqlite.ts';
import { ALLOWED, CANARY, targetStatements } from './support/security/attacks/targets.ts';
import { ask, describeOnEngines, newName, spyOn, type Spy, type TestStore } from './support/security/engines.ts';
import { fingerprintOf } from './support/security/fingerprint.ts';
import { openReader, type Reader } from './support/security/least-privilege.ts';
import { readingModel } from './support/security/reading-model.ts';

const ATTACKS = { sqlite: SQLITE_ATTACKS, postgres: POSTGRES_ATTACKS, mysql: MYSQL_ATTACKS };
const TIMEOUT_MS = 400;
/** What an adapter may take beyond its time limit. */
const GRACE_MS = 1_000;

/**
 * What the session alone does not keep from being read. SQLite has no privileges: whoever opens a file
 * can read all of it, so only the guard locks tables and columns there. What is asked of the session
 * is that nothing is changed and no other file is reached.
 */
const READABLE_WITHOUT_GUARD: ReadonlySet<string> = new Set(['sqlite']);

const access = rolePolicy({ roles: { clerk: Object.entries(ALLOWED).map(([table, columns]) => ({ action: 'read', effect: 'allow', tables: [table], columns })) } });
const file = join(tmpdir(), newName());
const attacksOn = (dialect: keyof typeof ATTACKS): readonly (readonly [kind: string, sql: string])[] =>
  Object.entries(ATTACKS[dialect]).flatMap(([kind, statements]) => statements.map((sql) => [kind, sql.replaceAll('FILE', file)] as const));

describeOnEngines('DB-8', (engine) => {
  let store: TestStore;
  let untouched: string;
  beforeAll(async () => {
    store = await engine.create(targetStatements(engine.dialect));
    untouched = await fingerprintOf(engine, store);
  });
  afterAll(() => store.remove());

  const expectUntouched = async () => {
    expect(await fingerprintOf(engine, store)).toBe(untouched);
    expect(existsSync(file)).toBe(false);
  };

  describe('the guard alone, before an administrator', () => {
    let spy: Spy;
    let pipeline: Pipeline;
    let statement = '';
    beforeAll(() => {
      spy = spyOn(store.database);
      pipeline = createPipeline({ database: spy.database, model: readingModel(() => statement), access });
    });
    beforeEach(() => {
      spy.ran.length = 0;
      spy.compiled.length = 0;
    });
    afterAll(async () => {
      await pipeline.close();
      await expectUntouched();
    });

    it('runs what it accepts', async () => {
      statement = 'SELECT c.name, sum(o.total) AS s FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.name ORDER BY c.name';
      const result = await pipeline.run({ question: 'customers and orders', principal: { id: 'ann', roles: ['clerk'] } });
      expect(result).toMatchObject({ status: 'completed', rowCount: 2 });
      expect(spy.ran).toHaveLength(1);
    });

    it.each(attacksOn(engine.dialect))('runs nothing of %s: %s', async (_, sql) => {
      statement = sql;
      const result = await pipeline.run({ question: 'customers and orders', principal: { id: 'ann', roles: ['clerk'] } });
      expect(result.status).toBe('refused');
      expect([spy.ran, spy.compiled]).toEqual([[], []]);
      expect(JSON.stringify(result)).not.toContain(CANARY);
    });
  });

  describe('the session alone, as a reader without a guard', () => {
    let reader: Reader;
    beforeAll(async () => {
      reader = await openReader(engine, store);
      untouched = await fingerprintOf(engine, store);
    });
    afterAll(() => reader.remove());

    it.each(attacksOn(engine.dialect))('changes nothing and shows nothing hidden of %s: %s', async (kind, sql) => {
      const start = performance.now();
      const shown = await ask(reader.database, sql, { timeoutMs: TIMEOUT_MS }).then(
        ({ columns, rows }) => JSON.stringify([columns, rows]),
        (error: unknown) => {
          if (!isNl2SqlError(error)) throw error;
          return `${error.message} ${error.hint ?? ''}`;
        },
      );
      expect(performance.now() - start).toBeLessThan(TIMEOUT_MS + GRACE_MS);
      if (!(READABLE_WITHOUT_GUARD.has(engine.dialect) && /hidden|catalog|strings|stacked/.test(kind))) expect(shown).not.toContain(CANARY);
      expect((await ask(reader.database, 'SELECT count(*) AS n FROM customers')).rows).toEqual([[2]]);
      await expectUntouched();
    });
  });
});
