import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithPostgres } from '../../../../tests/support/services.ts';
import { functionsOf } from '../../src/sql/functions/index.ts';
import { allowedNames, reasonAgainst, unclassified, unknownNames } from './classification.ts';
import { POSTGRES_DENIALS, POSTGRES_NEWER, POSTGRES_VOLATILE } from './postgres-denials.ts';

const list = functionsOf('postgres');

/** Functions that only the server itself can call: those of types, operators, casts, indexes and aggregates. */
const INTERNAL = `
  EXISTS (SELECT FROM unnest(p.proargtypes || p.prorettype) AS used JOIN pg_type t ON t.oid = used
          WHERE t.typname IN ('internal', 'cstring', 'trigger', 'event_trigger', 'language_handler', 'fdw_handler', 'index_am_handler',
                              'table_am_handler', 'tsm_handler', 'pg_ddl_command'))
  OR EXISTS (SELECT FROM pg_type t WHERE p.oid IN (t.typinput, t.typoutput, t.typreceive, t.typsend, t.typmodin, t.typmodout, t.typanalyze))
  OR EXISTS (SELECT FROM pg_operator o WHERE p.oid IN (o.oprcode, o.oprrest, o.oprjoin))
  OR EXISTS (SELECT FROM pg_amproc a WHERE a.amproc = p.oid)
  OR EXISTS (SELECT FROM pg_cast c WHERE c.castfunc = p.oid)
  OR EXISTS (SELECT FROM pg_range r WHERE p.oid IN (r.rngcanonical, r.rngsubdiff))
  OR EXISTS (SELECT FROM pg_aggregate a WHERE p.oid IN (a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn,
                                                        a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn))`;

interface Routine {
  readonly name: string;
  readonly kind: 'f' | 'a' | 'w' | 'p';
  readonly set: boolean;
  readonly volatile: boolean;
  readonly internal: boolean;
  /** The types of its arguments and of its result. */
  readonly types: readonly string[];
  readonly outputs: readonly string[];
}

