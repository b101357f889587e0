import pg from 'pg';
import { CommandError } from '../command-line.ts';
import { uniqueName } from '../engines/unique-name.ts';
import { generateTables } from '../generated-database.ts';

/** The generated tables on a server, with rows in each. */
export interface ServedTables {
  readonly url: string;
  /** Counts the connections to the database until `stop`, which gives the most at one time. */
  watchConnections(): { stop(): Promise<number> };
  /** How many connections to the database there still are, once those that are closing have closed. */
  connectionsLeft(): Promise<number>;
  drop(): Promise<void>;
}

const WATCH_EVERY_MS = 10;
const ROWS = 50;
const CLOSING_MS = 2_000;

/** @throws CommandError when the server cannot be reached */
export async function makeServedTables(server: string): Promise<ServedTables> {
  const name = uniqueName('concurrency');
  const administrator = new pg.Client({ connectionString: server });
  await administrator.connect().catch((error: unknown) => {
    throw new CommandError(`No PostgreSQL answers at the address of --db: ${error instanceof Error ? error.message : String(error)}`);
  });
  await administrator.query(`CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const drop = async () => {
    await administrator.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await administrator.end();
  };
  const count = async () => Number((await administrator.query<{ n: string }>('SELECT count(*) AS n FROM pg_stat_activity WHERE datname = $1', [name])).rows[0]?.n);
  try {
    await fill(url);
  } catch (error) {
    await drop();
    throw error;
  }
  return {
    url,
    watchConnections() {
      let most = 0;
      const stopped = new AbortController();
      const watched = (async () => {
        while (!stopped.signal.aborted) {
          most = Math.max(most, await count());
          await new Promise((resolve) => setTimeout(resolve, WATCH_EVERY_MS));
        }
      })();
      return {
        async stop() {
          stopped.abort();
          await watched;
          return most;
        },
      };
    },
    async connectionsLeft() {
      const end = performance.now() + CLOSING_MS;
      let left = await count();
      while (left > 0 && performance.now() < end) left = await count();
      return left;
    },
    drop,
  };
}

async function fill(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const { name, columns } of generateTables()) {
      const definitions = columns.map((column) => `${column.name} ${column.type}${column.nullable ? '' : ' NOT NULL'}`);
      await client.query(`CREATE TABLE ${name} (${definitions.join(', ')}, PRIMARY KEY (id))`);
      const account = columns.some((column) => column.name === 'account_id') ? ['account_id'] : [];
      const values = ['n', ...account.map(() => '1 + n % 10'), "'Name ' || n", "'open'", "(ARRAY['North', 'East', 'South', 'West', 'Centre'])[1 + n % 5]", 'n * 1.5'];
      await client.query(`INSERT INTO ${name} (${['id', ...account, 'name', 'status', 'region', 'amount'].join(', ')}) SELECT ${values.join(', ')} FROM generate_series(1, ${ROWS}) AS s (n)`);
    }
    for (const { name, foreignKeys } of generateTables()) {
      for (const key of foreignKeys) await client.query(`ALTER TABLE ${name} ADD FOREIGN KEY (${key.columns.join(', ')}) REFERENCES ${key.referencedTable} (${key.referencedColumns.join(', ')})`);
    }
  } finally {
    await client.end();
  }
}
