import { describe, expect, it } from 'vitest';
import type { FakeDatabaseOptions } from '../../test/support/fake-database.ts';
import { stageContext, table } from '../../test/support/stage-context.ts';
import type { Clarification, Resolution } from '../protocol/index.ts';
import type { SettingsInput } from '../settings.ts';
import { detectAmbiguity, type DetectAmbiguityInput } from './detect-ambiguity.ts';

const tables = [
  table('orders', ['id INTEGER', 'customer_id INTEGER', 'amount REAL', 'order_date TEXT', 'updated_at TEXT'], { customer_id: 'customers.id' }),
  table('invoices', ['id INTEGER', 'amount REAL', 'issued_on DATE', 'due_on DATE']),
  table('customers', ['id INTEGER', 'name TEXT', 'city TEXT', 'rating REAL', 'credit REAL']),
  table('warehouses', ['id INTEGER', 'city TEXT']),
  table('flights', ['id INTEGER', 'from_airport INTEGER', 'to_airport INTEGER'], { from_airport: 'airports.id', to_airport: 'airports.id' }),
  table('airports', ['id INTEGER', 'name TEXT']),
  table('votes', ['id INTEGER', 'candidate TEXT', 'validated TEXT', 'runtime TEXT', 'cast_on TEXT', 'counting INTERVAL']),
  table('stalls', ['id INTEGER', "size enum('small','wide')", 'spot POINT', 'kept INTERVAL', 'rent NUMERIC']),
];
const values = { customers: { city: ['Paris', 'Rome'] }, warehouses: { city: ['Paris'] } };

async function detect(
  question: string,
  relevance: Readonly<Record<string, number>>,
  selected: readonly string[],
  options: { settings?: SettingsInput; resolutions?: readonly Resolution[]; tables?: typeof tables; values?: FakeDatabaseOptions['values'] } = {},
) {
  const context = await stageContext({ tables: options.tables ?? tables, values: options.values ?? values }, options.settings ? { settings: options.settings } : {});
  const input: DetectAmbiguityInput = {
    question,
    selected,
    resolutions: options.resolutions ?? [],
    ranking: Object.entries(relevance)
      .map(([name, score]) => ({ table: name, relevance: score, required: selected.includes(name), reason: '' }))
      .toSorted((a, b) => b.relevance - a.relevance),
  };
  return detectAmbiguity(input, context);
}

async function question(...args: Parameters<typeof detect>): Promise<Clarification> {
  const output = await detect(...args);
  if (output.kind !== 'ambiguous') throw new Error(`nothing was asked: ${JSON.stringify(output)}`);
  return output.clarification;
}

describe('look-alike tables', () => {
  it('are asked about when their relevance is close', async () => {
    const asked = await question('amount by month', { orders: 0.9, invoices: 0.85, customers: 0.1 }, ['orders']);
    expect(asked).toMatchObject({ kind: 'table', span: { text: 'amount', start: 0, end: 6 }, suggested: 'table:orders' });
    expect(asked.options.map((option) => option.table)).toEqual(['orders', 'invoices']);
    for (const option of asked.options) expect(option.evidence.length).toBeGreaterThan(0);
  });

  it('are asked about when both hold the asked measure, even at a distance', async () => {
    const asked = await question('amount by month', { orders: 0.95, invoices: 0.6 }, ['orders']);
    expect(asked.options.map((option) => option.table)).toEqual(['orders', 'invoices']);
  });

  it('are told apart by a word that only one of them holds', async () => {
    const output = await detect('amount of orders', { orders: 0.9, invoices: 0.88 }, ['orders']);
    expect(output.kind).toBe('clear');
  });

  it('are not asked about beyond the margin', async () => {
    const relevance = { orders: 0.9, invoices: 0.45 };
    expect((await detect('amount by month', relevance, ['orders'])).kind).toBe('clear');
    expect((await detect('amount by month', relevance, ['orders'], { settings: { ambiguity: { margin: 0.5 } } })).kind).toBe('ambiguous');
  });

  it('are not alternatives when a key joins them and both are needed', async () => {
    const output = await detect('amount per city', { orders: 0.9, customers: 0.88 }, ['orders', 'customers']);
    expect(output.kind).toBe('clear');
  });
});

