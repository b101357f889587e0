import type { GenerateSqlInput, GenerateSqlReply, TaskColumn, TaskTable } from '@nl2sql/core/contracts';
import { describe, expect, it } from 'vitest';
import { generateSql } from './generate-sql.ts';
import { sqlTask } from './schemas.fixture.ts';
import { scoreTables } from './score-tables.ts';

const column = (name: string, type = 'TEXT', rest: Partial<TaskColumn> = {}): TaskColumn => ({ name, type, primaryKey: false, nullable: true, ...rest });
const key = (name: string): TaskColumn => column(name, 'INTEGER', { primaryKey: true, nullable: false });
const table = (name: string, ...columns: TaskColumn[]): TaskTable => ({ name, kind: 'table', columns });
const stores = (...values: string[]) => ({ samples: { values, coverage: 'complete' } }) as const;
type Joins = GenerateSqlInput['schema']['joins'];

const MEMBERS = table('Member List', key('Member ID'), column('First Name'), column('Last Name'), column('is_active', 'BOOLEAN'), column('Paid', 'TEXT', stores('Y', 'N')));
const LOANS = table('loan', key('loan'), column('Member ID', 'INTEGER', { references: { table: 'Member List', column: 'Member ID', source: 'declared' } }), column('loan_number'), column('has_late_fee', 'INTEGER', stores('0', '1')));
const SUMS: TaskTable = { ...table('loan_totals', column('Member ID', 'INTEGER'), column('total', 'REAL')), kind: 'view' };
const LIBRARY: readonly TaskTable[] = [MEMBERS, LOANS, SUMS];
const LIBRARY_JOINS: Joins = [{ from: { table: 'loan', column: 'Member ID' }, to: { table: 'Member List', column: 'Member ID' }, source: 'declared' }];

const PONDS = [table('pond', column('pond_name'), column('area', 'REAL'), column('county_name'), column('nation_name')), table('brook', column('brook_name'), column('nation_name')), table('county', column('county_name'), column('people', 'INTEGER'))];

const reply = (question: string, tables: readonly TaskTable[], joins: Joins = []): GenerateSqlReply => generateSql(sqlTask(question, { schema: { tables, joins, values: [] } }));
function sql(question: string, tables: readonly TaskTable[] = LIBRARY, joins: Joins = LIBRARY_JOINS): string {
  const given = reply(question, tables, joins);
  return given.kind === 'sql' ? given.sql : `insufficient: ${given.reason}`;
}

describe('a table that is not called by what its rows are', () => {
  it.each([
    ['How many members are there?', 'SELECT COUNT(*) AS count FROM "Member List" LIMIT 100'],
    ['List the members', 'SELECT "Member List"."First Name", "Member List"."Last Name" FROM "Member List" LIMIT 100'],
  ])('is found by its own key: %s', (question, expected) => {
    expect(sql(question)).toBe(expected);
  });

  it('is no alternative to the tables that refer to it', () => {
    const { ranking } = scoreTables({ question: 'How many members are there?', candidates: LIBRARY.map((each) => ({ ...each, score: 0.5 })), joins: LIBRARY_JOINS, values: [], terms: [], resolutions: [] });
    const relevance = (name: string) => ranking.find((entry) => entry.table === name)?.relevance ?? 0;
    expect(relevance('Member List') - Math.max(relevance('loan'), relevance('loan_totals'))).toBeGreaterThan(0.3);
  });

  it('gives way to the table of that name, and where several have such a key', () => {
    const named = table('members', key('Member ID'), column('name'));
    expect(sql('How many members are there?', [MEMBERS, named])).toBe('SELECT COUNT(*) AS count FROM members LIMIT 100');
  });
});

describe('a column that only says yes or no', () => {
  it.each([
    ['How many members are active?', `WHERE "Member List".is_active = 'true'`],
    ['How many active members are there?', `WHERE "Member List".is_active = 'true'`],
    ['How many members are not active?', `WHERE "Member List".is_active <> 'true'`],
    ['How many inactive members are there?', `WHERE "Member List".is_active = 'false'`],
    ['How many members are paid?', `WHERE "Member List".Paid = 'Y'`],
    ['How many unpaid members are there?', `WHERE "Member List".Paid = 'N'`],
    ['How many loans have a late fee?', 'WHERE loan.has_late_fee = 1'],
    ['How many loans are there without a late fee?', 'WHERE loan.has_late_fee <> 1'],
  ])('restricts: %s', (question, expected) => {
    expect(sql(question)).toContain(expected);
  });

  it('is shown where it is asked for', () => {
    expect(sql('Show the first name, the last name and the paid of each member')).toBe('SELECT "Member List"."First Name", "Member List"."Last Name", "Member List".Paid FROM "Member List" LIMIT 100');
  });
});

describe('the number of things', () => {
  it.each(['members by number of loans', 'List members by the number of loans'])('is not the number that tells them apart: %s', (question) => {
    expect(sql(question)).toMatch(/ JOIN loan ON .* GROUP BY .* ORDER BY COUNT\(\*\)/u);
  });
});