describeWithPostgres('the function list of PostgreSQL, held against the server', (url) => {
  let client: pg.Client;
  let routines: readonly Routine[];

  beforeAll(async () => {
    client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<Routine>(`
      SELECT p.proname::text AS name, p.prokind::text AS kind, p.proretset AS set, p.provolatile = 'v' AS volatile, (${INTERNAL}) AS internal,
             ARRAY(SELECT t.typname::text FROM unnest(p.proargtypes || p.prorettype) AS used JOIN pg_type t ON t.oid = used) AS types,
             ARRAY(SELECT p.proargnames[i] FROM generate_subscripts(p.proargmodes, 1) AS i WHERE p.proargmodes[i] IN ('o', 't')) AS outputs
      FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace`);
    routines = rows;
  });
  afterAll(() => client.end());

  const named = (names: ReadonlySet<string>): readonly Routine[] => routines.filter(({ name }) => names.has(name));
  const names = (found: readonly Routine[]): ReadonlySet<string> => new Set(found.map(({ name }) => name));

  it('G-FUN-1: classifies every function of the catalog', () => {
    const open = names(routines.filter(({ internal }) => !internal));
    expect(open.size).toBeGreaterThan(500);
    expect(unclassified(open, list, POSTGRES_DENIALS)).toEqual([]);
  });

  it('G-FUN-1: denies nothing that it allows', () => {
    expect([...allowedNames(list)].filter((name) => reasonAgainst(name, POSTGRES_DENIALS) !== null)).toEqual([]);
  });

  it('G-FUN-1: allows each function as what it is', () => {
    const of = (kind: Routine['kind'], set: boolean): ReadonlySet<string> => names(routines.filter((one) => one.kind === kind && one.set === set));
    expect(unknownNames(list.scalar, of('f', false), POSTGRES_NEWER)).toEqual([]);
    expect(unknownNames(list.aggregate, of('a', false), POSTGRES_NEWER)).toEqual([]);
    expect(unknownNames(list.window, of('w', false), {})).toEqual([]);
    expect(unknownNames(list.setReturning, of('f', true), {})).toEqual([]);
    expect(named(list.scalar).filter(({ kind, set }) => kind !== 'f' || set)).toEqual([]);
  });

  it('G-FUN-1: allows nothing that changes anything: all but randomness and the clock is immutable or stable', () => {
    expect(named(allowedNames(list)).filter(({ name, volatile }) => volatile && !POSTGRES_VOLATILE.has(name)).map(({ name }) => name)).toEqual([]);
  });

  it('G-FUN-2: allows nothing that takes an object of the database by its name or number', () => {
    const reaching = named(allowedNames(list)).filter(({ types }) => types.some((type) => /^(reg(?!config$)|oid|tid|aclitem|refcursor|void|_?anyenum)/.test(type)));
    // These compare and convert values that are numbers of objects, and look nothing up; pg_typeof gives the type of a value that is at hand.
    expect([...new Set(reaching.map(({ name }) => name))].sort()).toEqual(['int8', 'max', 'min', 'pg_typeof']);
  });

  it('G-FUN-6: knows the columns of its table functions', () => {
    for (const [name, columns] of list.table) {
      const found = named(new Set([name])).filter(({ types }) => !types.includes('tsvector'));
      expect(found.length).toBeGreaterThan(0);
      for (const { outputs, set } of found) expect([name, set, outputs]).toEqual([name, true, columns]);
    }
  });

  it('takes whole rows where it is said to', async () => {
    const works = (args: string, name: string): Promise<boolean> =>
      client.query(`SELECT ${name}(${args}) FROM (SELECT 1 AS a, 2 AS b) AS t`).then(() => true, () => false);
    for (const name of list.wholeRow) {
      if (unknownNames([name], new Set(), POSTGRES_NEWER).length === 1) expect([name, (await works('t', name)) || (await works(`'k', t`, name))]).toEqual([name, true]);
    }
  });

  it('G-DOS-4: knows which argument makes a result long', async () => {
    for (const [name, at] of list.growing) {
      expect(at).toBe(1);
      expect((await client.query(`SELECT length(${name}('x', 400)) AS length`)).rows).toEqual([{ length: 400 }]);
    }
    for (const name of list.formats.keys()) {
      expect((await client.query(`SELECT length(${name}('%400s', 1)) AS length`)).rows).toEqual([{ length: 400 }]);
    }
  });

  describe('G-FUN-4: the types of casts', () => {
    it('are types that hold values, and no domain, composite, enumerated or pseudo type', async () => {
      for (const type of list.types) {
        const { rows } = await client.query<{ kind: string; category: string; name: string }>(
          `SELECT t.typtype AS kind, t.typname AS name FROM pg_type t WHERE t.oid = pg_typeof(CAST(NULL AS ${type}))`,
        );
        expect([type, rows[0]?.kind]).toEqual([type, expect.stringMatching(/^[brm]$/)]);
        expect(rows[0]?.name).not.toMatch(/^(reg|oid|xid|cid$|tid$|pg_|xml|name$|aclitem|refcursor)/);
      }
    });

    it('leave none of the catalog unlooked at', async () => {
      const { rows } = await client.query<{ name: string }>(
        `SELECT typname AS name FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r', 'm', 'e', 'd') AND typname !~ '^_'`,
      );
      const denied = /^(reg|pg_|xid|cid$|tid$|oid|txid_|aclitem$|refcursor$|gtsvector$|int2vector$|name$|xml$)/;
      expect(rows.map(({ name }) => name).filter((name) => !list.types.has(name) && !denied.test(name))).toEqual([]);
    });
  });

  it('names collations that the server has, or that its host may have', async () => {
    const { rows } = await client.query<{ name: string }>('SELECT lower(collname) AS name FROM pg_collation');
    const ofHost = /^[a-z]{2}_[a-z]{2}(\.utf-?8)?$|^c\.utf-?8$/;
    const ofNewerServers = ['unicode', 'pg_c_utf8', 'pg_unicode_fast'];
    const known = new Set([...rows.map(({ name }) => name), ...ofNewerServers]);
    expect([...list.collations].filter((name) => !known.has(name) && !ofHost.test(name))).toEqual([]);
  });
});