describe('tables that a join connects', () => {
  const shop = [
    table('customers', ['id INTEGER', 'name TEXT']),
    table('orders', ['id INTEGER', 'customer_id INTEGER', 'placed_on DATE', 'total_cents INTEGER'], { customer_id: 'customers.id' }),
    table('order_items', ['id INTEGER', 'order_id INTEGER', 'quantity INTEGER'], { order_id: 'orders.id' }),
    table('customer_orders', ['id INTEGER', 'order_id INTEGER', 'customer_id INTEGER'], { order_id: 'orders.id', customer_id: 'customers.id' }),
    table('invoices', ['id INTEGER', 'order_id INTEGER', 'customer_id INTEGER', 'total_cents INTEGER', 'issued_on DATE'], { order_id: 'orders.id', customer_id: 'customers.id' }),
    table('payments', ['id INTEGER', 'invoice_id INTEGER', 'customer_id INTEGER', 'amount_cents INTEGER', 'paid_on DATE'], { invoice_id: 'invoices.id', customer_id: 'customers.id' }),
    table('weather', ['day DATE', 'degrees REAL']),
  ];
  const detectIn = (text: string, relevance: Readonly<Record<string, number>>, selected: readonly string[]) =>
    detect(text, relevance, selected, { tables: shop });
  const offered = async (...args: Parameters<typeof detectIn>) => {
    const output = await detectIn(...args);
    return output.kind === 'ambiguous' ? output.clarification.options.map((option) => option.table) : [];
  };

  it.each([
    [['orders']],
    [['orders', 'customers']],
    [['customers', 'orders']],
  ])('are partners when each tells of another word (selected: %j)', async (selected) => {
    const relevance = { orders: 0.9, customers: selected.includes('customers') ? 0.9 : 0.3, order_items: 0.87 };
    expect(await offered('orders per customer', relevance, selected)).toEqual([]);
  });

  it('are partners of any selected table, not only of the one they resemble', async () => {
    expect(await offered('quantity of order items', { order_items: 0.9, orders: 0.88 }, ['order_items'])).toEqual([]);
  });

  it('are alternatives when one word calls both', async () => {
    const relevance = { orders: 0.9, customer_orders: 0.87, customers: 0.9 };
    expect(await offered('orders per customer', relevance, ['orders', 'customers'])).toEqual(['orders', 'customer_orders']);
  });

  it('are alternatives when both hold the asked measure', async () => {
    expect(await offered('total cents by month', { orders: 0.9, invoices: 0.86 }, ['orders'])).toEqual(['orders', 'invoices']);
  });

  it('are alternatives when no word tells of either', async () => {
    const relevance = { invoices: 0.86, payments: 0.78, orders: 0.78, customers: 0.2 };
    expect(await offered('total revenue last year', relevance, ['invoices'])).toEqual(['invoices', 'payments', 'orders']);
    expect(await offered('total revenue per customer', { ...relevance, customers: 0.9 }, ['invoices', 'customers'])).toEqual(['invoices', 'payments', 'orders']);
  });

  it.each([[['orders']], [['orders', 'customers']], [['order_items', 'orders']]])(
    'leave out one of which no word tells, when words tell of the selected (%j)',
    async (selected) => {
      const relevance = { orders: 0.9, customers: 0.9, order_items: 0.9, weather: 0.85 };
      const ranked = Object.fromEntries(Object.entries(relevance).filter(([name]) => selected.includes(name) || name === 'weather'));
      expect(await offered('orders per customer', ranked, selected)).toEqual([]);
    },
  );

  it('are no alternatives for holding a key of the one the question names', async () => {
    expect(await offered('how many customers', { customers: 0.9, payments: 0.85 }, ['customers'])).toEqual([]);
  });
});

describe('join paths', () => {
  it('are asked about when two columns lead to the same table', async () => {
    const asked = await question('number of flights per airport', { flights: 0.9, airports: 0.9 }, ['flights', 'airports']);
    expect(asked.kind).toBe('join_path');
    expect(asked.options.map((option) => option.column)).toEqual(expect.arrayContaining(['from_airport', 'to_airport']));
  });

  it('are settled by a word of the question', async () => {
    const output = await detect('number of flights from each airport', { flights: 0.9, airports: 0.9 }, ['flights', 'airports']);
    expect(output.kind).toBe('clear');
  });
});

