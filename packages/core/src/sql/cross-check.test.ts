import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SqlParser, StatementSummary } from '../contracts/index.ts';
import { ConfigurationError } from '../errors/index.ts';
import { crossCheck } from './cross-check.ts';

const OWN: StatementSummary = { statements: 1, kind: 'query', tables: [['orders'], ['shop', 'customers']], functions: ['count', 'lower'] };
const OPTIONS = { dialect: 'postgres', timeoutMs: 60_000 } as const;
const SQL = "SELECT 'top secret'";

function reading(changes: Partial<StatementSummary>): SqlParser {
  return parser(async () => ({ ...OWN, ...changes }));
}

function parser(summarise: SqlParser['summarise'], dialects: SqlParser['dialects'] = ['postgres']): SqlParser {
  return { name: 'second', dialects, summarise };
}

describe('crossCheck', () => {
  it('G-PAR-4 finds nothing when the parsers read the same, in any order', async () => {
    const same = reading({ tables: [...OWN.tables].reverse(), functions: [...OWN.functions].reverse() });
    expect(await crossCheck(OWN, [same, same], SQL, OPTIONS)).toEqual([]);
    expect(await crossCheck(OWN, [], SQL, OPTIONS)).toEqual([]);
  });

  it.each<[string, Partial<StatementSummary>]>([
    ['more statements', { statements: 2 }],
    ['no statement', { statements: 0 }],
    ['something else than a query', { kind: 'other' }],
    ['one table more', { tables: [...OWN.tables, ['users']] }],
    ['one table less', { tables: [['orders']] }],
    ['a table of another schema', { tables: [['other', 'orders'], ['shop', 'customers']] }],
    ['one name where there are two parts', { tables: [['orders'], ['shop.customers']] }],
    ['a name in another case', { tables: [['Orders'], ['shop', 'customers']] }],
    ['a function that the guard did not see', { functions: [...OWN.functions, 'pg_sleep'] }],
    ['a function of another schema', { functions: ['count', 'public.lower'] }],
  ])('G-PAR-4 refuses when a parser reads %s', async (_name, changes) => {
    const problems = await crossCheck(OWN, [reading({}), reading(changes)], SQL, OPTIONS);
    expect(problems.map(({ code }) => code)).toEqual(['parser_disagreement']);
  });

  it('lets a function pass that only the guard sees, as grammars hide harmless ones', async () => {
    expect(await crossCheck(OWN, [reading({ functions: ['count'] })], SQL, OPTIONS)).toEqual([]);
  });

  it('takes the names that a grammar gives its constructs for what they stand for', async () => {
    const own = { ...OWN, functions: ['trim', 'count'] };
    expect(await crossCheck(own, [reading({ functions: ['btrim', 'ltrim', 'count', 'timezone', 'like_escape', 'current_date'] })], SQL, OPTIONS)).toEqual([]);
    expect(await crossCheck(own, [reading({ functions: ['session_user'] })], SQL, OPTIONS)).toHaveLength(1);
  });

  it('does not take the name of an object’s own property for an alias', async () => {
    expect(await crossCheck(OWN, [reading({ functions: ['constructor'] })], SQL, OPTIONS)).toHaveLength(1);
  });

  it('refuses when a parser throws, at once or later, and repeats nothing of the text or the error', async () => {
    const failures = [
      parser(async () => {
        throw new Error('syntax error at or near "secret"');
      }),
      parser(() => {
        throw new RangeError('secret');
      }),
      parser(() => Promise.reject(null)),
      parser(async () => undefined as never),
    ];
    for (const failure of failures) {
      const problems = await crossCheck(OWN, [failure], SQL, OPTIONS);
      expect(problems).toHaveLength(1);
      expect(JSON.stringify(problems)).not.toMatch(/secret|second|orders|syntax error/);
    }
  });

  it('G-PAR-5 refuses when a parser does not answer in time', async () => {
    const hanging = parser(() => new Promise(() => undefined));
    expect(await crossCheck(OWN, [reading({}), hanging], SQL, { ...OPTIONS, timeoutMs: 5 })).toHaveLength(1);
  });

  it('hands on that a parser is not installed, which says nothing about the statement', async () => {
    const missing = parser(async () => {
      throw new ConfigurationError('not installed', { code: 'MISSING_DEPENDENCY' });
    });
    await expect(crossCheck(OWN, [reading({}), missing], SQL, OPTIONS)).rejects.toMatchObject({ code: 'MISSING_DEPENDENCY' });
  });

  it('asks only the parsers of the dialect, and hands them the text as it is', async () => {
    const asked: unknown[] = [];
    const asking = (dialects: SqlParser['dialects']): SqlParser =>
      parser(async (...given) => {
        asked.push(given);
        return OWN;
      }, dialects);
    await crossCheck(OWN, [asking(['mysql']), asking(['duckdb', 'postgres'])], SQL, OPTIONS);
    expect(asked).toEqual([[SQL, 'postgres']]);
  });

  it('G-PAR-1 one parser that refuses is enough, whatever the others read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }), async (agreeing) => {
        const parsers = agreeing.map((agrees) => reading(agrees ? {} : { tables: [] }));
        expect(await crossCheck(OWN, parsers, SQL, OPTIONS)).toHaveLength(agreeing.every(Boolean) ? 0 : 1);
      }),
    );
  });
});
