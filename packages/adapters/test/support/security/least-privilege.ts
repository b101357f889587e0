import { randomUUID } from 'node:crypto';
import type { Database } from '@nl2sql/core/contracts';
import { leastPrivilegeScript as mysqlScript, mysql } from '../../../src/databases/mysql.ts';
import { leastPrivilegeScript as postgresScript, postgres } from '../../../src/databases/postgres.ts';
import { sqlite } from '../../../src/databases/sqlite.ts';
import { ALLOWED } from './attacks/targets.ts';
import { newName, type TestEngine, type TestStore } from './engines.ts';

/** The adapter as somebody who may do no more than the project's script lets them. */
export interface Reader {
  readonly database: Database;
  remove(): Promise<void>;
}

/** Makes the reader of a database that is attacked. SQLite has no accounts: there it is who opens the file. */
export async function openReader(engine: TestEngine, store: TestStore): Promise<Reader> {
  if (engine.dialect === 'sqlite') {
    const database = sqlite({ file: store.place, connections: 1 });
    return { database, remove: () => database.close() };
  }
  const name = newName();
  const at = (password: string): string => Object.assign(new URL(store.place), { username: name, password }).href;
  if (engine.dialect === 'postgres') {
    await store.administer(postgresScript({ role: name, database: new URL(store.place).pathname.slice(1), schema: store.schema, tables: ALLOWED }));
    const database = postgres({ connectionString: at(''), schemas: [store.schema], connections: 1 });
    return {
      database,
      remove: async () => {
        await database.close();
        await store.administer(`DROP OWNED BY ${name}`, `DROP ROLE ${name}`);
      },
    };
  }
  const password = randomUUID();
  const script = mysqlScript({ user: name, database: store.schema, tables: ALLOWED });
  const statements = script.split(/;\n/u).filter((statement) => statement.trim() !== '' && !statement.trim().startsWith('--'));
  await store.administer(...statements, `ALTER USER \`${name}\`@\`%\` IDENTIFIED BY '${password}' ACCOUNT UNLOCK`);
  const database = mysql({ connectionString: at(password), connections: 1 });
  return {
    database,
    remove: async () => {
      await database.close();
      await store.administer(`DROP USER \`${name}\`@\`%\``);
    },
  };
}