describe('values', () => {
  it('are asked about when several columns hold them', async () => {
    const asked = await question('everything in Paris', { customers: 0.9, warehouses: 0.6 }, ['customers', 'warehouses']);
    expect(asked).toMatchObject({ kind: 'value', span: { text: 'Paris' } });
    expect(asked.options).toMatchObject([
      { table: 'customers', column: 'city', value: 'Paris' },
      { table: 'warehouses', column: 'city', value: 'Paris' },
    ]);
  });

  it('are asked about with the four likeliest when more columns hold them', async () => {
    const names = ['cities', 'suppliers', 'shops', 'depots', 'offices', 'plants'];
    const places = names.map((name) => table(name, ['id INTEGER', 'town TEXT']));
    const towns = Object.fromEntries(names.map((name) => [name, { town: [name === 'plants' ? 'paris' : 'Paris'] }]));
    const relevance = { cities: 0.6, suppliers: 0.7, shops: 0.8, depots: 0.75, offices: 0.9, plants: 0.95 };
    const offered = async (text: string) =>
      (await question(text, relevance, names, { tables: places, values: towns })).options.map((option) => option.table);
    expect(await offered('everything in Paris')).toEqual(['offices', 'shops', 'depots', 'suppliers']);
    expect(await offered('towns and cities and suppliers in Paris')).toEqual(['suppliers', 'cities', 'offices', 'shops']);
  });

  it('are one value in several spellings of a column, and several where they only are like it', async () => {
    const towns = (...names: string[]) => ({ values: { customers: { city: names } } });
    expect((await detect('customers in PARIS', { customers: 0.9 }, ['customers'], towns('Paris', 'paris'))).kind).toBe('clear');
    const asked = await question('customers in Parts', { customers: 0.9 }, ['customers'], towns('Paris', 'Party'));
    expect(asked.options.map(({ id, label, value }) => [id, label, value])).toEqual([
      ['value:customers.city=Paris', 'Paris: city (customers)', 'Paris'],
      ['value:customers.city=Party', 'Party: city (customers)', 'Party'],
    ]);
  });

  it('are settled by naming the table', async () => {
    const output = await detect('customers in Paris', { customers: 0.9, warehouses: 0.6 }, ['customers', 'warehouses']);
    expect(output.kind).toBe('clear');
  });
});

describe('time words', () => {
  it('take the one obvious date, as an assumption with its alternatives', async () => {
    const output = await detect('orders last year', { orders: 0.95 }, ['orders']);
    expect(output).toMatchObject({
      kind: 'clear',
      assumptions: [{ kind: 'time', phrase: 'last year', chosen: { table: 'orders', column: 'order_date' } }],
    });
  });

  it('are asked about when two dates are equally likely', async () => {
    const asked = await question('invoices last year', { invoices: 0.95 }, ['invoices']);
    expect(asked).toMatchObject({ kind: 'time', span: { text: 'last year' } });
    expect(asked.options.map((option) => option.column)).toEqual(['issued_on', 'due_on']);
  });

  it('take the date beside the asked quantity', async () => {
    const campus = [
      table('campuses', ['id INTEGER', 'name TEXT', 'Year INTEGER']),
      table('fees', ['id INTEGER', 'campus_id INTEGER', 'Fee INTEGER', 'Year INTEGER'], { campus_id: 'campuses.id' }),
    ];
    const output = await detect('fee of each campus in 1996', { fees: 0.9, campuses: 0.9 }, ['campuses', 'fees'], { tables: campus });
    expect(output).toMatchObject({ kind: 'clear', assumptions: [{ chosen: { table: 'fees', column: 'Year' } }] });
    expect((await detect('each campus in 1996', { fees: 0.9, campuses: 0.9 }, ['campuses', 'fees'], { tables: campus })).kind).toBe('ambiguous');
  });

  it.each(['invoices per month', 'invoices by quarter', 'in which year were the most invoices', 'invoices in March 2022', 'invoices in Q2 2023'])('are those of periods too: %s', async (words) => {
    const asked = await question(words, { invoices: 0.95 }, ['invoices']);
    expect(asked).toMatchObject({ kind: 'time' });
    expect(asked.options.map((option) => option.column)).toEqual(['issued_on', 'due_on']);
  });

  it('take the column that holds what is grouped by', async () => {
    const films = [table('films', ['id INTEGER', 'shown_on DATE', 'release_year INTEGER'])];
    const output = await detect('films per year', { films: 0.9 }, ['films'], { tables: films });
    expect(output).toMatchObject({ kind: 'clear', assumptions: [{ chosen: { column: 'release_year' } }] });
  });

  it('take for a date only what its type or a whole word of its name says', async () => {
    const output = await detect('votes last year', { votes: 0.95 }, ['votes']);
    if (output.kind !== 'clear') throw new Error(`asked: ${output.clarification.question}`);
    expect(output.assumptions).toMatchObject([{ chosen: { column: 'cast_on' } }]);
    expect(output.assumptions[0]!.alternatives).toBeUndefined();
  });

  it('are settled by naming the date', async () => {
    expect((await detect('invoices due last year', { invoices: 0.95 }, ['invoices'])).kind).toBe('clear');
  });
});