describe('tables that nothing joins', () => {
  it('are not needed where a column of the same name is at hand', () => {
    expect(sql('How many ponds are there in each county?', PONDS, [])).toBe('SELECT pond.county_name, COUNT(*) AS count FROM pond GROUP BY pond.county_name LIMIT 100');
  });

  it.each([
    ['Which nations have both ponds and brooks?', 'Nothing is known that joins pond with brook.'],
    ['How many brooks are there in each county?', 'Nothing is known that joins brook with county.'],
  ])('are named in what is answered: %s', (question, reason) => {
    expect(reply(question, PONDS)).toMatchObject({ kind: 'insufficient', reason });
  });

  it('are all ranked as needed, so that none is silently left out', () => {
    const { ranking } = scoreTables({ question: 'Which nations have both ponds and brooks?', candidates: PONDS.map((each) => ({ ...each, score: 0.5 })), joins: [], values: [], terms: [], resolutions: [] });
    expect(ranking.filter(({ required }) => required).map((entry) => entry.table).sort()).toEqual(['brook', 'pond']);
  });
});

describe('what no reading takes into account', () => {
  it.each(['ratio', 'percentage', 'median'])('is a figure of another kind: %s', (figure) => {
    expect(reply(`What is the ${figure} of the area of ponds?`, PONDS)).toMatchObject({ kind: 'insufficient', missing: [figure] });
  });

  it('is a note below the question, which the answer owns up to', () => {
    expect(reply('How many ponds are there?\nHint: county names are capitalised', PONDS)).toMatchObject({ kind: 'sql', sql: 'SELECT COUNT(*) AS count FROM pond LIMIT 100', unused: ['Hint'] });
  });
});

describe('an order', () => {
  it.each([
    ['Show the names and areas of ponds by area, from smallest to biggest', 'ORDER BY pond.area ASC'],
    ['Show the area of all ponds, ordered from largest to smallest', 'ORDER BY pond.area DESC'],
    ['Show the area of all ponds, sorted from the lowest to the highest area', 'ORDER BY pond.area ASC'],
  ])('may be told by both its ends: %s', (question, expected) => {
    expect(sql(question, PONDS, [])).toContain(expected);
  });
});

describe('a value that is stored in several spellings', () => {
  const [pond] = PONDS;
  const spelt = (question: string, ...stored: readonly (readonly [phrase: string, value: string])[]): string => {
    const values = stored.map(([phrase, value]) => ({ table: 'pond', column: 'county_name', phrase, value, coverage: 'complete', start: question.indexOf(phrase), end: question.indexOf(phrase) + phrase.length, match: 'folded' }) as const);
    const given = generateSql(sqlTask(question, { schema: { tables: pond === undefined ? [] : [pond], joins: [], values } }));
    return given.kind === 'sql' ? given.sql : given.reason;
  };

  it('is one value', () => {
    expect(spelt('How many ponds are there in KENT?', ['KENT', 'Kent'], ['KENT', 'kent'])).toContain(`WHERE (pond.county_name = 'Kent' OR pond.county_name = 'kent')`);
    expect(spelt('How many ponds are there in KENT or Essex?', ['KENT', 'Kent'], ['KENT', 'kent'], ['Essex', 'Essex'])).toContain(
      `WHERE (pond.county_name = 'Kent' OR pond.county_name = 'kent' OR pond.county_name = 'Essex')`,
    );
  });
});

describe('a figure for each', () => {
  const BILLS = table('bill', key('bill_id'), column('member_no', 'INTEGER', { references: { table: 'member', column: 'member_no', source: 'declared' } }), column('total', 'REAL'));
  const PEOPLE = table('member', key('member_no'), column('name'));
  const joins: Joins = [{ from: { table: 'bill', column: 'member_no' }, to: { table: 'member', column: 'member_no' }, source: 'declared' }];

  it.each([
    ['total bill amount by member', /SUM\(bill\.total\).* GROUP BY member\.member_no, member\.name/u],
    ['total by member', /SUM\(bill\.total\).* GROUP BY member\.member_no, member\.name/u],
    ['bills per member', /COUNT\(\*\).* GROUP BY member\.member_no, member\.name/u],
  ])('is one for each: %s', (question, expected) => {
    expect(sql(question, [BILLS, PEOPLE], joins)).toMatch(expected);
  });

  it('is refused where nothing is known of it', () => {
    expect(reply('orders per member', [PEOPLE])).toMatchObject({ kind: 'insufficient' });
    expect(reply('total by member', [PEOPLE])).toMatchObject({ kind: 'insufficient' });
  });

  it('adds up the column that is called by it', () => {
    expect(sql('What is the total of all bills?', [BILLS], [])).toContain('SUM(bill.total)');
    expect(sql('What is the total of all members?', [PEOPLE], [])).toContain('COUNT(*)');
  });

  it('is not answered without what must not be', () => {
    expect(reply('Which bills were never frobnicated?', [BILLS, PEOPLE], joins)).toMatchObject({ kind: 'insufficient' });
  });
});

describe('what stands for a row', () => {
  it('is its name rather than the title of somebody', () => {
    const dealers = table('dealer', key('dealer_id'), column('firm_name'), column('contact_title'), column('limit_level', 'INTEGER'), column('stock', 'INTEGER'));
    expect(sql('List the dealers', [dealers], [])).toBe('SELECT dealer.firm_name FROM dealer LIMIT 100');
    expect(reply('dealers below the limit level', [dealers])).toMatchObject({ kind: 'insufficient' });
  });
});
