import { databaseCases } from '@nl2sql/core/testing';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { describeWithMysql } from '../../../../tests/support/services.ts';
import { loadMysql2 } from './mysql/driver.ts';
import { mysql } from './mysql.ts';
import { harness, testServer } from './mysql/test-server.fixture.ts';

describeWithMysql('the contract', (url) => {
  const server = testServer(url);
  afterEach(() => server.closeAll());
  afterAll(() => server.remove());

  for (const { name, run } of databaseCases) it(name, () => run(harness(server)));

  describe('with a runaway that sleeps', () => {
    const sleeping = { ...harness(server), runaway: 'SELECT SLEEP(600) AS n LIMIT 1' };
    for (const { name, run } of databaseCases.filter(({ name }) => /stops|cancels/.test(name))) it(name, () => run(sleeping));
  });
});

describe('options', () => {
  it('are checked when the database is described, and nothing is opened then', () => {
    const server = { user: 'reader', database: 'shop' };
    for (const options of [{}, { server, connections: 0 }, { server, timeZone: "'" }, { server, collation: 'latin1_bin' }, { server, maxJoinSize: 0 }, { server, sampleRows: 1.5 }, { connectionString: 'shop' }, { connectionString: 'mysql://localhost' }, { pool: {} }, { server, connectionString: 'mysql://localhost/shop' }, { server, databases: [''] }]) {
      expect(() => mysql(options as never), JSON.stringify(options)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    }
    expect(mysql({ server }).id).toBe('mysql:shop');
    expect(mysql({ connectionString: 'mysql://reader:secret@localhost/shop' }).id).toBe('mysql:shop');
    const scopes = ['mysql://reader:secret@localhost/shop', 'mysql://reader:other@localhost/shop', 'mysql://owner:secret@localhost/shop', 'mysql://reader:secret@elsewhere/shop'].map(
      (connectionString) => mysql({ connectionString }).scope,
    );
    expect(scopes[1]).toBe(scopes[0]);
    expect(new Set(scopes).size).toBe(3);
    expect(mysql({ server: { ...server, user: 'owner' } }).scope).not.toBe(mysql({ server }).scope);
  });

  it('name the package that is missing, and how to install it', async () => {
    const absent = Object.assign(new Error("Cannot find package 'mysql2'"), { code: 'ERR_MODULE_NOT_FOUND' });
    await expect(loadMysql2(() => Promise.reject(absent))).rejects.toMatchObject({ code: 'MISSING_DEPENDENCY', message: expect.stringContaining('npm install mysql2@3') });
  });
});