describe('rankings', () => {
  it('that do not say by what are asked about', async () => {
    const asked = await question('top 5 customers', { customers: 0.95 }, ['customers']);
    expect(asked.kind).toBe('measure');
    expect(asked.options.map((option) => option.column)).toEqual(['rating', 'credit']);
  });

  it('are not asked about when the table holds one quantity', async () => {
    expect((await detect('top 5 stalls', { stalls: 0.95 }, ['stalls'])).kind).toBe('clear');
  });

  it.each(['top 5 customers by credit', 'best rating of customers', 'customers with the highest credit'])('are clear in %j', async (text) => {
    expect((await detect(text, { customers: 0.95 }, ['customers'])).kind).toBe('clear');
  });
});

describe('what the user reads', () => {
  it('shows of a table what helps to choose it, keys last', async () => {
    const rich = [
      table('bills', ['id INTEGER', 'client_id INTEGER', 'order_id INTEGER', 'bill_no TEXT', 'state TEXT', 'Year INTEGER', 'sent_on DATE', 'net REAL', 'tax REAL']),
      table('payments', ['id INTEGER', 'net REAL']),
    ];
    const asked = await question('net by month', { bills: 0.9, payments: 0.88 }, ['bills'], { tables: rich });
    expect(asked.question).toBe('Several tables fit “net”. Which one do you mean?');
    expect(asked.options.map((option) => option.evidence[0])).toEqual(['Columns: net, tax, Year, sent_on, state, id, …', 'Columns: net, id']);
  });

  it('names a column with its table', async () => {
    const asked = await question('invoices last year', { invoices: 0.95 }, ['invoices']);
    expect(asked.options.map((option) => option.label)).toEqual(['issued on (invoices)', 'due on (invoices)']);
  });

  it('names a way by what sets it apart', async () => {
    const asked = await question('number of flights per airport', { flights: 0.9, airports: 0.9 }, ['flights', 'airports']);
    expect(asked.options.map((option) => option.label)).toEqual(['from airport (flights)', 'to airport (flights)']);

    const school = [
      table('students', ['id INTEGER', 'name TEXT']),
      table('courses', ['id INTEGER', 'title TEXT']),
      table('enrolments', ['student_id INTEGER', 'course_id INTEGER'], { student_id: 'students.id', course_id: 'courses.id' }),
      table('waiting_lists', ['student_id INTEGER', 'course_id INTEGER'], { student_id: 'students.id', course_id: 'courses.id' }),
    ];
    const routes = await question('students per course', { students: 0.9, courses: 0.9 }, ['students', 'courses'], { tables: school });
    expect(routes.options.map((option) => option.label)).toEqual(['by way of enrolments', 'by way of waiting lists']);
  });
});

describe('what the user settled', () => {
  const resolution: Resolution = {
    clarificationId: 'table:orders',
    kind: 'table',
    phrase: 'amount',
    chosen: { id: 'table:orders', label: 'orders', table: 'orders' },
    rejected: [{ table: 'invoices' }],
  };

  it('is not asked again', async () => {
    const output = await detect('amount by month', { orders: 0.9, invoices: 0.85 }, ['orders'], { resolutions: [resolution] });
    expect(output.kind).toBe('clear');
  });

  it('counts against the number of questions; the rest is assumed and shown', async () => {
    const output = await detect('invoices last year', { invoices: 0.95 }, ['invoices'], {
      resolutions: [resolution],
      settings: { limits: { clarifications: 1 } },
    });
    expect(output).toMatchObject({ kind: 'clear', assumptions: [{ kind: 'time', chosen: { column: 'issued_on' }, alternatives: [{ column: 'due_on' }] }] });
  });
});
